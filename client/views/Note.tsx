/** Where a number comes from, one click away: what is counted, file and date, the standard, the version, the definition. */
import { ActionIcon, Anchor, Popover } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { Coverage, PeopleBase, SourceList } from "../../server/api/messages.ts";
import { useSources, useTerritory } from "../api.ts";
import { type Format, useFormat } from "../format.ts";
import { circumstanceTexts, kindsText, rulesText } from "../rules.ts";
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
  | "territory"
  | "outcome"
  | "reasons"
  | "places"
  | "weighted"
  | "targets"
  | "gini"
  | "lorenz"
  | "worstTenth"
  | "accessibility"
  | "reviewAreas"
  | "settlements"
  | "loads"
  | "remedies"
  | "changes"
  | "placeKinds"
  | "siting"
  | "comparison";

/** The question as an answer names it: of coverage, of gaps, or of a review. */
export type Asked = Pick<
  Coverage["standard"],
  | "id"
  | "name"
  | "names"
  | "tiers"
  | "need"
  | "walkingSpeedKmh"
  | "hours"
  | "ownDistrictOnly"
  | "countCapacity"
  | "slope"
  | "territoryVersion"
> & { readonly base: Base | null; readonly districtLevel?: Coverage["standard"]["districtLevel"] };
type Base = Pick<PeopleBase, "label" | "labels" | "people" | "source">;

/** The id of the plain question of the slider. */
export const PLAIN = "plain";

interface Props {
  readonly definition: Definition;
  /** The standard that the answer names; none for what no standard touches. */
  readonly standard?: Asked | undefined;
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
  const rows: [string, string | undefined][] = [
    [t("note.base"), base === null ? undefined : `${format.label(base)} (${format.people(base.people)})`],
    [t("note.source"), source?.name],
    [t("note.file"), source?.import.fileName],
    [t("note.date"), source === undefined ? undefined : (source.import.dataDate ?? t("sources.unknown"))],
    ...(standard === undefined ? [] : questionRows(standard, format, t)),
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

/** Standard, rules, circumstances and speed. A catchment has no rule: whoever is near, is near. */
function questionRows(standard: Asked, format: Format, t: TFunction): [string, string | undefined][] {
  const circumstances = circumstanceTexts(standard, format, t);
  const [tier] = standard.tiers;
  return [
    [t("note.standard"), standard.id === PLAIN || tier === undefined ? undefined : format.name(standard)],
    [t("note.rules"), tier === undefined ? undefined : rulesText(standard, format, t)],
    [t("note.counted"), tier === undefined || tier.kinds !== null ? undefined : kindsText(null, t)],
    [t("note.asked"), circumstances.length === 0 ? undefined : circumstances.join(t("rules.semicolon"))],
    [
      t("note.walking"),
      t("note.walkingValue", {
        speed: format.decimal(standard.walkingSpeedKmh, 1),
        slope: t(standard.slope === "tobler" ? "note.slopeTobler" : "note.slopeNone"),
      }),
    ],
  ];
}

/** The source that a base of people was read from. */
function sourceOf(sources: SourceList["sources"] | undefined, base: Base | null) {
  return base === null ? undefined : sources?.find((source) => source.name === base.source);
}
