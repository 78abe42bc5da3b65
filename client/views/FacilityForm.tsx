/** Adding a facility or changing one. Its place comes from a click on the map or from two numbers. */
import { Alert, Button, Checkbox, NativeSelect, NumberInput, Textarea, TextInput } from "@mantine/core";
import { IconMapPin } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Facility, FacilityInput } from "../../server/api/messages.ts";
import type { FacilityKind, FacilityLevel, FacilityStatus } from "../../server/words.ts";
import { ApiProblem, useSaveFacility } from "../api.ts";
import { useFormat } from "../format.ts";
import { FACILITY_KINDS } from "../map/colours.ts";
import { type Draft, setState } from "../state.ts";
import { problemText } from "./problem.ts";

const LEVELS: readonly FacilityLevel[] = ["national", "provincial", "city", "county", "township", "village"];
const STATUSES: readonly FacilityStatus[] = ["existing", "planned", "closed"];

interface Props {
  /** Null for a new one. */
  readonly facility: Facility | null;
  readonly draft: Draft;
  onSaved(facility: Facility): void;
}

export function FacilityForm({ facility, draft, onSaved }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const save = useSaveFacility();
  const [name, setName] = useState(facility?.name ?? "");
  const [nameEn, setNameEn] = useState(facility?.names.en ?? "");
  const [kind, setKind] = useState<FacilityKind>(facility?.kind ?? "employment-service-station");
  const [level, setLevel] = useState<FacilityLevel | "">(facility?.level ?? "");
  const [status, setStatus] = useState<FacilityStatus>(facility?.status ?? "existing");
  const [address, setAddress] = useState(facility?.address ?? "");
  const [openingHours, setOpeningHours] = useState(facility?.openingHours ?? "");
  const [staff, setStaff] = useState<number | string>(facility?.staff ?? "");
  const [capacity, setCapacity] = useState<number | string>(facility?.yearlyCapacity ?? "");
  const [accept, setAccept] = useState(false);
  const [tried, setTried] = useState(false);
  const { lon, lat } = draft;
  const far = save.error instanceof ApiProblem && save.error.problem.status === 422;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() === "" || lon === null || lat === null) return;
    const { en: _, ...otherNames } = facility?.names ?? {};
    const fields: FacilityInput = {
      name: name.trim(),
      names: nameEn.trim() === "" ? otherNames : { ...otherNames, en: nameEn.trim() },
      kind,
      level: level === "" ? null : level,
      status,
      address: address.trim() === "" ? null : address.trim(),
      openingHours: openingHours.trim() === "" ? null : openingHours.trim(),
      staff: typeof staff === "number" ? staff : null,
      yearlyCapacity: typeof capacity === "number" ? capacity : null,
      lon,
      lat,
      ...(accept ? { acceptFarFromStreet: true } : {}),
    };
    save.mutate(
      { id: draft.id, fields },
      {
        onSuccess: (stored) => {
          onSaved(stored);
          setState({ draft: null, selected: { type: "facility", id: stored.id } });
        },
      },
    );
  };

  return (
    <form
      className="form"
      onSubmit={submit}
      noValidate
      aria-label={t(facility === null ? "facilities.formAdd" : "facilities.formEdit")}
    >
      <h2>{t(facility === null ? "facilities.formAdd" : "facilities.formEdit")}</h2>
      <TextInput
        size="xs"
        required
        data-autofocus
        label={t("facilities.name")}
        value={name}
        maxLength={200}
        error={tried && name.trim() === "" ? t("facilities.nameMissing") : null}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        size="xs"
        label={t("facilities.nameEn")}
        value={nameEn}
        maxLength={200}
        onChange={(event) => setNameEn(event.currentTarget.value)}
      />
      <div className="form-pair">
        <NativeSelect
          size="xs"
          label={t("facilities.kind")}
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value as FacilityKind)}
          data={FACILITY_KINDS.map((value) => ({ value, label: t(`kinds.${value}`) }))}
        />
        <NativeSelect
          size="xs"
          label={t("facilities.status")}
          value={status}
          onChange={(event) => setStatus(event.currentTarget.value as FacilityStatus)}
          data={STATUSES.map((value) => ({ value, label: t(`statuses.${value}`) }))}
        />
        <NativeSelect
          size="xs"
          label={t("facilities.level")}
          value={level}
          onChange={(event) => setLevel(event.currentTarget.value as FacilityLevel | "")}
          data={[{ value: "", label: "–" }, ...LEVELS.map((value) => ({ value, label: t(`facilityLevels.${value}`) }))]}
        />
        <TextInput
          size="xs"
          label={t("facilities.openingHours")}
          placeholder={t("facilities.hoursExample")}
          value={openingHours}
          maxLength={500}
          onChange={(event) => setOpeningHours(event.currentTarget.value)}
        />
        <NumberInput size="xs" label={t("facilities.staff")} min={0} value={staff} onChange={setStaff} hideControls />
        <NumberInput
          size="xs"
          label={t("facilities.yearlyCapacity")}
          min={0}
          thousandSeparator=","
          value={capacity}
          onChange={setCapacity}
          hideControls
        />
      </div>
      <Textarea
        size="xs"
        autosize
        minRows={1}
        label={t("facilities.address")}
        value={address}
        maxLength={500}
        onChange={(event) => setAddress(event.currentTarget.value)}
      />
      <div className="form-pair">
        <NumberInput
          size="xs"
          required
          label={t("facilities.lon")}
          min={-180}
          max={180}
          decimalScale={6}
          value={lon ?? ""}
          hideControls
          onChange={(value) => setState({ draft: { ...draft, lon: typeof value === "number" ? value : null } })}
        />
        <NumberInput
          size="xs"
          required
          label={t("facilities.lat")}
          min={-90}
          max={90}
          decimalScale={6}
          value={lat ?? ""}
          hideControls
          onChange={(value) => setState({ draft: { ...draft, lat: typeof value === "number" ? value : null } })}
        />
      </div>
      <Button
        size="xs"
        variant={draft.picking ? "light" : "default"}
        leftSection={<IconMapPin size={15} aria-hidden />}
        aria-pressed={draft.picking}
        onClick={() => setState({ draft: { ...draft, picking: !draft.picking } })}
      >
        {t("facilities.pick")}
      </Button>
      {draft.picking && (
        <p className="hint" role="status">
          {t("facilities.picking")}
        </p>
      )}
      {tried && (lon === null || lat === null) && (
        <p className="hint warning" role="alert">
          {t("facilities.placeMissing")}
        </p>
      )}
      {save.error !== null && (
        <Alert variant="light" color="red" p="xs" role="alert">
          {problemText(save.error, format, t)}
          {!far && save.error instanceof ApiProblem && (
            <ul>
              {save.error.problem.errors?.map((error) => (
                <li key={error.pointer}>
                  {error.pointer}: {error.detail}
                </li>
              ))}
            </ul>
          )}
        </Alert>
      )}
      {(far || accept) && (
        <Checkbox
          size="xs"
          label={t("facilities.accept")}
          checked={accept}
          onChange={(event) => setAccept(event.currentTarget.checked)}
        />
      )}
      <div className="actions">
        <Button size="xs" type="submit" loading={save.isPending}>
          {t("facilities.save")}
        </Button>
        <Button size="xs" variant="default" onClick={() => setState({ draft: null })}>
          {t("facilities.cancel")}
        </Button>
      </div>
    </form>
  );
}
