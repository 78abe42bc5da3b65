/** What the plan can do with the chosen facility: close, reopen, move it to numbers, change its service, build a planned one. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Change } from "../../server/api/scenario-messages.ts";
import { setState } from "../state.ts";
import { ChangeForm } from "./ChangeForm.tsx";
import { adopted, moved, serviced, withClosed, withReopened } from "./edit.ts";
import type { PlannedFacility } from "./facilities.ts";
import { editPlan, getPlan } from "./store.ts";

export function PlanActions({ facility }: { facility: PlannedFacility }) {
  const { t } = useTranslation();
  const [change, setChange] = useState<Change | null>(null);
  if (change !== null) return <ChangeForm key={change.type} change={change} onDone={() => setChange(null)} />;
  const { id } = facility;
  const plan = getPlan();
  if (facility.fate === "closed") {
    return (
      <div className="actions">
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => void editPlan((changes) => withReopened(changes, id))}
        >
          {t("plans.reopen")}
        </Button>
      </div>
    );
  }
  if (facility.status === "planned") return <Adopt facility={facility} />;
  if (facility.status !== "existing") return <p className="row-small">{t("plans.notExisting")}</p>;
  const isAdded = id < 0;
  return (
    <div className="plan-actions">
      <div className="actions">
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => {
            if (isAdded) setState({ selected: null });
            void editPlan((changes, seen) => withClosed(changes, facility, seen));
          }}
        >
          {t(isAdded ? "plans.remove" : "plans.close")}
        </Button>
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => setChange(serviced(plan?.changes ?? [], facility, {}, plan?.seen))}
        >
          {t("plans.changeService")}
        </Button>
        {!isAdded && (
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => setChange(moved(plan?.changes ?? [], facility, facility, plan?.seen))}
          >
            {t("plans.moveTo")}
          </Button>
        )}
      </div>
      <p className="row-small">{t("plans.dragIt")}</p>
    </div>
  );
}

/** A planned facility serves nobody yet; one press builds it in the plan, and the list shows whom that reaches. */
function Adopt({ facility }: { facility: PlannedFacility }) {
  const { t } = useTranslation();
  return (
    <div className="plan-actions">
      <div className="actions">
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => {
            setState({ selected: null });
            void editPlan((changes, seen) => [...changes, adopted(changes, facility, seen)]);
          }}
        >
          {t("plans.adopt")}
        </Button>
      </div>
      <p className="row-small">{t("plans.adoptHelp")}</p>
    </div>
  );
}
