/**
 * What is asked: a service standard or the planner's own minutes, opening hours, districts, capacity. Open on a desk; on a
 * phone, and beside the changes of a plan, one line that opens, so that the answer keeps the room.
 */
import { Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useStandards } from "../api-review.ts";
import { useFormat } from "../format.ts";
import { rulesText } from "../rules.ts";
import { StandardSelect } from "../standards/StandardSelect.tsx";
import { useAppState } from "../state.ts";
import { AskedFields } from "./AskedFields.tsx";
import { PlainFields } from "./PlainFields.tsx";

export function Controls() {
  const { t } = useTranslation();
  const wide = useMediaQuery("(min-width: 768px)", undefined, { getInitialValueInEffect: false }) ?? true;
  const isPlan = useAppState((state) => state.view === "plan");
  const [opened, setOpened] = useState(false);
  if (wide && !isPlan) {
    return (
      <section className="question" aria-label={t("question.title")}>
        <Fields />
      </section>
    );
  }
  return (
    <details className="question" open={opened} onToggle={(event) => setOpened(event.currentTarget.open)}>
      <summary>
        <span className="question-line">
          <QuestionLine />
        </span>
      </summary>
      <Fields />
    </details>
  );
}

function Fields() {
  const standard = useAppState((state) => state.standard);
  return (
    <form className="controls" onSubmit={(event) => event.preventDefault()}>
      <StandardSelect />
      {standard === null ? <PlainFields /> : <Rules id={standard} />}
      <AskedFields />
    </form>
  );
}

/** The rules of the chosen standard in one line. */
function Rules({ id }: { id: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const standards = useStandards().data;
  const chosen = standards?.find(({ standard }) => standard.id === id)?.standard;
  if (chosen === undefined) {
    return standards === undefined ? null : (
      <Text size="sm" className="warning rules">
        {t("question.standardGone", { id })}
      </Text>
    );
  }
  return (
    <Text size="sm" className="rules" data-testid="rules">
      {rulesText(chosen, format, t)}
    </Text>
  );
}

/** The whole question in one line, for the folded controls of a phone. */
function QuestionLine() {
  const { t } = useTranslation();
  const format = useFormat();
  const standards = useStandards().data;
  const { standard, cutoffMinutes, kind, hours, ownDistrictOnly, countCapacity } = useAppState((state) => state);
  const chosen = standards?.find((one) => one.standard.id === standard)?.standard;
  const kinds = kind === "any" ? null : [kind];
  return [
    chosen === undefined
      ? `${t("rules.walk", { minutes: cutoffMinutes })}${kinds === null ? "" : ` · ${t(`kinds.${kinds[0]}`)}`}`
      : format.name(chosen),
    ...(hours === "any" ? [] : [t("question.hoursShort")]),
    ...(ownDistrictOnly ? [t("question.ownDistrictAsked")] : []),
    ...(countCapacity ? [t("question.capacityCounted")] : []),
  ].join(" · ");
}
