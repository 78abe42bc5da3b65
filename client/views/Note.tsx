/** Where a number comes from, one click away: what is counted, file and date, the standard, the version, the definition. */
import { ActionIcon, Anchor, Popover } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Coverage, PeopleBase, SourceList } from "../../server/api/messages.ts";
import { useSources, useTerritory } from "../api.ts";
import { useFormat } from "../format.ts";
import { setState } from "../state.ts";

export type Definition =
  | "covered"
  | "histogram"
  | "byKind"
  | "sensitivity"
  | "groups"
  | "gaps"
  | "areas"
  | "catchment"
  | "spot"
  | "cells"
  | "territory";

interface Props {
  readonly definition: Definition;
  /** The standard that the answer names; none for what no standard touches. */
  readonly standard?: Coverage["standard"] | undefined;
}

export function Note({ definition, standard }: Props) {
  const { t } = useTranslation();
  return (
    <Popover width={330} position="bottom" withArrow shadow="md" trapFocus returnFocus withinPortal>
      <Popover.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={t("note.about")}
          title={t("note.about")}
          className="note"
        >
          <IconInfoCircle size={17} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <NoteText definition={definition} standard={standard} />
      </Popover.Dropdown>
    </Popover>
  );
}

function NoteText({ definition, standard }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const territory = useTerritory().data;
  const base = standard?.base ?? territory?.base ?? null;
  const source = sourceOf(useSources().data, base);
  const kind = standard?.kind;
  const rows: [string, string | undefined][] = [
    [t("note.base"), base === null ? undefined : `${format.label(base)} (${format.people(base.people)})`],
    [t("note.source"), source?.name],
    [t("note.file"), source?.import.fileName],
    [t("note.date"), source === undefined ? undefined : (source.import.dataDate ?? t("sources.unknown"))],
    [
      t("note.standard"),
      standard === undefined
        ? undefined
        : t("note.standardValue", {
            minutes: standard.cutoffMinutes,
            speed: format.decimal(standard.walkingSpeedKmh, 1),
            kind: kind === undefined || kind === "any" ? t("controls.any") : t(`kinds.${kind}`),
            slope: t(standard.slope === "tobler" ? "note.slopeTobler" : "note.slopeNone"),
          }),
    ],
    [t("note.version"), String(standard?.territoryVersion ?? territory?.version ?? "")],
  ];
  return (
    <div className="note-text">
      <p>{t(`note.definitions.${definition}`)}</p>
      <dl className="facts">
        {rows.map(([term, text]) =>
          text === undefined || text === "" ? null : (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{text}</dd>
            </div>
          ),
        )}
      </dl>
      <Anchor component="button" type="button" size="sm" onClick={() => setState({ view: "sources" })}>
        {t("note.moreSources")}
      </Anchor>
    </div>
  );
}

/** The source that a base of people was read from. */
function sourceOf(sources: SourceList["sources"] | undefined, base: PeopleBase | null) {
  return base === null ? undefined : sources?.find((source) => source.name === base.source);
}
