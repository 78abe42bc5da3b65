/** A titled part of a view, with the note of where its numbers come from. */
import { Loader, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format.ts";
import { type Asked, type Definition, Note } from "./Note.tsx";
import { problemText } from "./problem.ts";

interface Props {
  readonly title: string;
  readonly definition?: Definition;
  readonly standard?: Asked | undefined;
  readonly children: ReactNode;
}

export function Section({ title, definition, standard, children }: Props) {
  return (
    <section className="section">
      <div className="section-title">
        <h2>{title}</h2>
        {definition !== undefined && <Note definition={definition} standard={standard} />}
      </div>
      {children}
    </section>
  );
}

/** What stands in a view whose answer is not there: computing, or why it failed. */
export function Waiting({ error }: { error: Error | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (error !== null) return <Text size="sm">{t("status.failed", { detail: problemText(error, format, t) })}</Text>;
  return (
    <p className="waiting" role="status">
      <Loader size="xs" /> {t("status.computing")}
    </p>
  );
}
