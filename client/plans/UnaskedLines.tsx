/** Says of a change that does nothing why the question is the reason, and offers to ask about it. */
import { useTranslation } from "react-i18next";
import type { Change } from "../../server/api/scenario-messages.ts";
import { useCoverage } from "../api.ts";
import { changeChoice, useChoice } from "../choice.ts";
import { nextSaturday } from "../hours.ts";
import { useShownFacilities } from "./facilities.ts";
import { type Unasked, unaskedOf } from "./unasked.ts";

/** What of the change the question on the screen does not ask about. */
export function useUnasked(change: Change): Unasked[] {
  const choice = useChoice();
  const counted = useCoverage(choice).data?.standard.kind;
  const id = "of" in change ? change.of.id : -change.key;
  const kind = useShownFacilities()?.find((facility) => facility.id === id)?.kind;
  return unaskedOf(change, kind, choice, counted);
}

export function UnaskedLines({ unasked }: { unasked: readonly Unasked[] }) {
  const { t } = useTranslation();
  const ask = {
    hours: () => changeChoice({ hours: nextSaturday(new Date()) }),
    capacity: () => changeChoice({ countCapacity: true }),
    kind: null,
  };
  return unasked.map((one) => {
    const onClick = ask[one];
    return (
      <span key={one} className="row-small unasked" data-unasked={one}>
        {t(`plans.unasked.${one}`)}{" "}
        {onClick !== null && (
          <button type="button" className="link small" onClick={onClick}>
            {t(`plans.ask.${one}`)}
          </button>
        )}
      </span>
    );
  });
}
