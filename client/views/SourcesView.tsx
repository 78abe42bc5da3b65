/** Where the data come from: each source with its import record, and the imports themselves, running ones with progress. */
import { Badge, Button, Code, Progress, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ImportRecord, Source } from "../../server/api/messages.ts";
import type { SourceKind } from "../../server/words.ts";
import { useImports, useSources, useStopImport } from "../api.ts";
import { useFormat } from "../format.ts";
import { Missing } from "./Missing.tsx";
import { Section, Waiting } from "./Section.tsx";

const KINDS: readonly SourceKind[] = ["streets", "people", "facilities", "areas", "settlements", "elevation"];

export function SourcesView() {
  const { t } = useTranslation();
  const sources = useSources();
  const imports = useImports(true);
  if (sources.data === undefined) return <Waiting error={sources.error} />;
  const stored = new Set(sources.data.map((source) => source.import.id));
  // Imports that are a source's present state stand there; of the rest, running ones first, then the latest.
  const others = (imports.data ?? [])
    .filter((record) => !stored.has(record.id) && record.state !== "stored")
    .toSorted((a, b) => Number(b.state === "running") - Number(a.state === "running") || b.id - a.id);
  return (
    <>
      {others.length > 0 && (
        <Section title={t("sources.running")}>
          {others.map((record) => (
            <ImportCard key={record.id} record={record} title={record.sourceName} />
          ))}
        </Section>
      )}
      <Section title={t("sources.title")}>
        {sources.data.length === 0 ? (
          <Missing thing="noSources" />
        ) : (
          sources.data
            .toSorted((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind))
            .map((source) => (
              <ImportCard key={source.name} record={source.import} title={source.name} source={source} />
            ))
        )}
        {sources.data.length > 0 && (
          <Text size="sm" c="dimmed" component="div">
            {t("sources.how")} <Code>npm run import -- FILE …</Code>
          </Text>
        )}
      </Section>
    </>
  );
}

function ImportCard({ record, title, source }: { record: ImportRecord; title: string; source?: Source }) {
  const { t } = useTranslation();
  const format = useFormat();
  const stop = useStopImport();
  const unknown = t("sources.unknown");
  // A stage that this list does not know yet is shown in the server's word.
  const stage =
    record.progress === undefined
      ? t("sources.states.running")
      : t(`sources.stages.${record.progress.stage}`, { defaultValue: record.progress.stage });
  const facts: [string, string][] = [
    [t("sources.file"), record.fileName],
    [t("sources.date"), record.dataDate ?? unknown],
    [t("sources.licence"), record.licence ?? unknown],
    [t("sources.coordinates"), t(`coordinates.${record.coordinates}`)],
    [
      t("sources.rows"),
      t("sources.rowsValue", {
        read: format.count(record.rowsRead),
        kept: format.count(record.rowsKept),
        refused: format.count(record.rowsRefused),
      }),
    ],
    [t("sources.size"), record.bytes === null ? unknown : format.size(record.bytes)],
    [t("sources.imported"), format.time(record.endedAt ?? record.startedAt)],
  ];
  return (
    <article className="source" data-source={title} data-state={record.state}>
      <header className="source-title">
        <h3>{title}</h3>
        <Badge variant="light" color="gray" radius="sm" size="sm">
          {t(`sourceKinds.${record.kind}`)}
        </Badge>
        {record.state !== "stored" && (
          <Badge variant="light" color={record.state === "running" ? "ink" : "orange"} radius="sm" size="sm">
            {t(`sources.states.${record.state}`)}
          </Badge>
        )}
      </header>
      {record.state === "running" && (
        <div className="progress">
          <Text size="sm">{stage}</Text>
          <Progress
            value={(record.progress?.share ?? 1) * 100}
            animated={record.progress?.share == null}
            aria-label={stage}
          />
          <Button size="compact-xs" variant="default" loading={stop.isPending} onClick={() => stop.mutate(record.id)}>
            {t("sources.stop")}
          </Button>
        </div>
      )}
      {record.error !== null && (
        <p className="source-error" role="alert">
          {record.error}
        </p>
      )}
      <dl className="facts">
        {facts.map(([term, text]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
        {record.sha256 !== null && (
          <div>
            <dt>{t("sources.sha256")}</dt>
            <dd>
              <code className="hash">{record.sha256}</code>
            </dd>
          </div>
        )}
        {source?.groups.map((group) => (
          <div key={group.id}>
            <dt>{t("sources.groups")}</dt>
            <dd>
              {format.label(group)}: {format.people(group.people)} ({t(`roles.${group.role}`)})
            </dd>
          </div>
        ))}
      </dl>
      <Findings record={record} />
    </article>
  );
}

/** Refused rows, warnings and conflicts, folded until opened. */
function Findings({ record }: { record: ImportRecord }) {
  const { t } = useTranslation();
  const format = useFormat();
  const folds: { title: string; lines: string[] }[] = [
    {
      title: t("sources.refusals", { count: record.rowsRefused, refusals: format.count(record.rowsRefused) }),
      lines: record.refusals.map(({ line, field, value, problem, remedy }) =>
        [
          line === null ? null : t("sources.line", { line }),
          field,
          value === null ? null : `“${value}”`,
          problem,
          remedy,
        ]
          .filter((part) => part !== null && part !== "")
          .join(" · "),
      ),
    },
    {
      title: t("sources.warnings", { count: record.warnings.length, warnings: format.count(record.warnings.length) }),
      lines: record.warnings,
    },
    {
      title: t("sources.conflicts", {
        count: record.conflicts.length,
        conflicts: format.count(record.conflicts.length),
      }),
      lines: record.conflicts.map(({ name, field, kept, inFile }) =>
        t(field === "removed" ? "sources.conflictRemoved" : "sources.conflict", {
          name,
          field,
          kept: kept ?? "–",
          inFile: inFile ?? "–",
        }),
      ),
    },
  ];
  return (
    <>
      {folds.map(({ title, lines }) =>
        lines.length === 0 ? null : (
          <details key={title} className="fold">
            <summary>{title}</summary>
            <ul>
              {lines.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </details>
        ),
      )}
    </>
  );
}
