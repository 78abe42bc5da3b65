/** Asks for places: the goal in the planner's words, what is built, where it may stand, and conditions that are folded until needed. */
import { Button, NativeSelect } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FacilityKind } from "../../server/words.ts";
import { useStandards } from "../api-review.ts";
import { useStartSiting } from "../api-siting.ts";
import { questionFields, useChoice } from "../choice.ts";
import { useFormat } from "../format.ts";
import { FACILITY_KINDS } from "../map/colours.ts";
import { usePlan } from "../plans/store.ts";
import { setState } from "../state.ts";
import { problemText } from "../views/problem.ts";
import { asksSites, GOALS, type MissingField, requestOf, secondKinds, setDraft, useDraft } from "./draft.ts";
import { NumberField } from "./Fields.tsx";
import { MoreFields } from "./MoreFields.tsx";
import { WhereFields } from "./WhereFields.tsx";

const MOST_SITES = 500;

export function SitingForm() {
  const { t } = useTranslation();
  const format = useFormat();
  const choice = useChoice();
  const draft = useDraft((all) => all);
  const start = useStartSiting();
  const standard = useStandards().data?.find((listed) => listed.standard.id === choice.standard)?.standard;
  const seconds = secondKinds(draft, standard);
  const [missing, setMissing] = useState<MissingField | null>(null);
  const plan = usePlan();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const asked = requestOf(draft, questionFields(choice), standard);
    setMissing(asked.missing);
    if (asked.request !== null) start.mutate(asked.request, { onSuccess: ({ id }) => setState({ siting: id }) });
  };
  return (
    <form className="siting-form" onSubmit={submit} data-testid="siting-form">
      {plan !== null && <p className="row-small">{t("siting.fromPlan", { name: plan.name })}</p>}
      <NativeSelect
        size="xs"
        label={t("siting.goal")}
        value={draft.goal}
        onChange={(event) => {
          const goal = GOALS.find((one) => one === event.currentTarget.value);
          if (goal !== undefined) setDraft({ goal });
        }}
        data={GOALS.map((value) => ({ value, label: t(`siting.goals.${value}`) }))}
      />
      <div className={draft.goal === "most-people-in-budget" ? "field-pair" : "field-pair number-and-name"}>
        <GoalFields />
        <NativeSelect
          size="xs"
          className="kind-field"
          label={t("siting.kind")}
          value={draft.kind}
          onChange={(event) => {
            const kind = FACILITY_KINDS.find((one) => one === event.currentTarget.value);
            if (kind !== undefined) setDraft({ kind });
          }}
          data={FACILITY_KINDS.map((value) => ({ value, label: t(`kinds.${value}`) }))}
        />
      </div>
      {seconds.length > 0 && <SecondFields kinds={seconds} />}
      <WhereFields />
      <MoreFields />
      {missing !== null && (
        <p className="warning" role="alert">
          {t(`siting.missing.${missing}`)}
        </p>
      )}
      {start.error !== null && (
        <p className="warning" role="alert">
          {problemText(start.error, format, t)}
        </p>
      )}
      <Button type="submit" size="sm" loading={start.isPending} data-testid="siting-start">
        {t("siting.start")}
      </Button>
    </form>
  );
}

/** What is built together with the first, where each of several tiers is needed. */
function SecondFields({ kinds }: { kinds: readonly FacilityKind[] }) {
  const { t } = useTranslation();
  const { secondKind, secondSites } = useDraft((all) => all);
  const chosen = kinds.find((kind) => kind === secondKind) ?? null;
  return (
    <div className="field-pair number-and-name" data-testid="siting-second">
      {chosen !== null && (
        <NumberField
          label={t("siting.secondSites")}
          value={secondSites}
          min={1}
          max={MOST_SITES}
          isWhole
          onChange={(sites) => setDraft({ secondSites: sites })}
        />
      )}
      <NativeSelect
        size="xs"
        label={t("siting.secondKind")}
        value={chosen ?? ""}
        onChange={(event) => {
          setDraft({ secondKind: kinds.find((kind) => kind === event.currentTarget.value) ?? null });
        }}
        data={[
          { value: "", label: t("siting.secondNone") },
          ...kinds.map((value) => ({ value, label: t(`kinds.${value}`) })),
        ]}
      />
    </div>
  );
}

/** How many, how much money, or which share: what the goal asks for. */
function GoalFields() {
  const { t } = useTranslation();
  const draft = useDraft((all) => all);
  if (asksSites(draft.goal)) {
    return (
      <NumberField
        label={t("siting.sites")}
        value={draft.sites}
        min={1}
        max={MOST_SITES}
        isWhole
        onChange={(sites) => setDraft({ sites })}
      />
    );
  }
  if (draft.goal === "fewest-sites") {
    return (
      <NumberField
        label={t("siting.share")}
        value={draft.sharePercent}
        max={100}
        suffix=" %"
        onChange={(sharePercent) => setDraft({ sharePercent })}
      />
    );
  }
  return (
    <>
      <NumberField label={t("siting.budget")} value={draft.budget} onChange={(budget) => setDraft({ budget })} />
      <NumberField
        label={t("siting.costPerSite")}
        value={draft.costPerSite}
        onChange={(costPerSite) => setDraft({ costPerSite })}
      />
    </>
  );
}
