/** Editing a change without the map: name, place, hours, staff, capacity, cost and a note, as far as the change has them. */
import { Button, NativeSelect, NumberInput, TextInput } from "@mantine/core";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Change } from "../../server/api/scenario-messages.ts";
import type { FacilityKind } from "../../server/words.ts";
import { FACILITY_KINDS } from "../map/colours.ts";
import { type Service, withChange } from "./edit.ts";
import { useShownFacilities } from "./facilities.ts";
import { ServiceFields } from "./ServiceFields.tsx";
import { editPlan, isProblem } from "./store.ts";
import { endTrial, settleTrial, tryChange, useTrial } from "./trial.ts";
import { UnaskedLines, useUnasked } from "./UnaskedLines.tsx";

export function ChangeForm({ change, onDone }: { change: Change; onDone: () => void }) {
  const { t } = useTranslation();
  const [edited, setEdited] = useState(change);
  // The numbers on the map follow what is typed, as they follow the pointer.
  useEffect(() => {
    if (edited !== change) tryChange(edited);
  }, [edited, change]);
  useEffect(() => endTrial, []);
  const unasked = useUnasked(edited);
  // A change of service names only what differs: the fields show the rest as the facility has it.
  const of = useShownFacilities()?.find(({ id }) => "of" in edited && id === edited.of.id);
  // The card beside says why: hours that cannot be read, for example. What was typed stays.
  const isRefused = isProblem(useTrial()?.error, 400);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (edited !== change) {
      settleTrial();
      void editPlan((changes) => withChange(changes, edited));
    }
    onDone();
  };
  return (
    <form className="form change-form" onSubmit={submit}>
      {edited.type === "add-facility" && (
        <div className="form-pair">
          <TextInput
            size="xs"
            required
            label={t("facilities.name")}
            maxLength={200}
            value={edited.facility.name}
            onChange={({ currentTarget: { value } }) =>
              setEdited({ ...edited, facility: { ...edited.facility, name: value, names: {} } })
            }
          />
          <NativeSelect
            size="xs"
            label={t("facilities.kind")}
            value={edited.facility.kind}
            onChange={({ currentTarget: { value } }) =>
              setEdited({ ...edited, facility: { ...edited.facility, kind: value as FacilityKind } })
            }
            data={FACILITY_KINDS.map((value) => ({ value, label: t(`kinds.${value}`) }))}
          />
        </div>
      )}
      {"lon" in edited && <PlaceFields place={edited} onChange={(place) => setEdited({ ...edited, ...place })} />}
      {edited.type === "add-facility" && (
        <PlaceFields
          place={edited.facility}
          onChange={(place) => setEdited({ ...edited, facility: { ...edited.facility, ...place } })}
        />
      )}
      {edited.type === "add-facility" && (
        <ServiceFields
          service={edited.facility}
          onChange={(service: Service) => setEdited({ ...edited, facility: { ...edited.facility, ...service } })}
        />
      )}
      {edited.type === "change-facility" && (
        <ServiceFields
          service={{ ...of, ...edited }}
          onChange={(service: Service) => setEdited({ ...edited, ...service })}
        />
      )}
      {edited !== change && <UnaskedLines unasked={unasked} />}
      <div className="form-pair">
        <NumberInput
          size="xs"
          label={t("plans.cost")}
          min={0}
          thousandSeparator=","
          value={edited.cost ?? ""}
          hideControls
          onChange={(value) => {
            const { cost: _, ...rest } = edited;
            setEdited(typeof value === "number" ? { ...rest, cost: value } : rest);
          }}
        />
        <TextInput
          size="xs"
          label={t("plans.note")}
          maxLength={500}
          value={edited.note ?? ""}
          onChange={({ currentTarget: { value } }) => setEdited({ ...edited, note: value })}
        />
      </div>
      <div className="actions">
        <Button size="compact-xs" type="submit" disabled={isRefused}>
          {t("facilities.save")}
        </Button>
        <Button size="compact-xs" variant="default" onClick={onDone}>
          {t("facilities.cancel")}
        </Button>
      </div>
    </form>
  );
}

interface PlaceProps {
  readonly place: { readonly lon: number; readonly lat: number };
  onChange(place: { lon: number; lat: number }): void;
}

/** Where, as two numbers: the way to place something without a pointer. */
function PlaceFields({ place: { lon, lat }, onChange }: PlaceProps) {
  const { t } = useTranslation();
  const field = (label: string, value: number, most: number, set: (value: number) => void) => (
    <NumberInput
      size="xs"
      required
      label={label}
      min={-most}
      max={most}
      decimalScale={6}
      step={0.0005}
      value={value}
      onChange={(changed) => {
        if (typeof changed === "number") set(changed);
      }}
    />
  );
  return (
    <div className="form-pair">
      {field(t("facilities.lon"), lon, 180, (value) => onChange({ lon: value, lat }))}
      {field(t("facilities.lat"), lat, 90, (value) => onChange({ lon, lat: value }))}
    </div>
  );
}
