/** The facilities by kind: choose one to see who can walk to it; add, move, change, close or delete one by hand. */
import { Alert, Badge, Button, Text, TextInput } from "@mantine/core";
import { IconPlus, IconSearch } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Facility } from "../../server/api/messages.ts";
import { useFacilities } from "../api.ts";
import { useFormat } from "../format.ts";
import { FACILITY_KINDS } from "../map/colours.ts";
import { setState, useAppState } from "../state.ts";
import { FacilityDetails, warningText } from "./FacilityDetails.tsx";
import { FacilityForm } from "./FacilityForm.tsx";
import { KindSign } from "./KindSign.tsx";
import { Missing } from "./Missing.tsx";
import { Section, Waiting } from "./Section.tsx";
import { showRow } from "./scroll.ts";

export function FacilitiesView() {
  const { t } = useTranslation();
  const format = useFormat();
  const list = useFacilities();
  // A standard tells what counts, not what is listed.
  const kind = useAppState((state) => (state.standard === null ? state.kind : "any"));
  const draft = useAppState((state) => state.draft);
  const [wanted, setWanted] = useState("");
  const [saved, setSaved] = useState<Facility | null>(null);
  if (list.data === undefined) return <Waiting error={list.error} />;
  if (draft !== null) {
    return (
      <FacilityForm
        key={draft.id ?? "new"}
        facility={list.data.find(({ id }) => id === draft.id) ?? null}
        draft={draft}
        onSaved={setSaved}
      />
    );
  }
  const matches = list.data.filter(
    (facility) =>
      (kind === "any" || facility.kind === kind) &&
      [facility.name, ...Object.values(facility.names)].some((name) =>
        name.toLowerCase().includes(wanted.toLowerCase()),
      ),
  );
  return (
    <Section title={t("facilities.title")}>
      {saved !== null && list.data.some(({ id }) => id === saved.id) && (
        <Alert
          variant="light"
          color={saved.warning === null ? "teal" : "orange"}
          p="xs"
          withCloseButton
          onClose={() => setSaved(null)}
          role="status"
          closeButtonLabel={t("app.close")}
        >
          {t("facilities.saved", { name: format.name(saved) })} {warningText(saved, format, t)}
        </Alert>
      )}
      <div className="list-tools">
        <TextInput
          size="xs"
          leftSection={<IconSearch size={14} aria-hidden />}
          aria-label={t("facilities.search")}
          placeholder={t("facilities.search")}
          value={wanted}
          onChange={(event) => setWanted(event.currentTarget.value)}
        />
        <Button
          size="xs"
          leftSection={<IconPlus size={15} aria-hidden />}
          onClick={() => setState({ draft: { id: null, lon: null, lat: null, picking: true }, selected: null })}
        >
          {t("facilities.add")}
        </Button>
      </div>
      {list.data.length === 0 && <Missing thing="noFacilities" />}
      {list.data.length > 0 && matches.length === 0 && <Text size="sm">{t("facilities.searchNone")}</Text>}
      {FACILITY_KINDS.map((one) => {
        const ofKind = matches.filter((facility) => facility.kind === one);
        if (ofKind.length === 0) return null;
        return (
          <div key={one}>
            <h3 className="list-title">
              <KindSign kind={one} /> {t(`kinds.${one}`)}
              <span className="list-count">
                {t("facilities.count", { count: ofKind.length, facilities: format.count(ofKind.length) })}
              </span>
            </h3>
            <ul className="list">
              {ofKind.map((facility) => (
                <FacilityRow key={facility.id} facility={facility} />
              ))}
            </ul>
          </div>
        );
      })}
    </Section>
  );
}

function FacilityRow({ facility }: { facility: Facility }) {
  const { t } = useTranslation();
  const format = useFormat();
  const chosen = useAppState(({ selected }) => selected?.type === "facility" && selected.id === facility.id);
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (chosen) showRow(row.current);
  }, [chosen]);
  const selection = { type: "facility", id: facility.id } as const;
  return (
    <li ref={row} className="row" data-chosen={chosen || undefined} data-facility={facility.id}>
      <button
        type="button"
        className="row-button"
        aria-expanded={chosen}
        onClick={() => setState({ selected: chosen ? null : selection })}
        onPointerEnter={() => setState({ hovered: selection })}
        onPointerLeave={() => setState({ hovered: null })}
        onFocus={() => setState({ hovered: selection })}
        onBlur={() => setState({ hovered: null })}
      >
        <KindSign kind={facility.kind} status={facility.status} />
        <span className="row-text">
          <span className="row-first">
            <strong>{format.name(facility)}</strong>
            <span className="row-badges">
              {facility.status !== "existing" && (
                <Badge size="sm" radius="sm" variant="outline" color="gray">
                  {t(`statuses.${facility.status}`)}
                </Badge>
              )}
              {facility.edited && (
                <Badge size="sm" radius="sm" variant="light" color="gray">
                  {t("facilities.edited")}
                </Badge>
              )}
            </span>
          </span>
          {facility.address !== null && <span className="row-small">{facility.address}</span>}
          {facility.warning !== null && <span className="row-small warning">{warningText(facility, format, t)}</span>}
        </span>
      </button>
      {chosen && <FacilityDetails facility={facility} />}
    </li>
  );
}
