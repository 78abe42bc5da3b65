/** The register of settlements, resettlement areas first: state, minutes, nearest facility, reason. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import type { TFunction } from "i18next";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Review, ReviewSettlement } from "../../server/review/document.ts";
import { type Format, useFormat } from "../format.ts";
import { setState, useAppState } from "../state.ts";
import { Section } from "../views/Section.tsx";
import { showRow } from "../views/scroll.ts";
import { SETTLEMENT_KINDS } from "../words.ts";
import { askedOf } from "./asked.ts";
import { type NameOf, namesIn, reasonSentence } from "./sentences.ts";

/** Rows shown at first: a county has hundreds of villages. */
const FIRST = 40;
const STATES: readonly ReviewSettlement["state"][] = ["uncovered", "partly", "covered"];

export function Settlements({ review }: { review: Review }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [kind, setKind] = useState("");
  const [state, setStateWanted] = useState("");
  const [wanted, setWanted] = useState("");
  const [shown, setShown] = useState(FIRST);
  const chosen = useAppState(({ selected }) => (selected?.type === "settlement" ? selected.code : null));
  const matches = review.settlements.filter(
    (one) => (kind === "" || one.kind === kind) && (state === "" || one.state === state) && isNamed(one, wanted),
  );
  const rows = matches.slice(0, Math.max(shown, 1 + matches.findIndex(({ code }) => code === chosen)));
  const nameOf = namesIn(review, format, t);
  if (review.settlements.length === 0) return <p className="part-waiting row-small">{t("settlements.missing")}</p>;
  return (
    <Section title={t("settlements.title")} definition="settlements" standard={askedOf(review)}>
      <div className="filters">
        <TextInput
          size="xs"
          leftSection={<IconSearch size={14} aria-hidden />}
          aria-label={t("settlements.search")}
          placeholder={t("settlements.search")}
          value={wanted}
          onChange={(event) => setWanted(event.currentTarget.value)}
        />
        <NativeSelect
          size="xs"
          aria-label={t("settlements.kind")}
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value)}
          data={[
            { value: "", label: t("settlements.everyKind") },
            ...SETTLEMENT_KINDS.map((value) => ({ value, label: t(`settlementKinds.${value}`) })),
          ]}
        />
        <NativeSelect
          size="xs"
          aria-label={t("settlements.state")}
          value={state}
          onChange={(event) => setStateWanted(event.currentTarget.value)}
          data={[
            { value: "", label: t("settlements.everyState") },
            ...STATES.map((value) => ({ value, label: t(`settlements.states.${value}`) })),
          ]}
        />
      </div>
      <p className="row-small" role="status" data-testid="settlement-count">
        {t("settlements.count", {
          count: matches.length,
          settlements: format.count(matches.length),
          uncovered: format.count(matches.filter((one) => one.state === "uncovered").length),
          partly: format.count(matches.filter((one) => one.state === "partly").length),
        })}
      </p>
      <ul className="list" data-testid="settlements">
        {rows.map((one) => (
          <SettlementRow key={one.code} settlement={one} nameOf={nameOf} chosen={one.code === chosen} />
        ))}
      </ul>
      {matches.length > rows.length && (
        <Button variant="default" size="xs" onClick={() => setShown(rows.length + 100)}>
          {t("gaps.more", { count: matches.length - rows.length, gaps: format.count(matches.length - rows.length) })}
        </Button>
      )}
    </Section>
  );
}

function isNamed({ name, names }: ReviewSettlement, wanted: string): boolean {
  const text = wanted.trim().toLowerCase();
  return [name, ...Object.values(names)].some((one) => one.toLowerCase().includes(text));
}

interface RowProps {
  readonly settlement: ReviewSettlement;
  readonly nameOf: NameOf;
  readonly chosen: boolean;
}

function SettlementRow({ settlement, nameOf, chosen }: RowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (chosen) showRow(row.current);
  }, [chosen]);
  const selection = { type: "settlement", code: settlement.code } as const;
  return (
    <li ref={row} className="row" data-chosen={chosen || undefined} data-settlement={settlement.code}>
      <button
        type="button"
        className="row-button"
        aria-pressed={chosen}
        onClick={() => setState({ selected: chosen ? null : selection })}
        onPointerEnter={() => setState({ hovered: selection })}
        onPointerLeave={() => setState({ hovered: null })}
        onFocus={() => setState({ hovered: selection })}
        onBlur={() => setState({ hovered: null })}
      >
        <span className="row-text">
          <span className="row-first">
            <strong>{format.name(settlement)}</strong>
            <State state={settlement.state} />
          </span>
          <span className="row-small">{settlementFacts(settlement, nameOf, format, t)}</span>
          {settlement.evidence !== null && (
            <span className="reason-line">{reasonSentence(settlement.evidence, nameOf, format, t)}</span>
          )}
        </span>
      </button>
    </li>
  );
}

/** The state as a word with its colour of the map. */
export function State({ state }: { state: ReviewSettlement["state"] }) {
  const { t } = useTranslation();
  return (
    <span className="state" data-state={state}>
      <span className={`dot ${state}`} aria-hidden /> {t(`settlements.states.${state}`)}
    </span>
  );
}

/** "Resettlement area · 11,240 people · 38.2 min to X". */
export function settlementFacts(settlement: ReviewSettlement, nameOf: NameOf, format: Format, t: TFunction): string {
  const { kind, people, share, state, walkMinutes } = settlement;
  const facility = nameOf(settlement);
  return [
    t(`settlementKinds.${kind}`),
    people === null ? null : format.people(people),
    state === "partly" ? t("settlements.share", { share: format.share(share) }) : null,
    walkMinutes === null
      ? t("settlements.noWalk")
      : t("settlements.nearest", { minutes: format.minutes(walkMinutes), name: facility }),
  ]
    .filter((part) => part !== null)
    .join(" · ");
}
