/**
 * Writing a service standard of the office's own: a copy of another one, changed. Shipped ones are only copied. The server
 * checks what is stored; what it finds wrong stands beside the field at fault.
 */

import { Alert, Button, Modal, NativeSelect, NumberInput, Textarea, TextInput } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { StandardDocument } from "../../server/api/messages.ts";
import { useDeleteStandard, useSaveStandard, useStandards } from "../api-review.ts";
import { changeChoice } from "../choice.ts";
import { useFormat } from "../format.ts";
import { getState } from "../state.ts";
import { Delete } from "../views/Delete.tsx";
import { problemText } from "../views/problem.ts";
import { copyOf, fieldErrors } from "./draft.ts";
import { GroupFields } from "./GroupFields.tsx";
import { ServiceFields } from "./ServiceFields.tsx";
import { sourceText } from "./StandardFacts.tsx";
import { TargetFields } from "./TargetFields.tsx";
import { TierFields } from "./TierFields.tsx";

export interface Editing {
  readonly isNew: boolean;
  readonly from: StandardDocument;
}

export function StandardEditor({ editing, onClose }: { editing: Editing; onClose(): void }) {
  const { t } = useTranslation();
  const phone = useMediaQuery("(max-width: 767px)", undefined, { getInitialValueInEffect: false });
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      fullScreen={phone === true}
      title={t(editing.isNew ? "standards.copyTitle" : "standards.editTitle")}
      closeButtonProps={{ "aria-label": t("app.close") }}
    >
      <EditorForm editing={editing} onClose={onClose} />
    </Modal>
  );
}

function EditorForm({ editing: { isNew, from }, onClose }: { editing: Editing; onClose(): void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const taken = (useStandards().data ?? []).map(({ standard }) => standard.id);
  const [draft, setDraft] = useState(() =>
    isNew
      ? copyOf(
          from,
          taken,
          { name: t("standards.copyName", { name: format.name(from) }), source: sourceText(from, t) },
          new Date(),
        )
      : from,
  );
  const [tried, setTried] = useState(false);
  const save = useSaveStandard();
  const change = (fields: Partial<StandardDocument>) => setDraft((before) => ({ ...before, ...fields }));
  const errors = fieldErrors(save.error);
  const nameMissing = tried && draft.name.trim() === "";

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (draft.name.trim() === "") return;
    save.mutate(
      { isNew, standard: { ...draft, name: draft.name.trim() } },
      {
        onSuccess: ({ standard }) => {
          changeChoice({ standard: standard.id });
          onClose();
        },
      },
    );
  };

  return (
    <form className="form editor" onSubmit={submit} noValidate data-testid="standard-editor">
      <div className="form-pair">
        <TextInput
          size="xs"
          required
          data-autofocus
          label={t("standards.name")}
          value={draft.name}
          maxLength={200}
          error={nameMissing ? t("facilities.nameMissing") : errors.at("/name")}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <TextInput
          size="xs"
          label={t("facilities.nameEn")}
          value={draft.names.en ?? ""}
          maxLength={200}
          onChange={(event) => {
            const { en: _, ...others } = draft.names;
            const en = event.currentTarget.value;
            change({ names: en === "" ? others : { ...others, en } });
          }}
        />
        <Textarea
          size="xs"
          autosize
          minRows={1}
          label={t("standards.source")}
          description={t("standards.sourceHelp")}
          value={draft.source}
          maxLength={1000}
          error={errors.at("/source")}
          onChange={(event) => change({ source: event.currentTarget.value })}
        />
        <TextInput
          size="xs"
          type="date"
          label={t("standards.date")}
          description={t("standards.dateHelp")}
          value={draft.date}
          error={errors.at("/date")}
          onChange={(event) => change({ date: event.currentTarget.value })}
        />
        <NumberInput
          size="xs"
          label={t("standards.walkingSpeed")}
          min={1}
          max={10}
          step={0.1}
          decimalScale={2}
          value={draft.walkingSpeedKmh}
          error={errors.at("/walkingSpeedKmh")}
          onChange={(value) => typeof value === "number" && change({ walkingSpeedKmh: value })}
        />
        {draft.tiers.length > 1 && (
          <NativeSelect
            size="xs"
            label={t("standards.need")}
            value={draft.need}
            onChange={(event) => change({ need: event.currentTarget.value === "all" ? "all" : "any" })}
            data={[
              { value: "any", label: t("standards.needAny") },
              { value: "all", label: t("standards.needAll") },
            ]}
          />
        )}
      </div>
      <TierFields tiers={draft.tiers} errors={errors} onChange={(tiers) => change({ tiers })} />
      <GroupFields
        groups={draft.groups}
        walkingSpeedKmh={draft.walkingSpeedKmh}
        onChange={(groups) => change({ groups })}
      />
      <ServiceFields service={draft.service} errors={errors} onChange={(service) => change({ service })} />
      <TargetFields targets={draft.targets} onChange={(targets) => change({ targets })} />
      {save.error !== null && (
        <Alert variant="light" color="red" p="xs" role="alert">
          {problemText(save.error, format, t)}
          {errors.others.length > 0 && (
            <ul>
              {errors.others.map(({ pointer, detail }) => (
                <li key={pointer + detail}>
                  {pointer} {detail}
                </li>
              ))}
            </ul>
          )}
        </Alert>
      )}
      <div className="actions editor-actions">
        <Button size="xs" type="submit" loading={save.isPending}>
          {t("facilities.save")}
        </Button>
        <Button size="xs" variant="default" onClick={onClose}>
          {t("facilities.cancel")}
        </Button>
        {!isNew && <DeleteStandard id={from.id} name={format.name(from)} onDeleted={onClose} />}
      </div>
    </form>
  );
}

function DeleteStandard({ id, name, onDeleted }: { id: string; name: string; onDeleted(): void }) {
  const { isPending, error, mutate } = useDeleteStandard();
  const remove = () =>
    mutate(id, {
      onSuccess: () => {
        if (getState().standard === id) changeChoice({ standard: null });
        onDeleted();
      },
    });
  return <Delete look="button" name={name} isPending={isPending} error={error} onDelete={remove} />;
}
