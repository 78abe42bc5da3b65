/** The open plan: whether it is stored, undo and redo, its name, link and file. */
import { ActionIcon, Button, Textarea, TextInput, Tooltip } from "@mantine/core";
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconCheck,
  IconDownload,
  IconLink,
  IconPencil,
} from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format.ts";
import { getState, toHash } from "../state.ts";
import { problemText } from "../views/problem.ts";
import { type OpenPlan, redo, rename, saveAgain, undo } from "./store.ts";

export function PlanHead({ plan }: { plan: OpenPlan }) {
  const { t } = useTranslation();
  const [renaming, setRenaming] = useState(false);
  return (
    <div className="plan-head">
      {renaming ? (
        <NameForm plan={plan} onDone={() => setRenaming(false)} />
      ) : (
        <>
          {plan.note !== "" && <p className="row-small">{plan.note}</p>}
          <div className="actions">
            <Step label={t("plans.undo")} isOff={plan.past.length + plan.changes.length === 0} onClick={undo}>
              <IconArrowBackUp size={16} />
            </Step>
            <Step label={t("plans.redo")} isOff={plan.future.length === 0} onClick={redo}>
              <IconArrowForwardUp size={16} />
            </Step>
            <Step label={t("plans.rename")} onClick={() => setRenaming(true)}>
              <IconPencil size={16} />
            </Step>
            <CopyLink />
            <Button
              component="a"
              href={`/api/scenarios/${plan.id}/file`}
              download
              size="compact-xs"
              variant="default"
              leftSection={<IconDownload size={14} aria-hidden />}
            >
              {t("plans.export")}
            </Button>
            <Saved plan={plan} />
          </div>
        </>
      )}
    </div>
  );
}

interface StepProps {
  readonly label: string;
  readonly isOff?: boolean;
  onClick(): void;
  readonly children: React.ReactNode;
}

function Step({ label, isOff = false, onClick, children }: StepProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="default" size="sm" aria-label={label} disabled={isOff} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

function Saved({ plan }: { plan: OpenPlan }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (plan.saving !== "failed") {
    return (
      <span className="plan-saved" role="status" data-testid="plan-saved" data-saving={plan.saving}>
        {t(plan.saving === "saved" ? "plans.saved" : "plans.saving")}
      </span>
    );
  }
  return (
    <span className="warning" role="alert">
      {t("plans.notSaved", { detail: plan.error === null ? "" : problemText(plan.error, format, t) })}{" "}
      <button type="button" className="link" onClick={saveAgain}>
        {t("app.retry")}
      </button>
    </span>
  );
}

/** The link shows the plan with the question and the place of this screen. */
function CopyLink() {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    const { origin, pathname } = window.location;
    await navigator.clipboard.writeText(`${origin}${pathname}#${toHash(getState())}`);
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <Button
      size="compact-xs"
      variant="default"
      leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconLink size={14} aria-hidden />}
      onClick={() => void copy()}
    >
      {t(copied ? "plans.linkCopied" : "plans.link")}
    </Button>
  );
}

function NameForm({ plan, onDone }: { plan: OpenPlan; onDone: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState(plan.name);
  const [note, setNote] = useState(plan.note);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rename(name, note);
    onDone();
  };
  return (
    <form className="form" onSubmit={submit}>
      <TextInput
        size="xs"
        label={t("plans.name")}
        required
        maxLength={200}
        value={name}
        data-autofocus
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Textarea
        size="xs"
        autosize
        minRows={1}
        label={t("plans.note")}
        maxLength={2000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <div className="actions">
        <Button size="compact-xs" type="submit" disabled={name.trim() === ""}>
          {t("facilities.save")}
        </Button>
        <Button size="compact-xs" variant="default" onClick={onDone}>
          {t("facilities.cancel")}
        </Button>
      </div>
    </form>
  );
}
