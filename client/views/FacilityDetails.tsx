/** One facility: what is known of it, who can walk to it, and what can be done with it. */

import { Button } from "@mantine/core";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Facility } from "../../server/api/messages.ts";
import { useDeleteFacility, useSaveFacility } from "../api.ts";
import { type Format, useFormat } from "../format.ts";
import { setState } from "../state.ts";
import { CatchmentTable } from "./CatchmentTable.tsx";
import { DeleteQuestion } from "./Delete.tsx";
import { problemText } from "./problem.ts";

/** The server's warning as a sentence; "" without one. */
export function warningText({ warning, linkMetres }: Facility, format: Format, t: TFunction): string {
  if (warning === null) return "";
  return t(`facilities.warnings.${warning}`, { metres: linkMetres === null ? "" : format.length(linkMetres) });
}

export function FacilityDetails({ facility }: { facility: Facility }) {
  const { t } = useTranslation();
  const format = useFormat();
  const facts: [string, string | null][] = [
    [t("facilities.level"), facility.level === null ? null : t(`facilityLevels.${facility.level}`)],
    [t("facilities.openingHours"), facility.openingHours],
    [t("facilities.staff"), facility.staff === null ? null : format.count(facility.staff)],
    [t("facilities.yearlyCapacity"), facility.yearlyCapacity === null ? null : format.count(facility.yearlyCapacity)],
    [t("facilities.source"), facility.source ?? t("facilities.byHand")],
  ];
  return (
    <div className="details">
      <CatchmentTable title={t("facilities.catchment")} request={{ facilityIds: [facility.id] }} />
      <dl className="facts">
        {facts.map(([term, text]) =>
          text === null ? null : (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{text}</dd>
            </div>
          ),
        )}
      </dl>
      <Actions facility={facility} />
    </div>
  );
}

function Actions({ facility }: { facility: Facility }) {
  const { t } = useTranslation();
  const format = useFormat();
  const save = useSaveFacility();
  const remove = useDeleteFacility();
  const [sure, setSure] = useState(false);
  const { id, lon, lat } = facility;
  const draft = (picking: boolean) => setState({ draft: { id, lon, lat, picking } });
  const status = facility.status === "closed" ? "existing" : "closed";
  const problem = save.error ?? remove.error;
  if (sure) {
    return (
      <DeleteQuestion
        name={format.name(facility)}
        isPending={remove.isPending}
        error={problem}
        onDelete={() => remove.mutate(id, { onSuccess: () => setState({ selected: null }) })}
        onKeep={() => setSure(false)}
      />
    );
  }
  return (
    <div className="actions">
      <Button size="compact-xs" variant="default" onClick={() => draft(false)}>
        {t("facilities.edit")}
      </Button>
      <Button size="compact-xs" variant="default" onClick={() => draft(true)}>
        {t("facilities.move")}
      </Button>
      <Button
        size="compact-xs"
        variant="default"
        loading={save.isPending}
        onClick={() => save.mutate({ id, fields: { status } })}
      >
        {t(status === "closed" ? "facilities.close" : "facilities.reopen")}
      </Button>
      <Button size="compact-xs" variant="subtle" color="red" onClick={() => setSure(true)}>
        {t("facilities.delete")}
      </Button>
      {problem !== null && <span role="alert">{problemText(problem, format, t)}</span>}
    </div>
  );
}
