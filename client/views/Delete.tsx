/** Deleting asks once more, by name, with the way back under the hand. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format.ts";
import { problemText } from "./problem.ts";

interface Removal {
  /** Of what is deleted. */
  readonly name: string;
  readonly isPending: boolean;
  readonly error: Error | null;
  onDelete(): void;
}

/** The word that asks, then the question in its place. `look`: a link in a list, a button in a form. */
export function Delete({ look, ...removal }: Removal & { readonly look: "link" | "button" }) {
  const { t } = useTranslation();
  const [isAsked, setAsked] = useState(false);
  if (isAsked) return <DeleteQuestion {...removal} onKeep={() => setAsked(false)} />;
  if (look === "button") {
    return (
      <Button size="xs" variant="subtle" color="red" onClick={() => setAsked(true)}>
        {t("facilities.delete")}
      </Button>
    );
  }
  return (
    <button type="button" className="link small" onClick={() => setAsked(true)}>
      {t("facilities.delete")}
    </button>
  );
}

export function DeleteQuestion({ name, isPending, error, onDelete, onKeep }: Removal & { onKeep(): void }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <fieldset className="actions" aria-label={t("facilities.delete")}>
      <span>{t("facilities.deleteSure", { name })}</span>
      <Button size="compact-xs" color="red" loading={isPending} onClick={onDelete}>
        {t("facilities.deleteYes")}
      </Button>
      <Button size="compact-xs" variant="default" autoFocus onClick={onKeep}>
        {t("facilities.cancel")}
      </Button>
      {error !== null && <span role="alert">{problemText(error, format, t)}</span>}
    </fieldset>
  );
}
