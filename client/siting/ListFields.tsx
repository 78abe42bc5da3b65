/** A list of places that the planner brings: a file, or cells pasted from a sheet. It is read here, in the browser. */
import { Button, FileButton, NativeSelect, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Bounds } from "../../server/geo.ts";
import type { CoordinateSystem } from "../../server/words.ts";
import { useTerritory } from "../api.ts";
import { setDraft, useDraft } from "./draft.ts";
import { listOfFile, listOfText } from "./list-files.ts";
import { type PlaceList, type Reading, UnreadableList } from "./places.ts";

const SYSTEMS = ["wgs84", "gcj02", "bd09"] as const satisfies readonly CoordinateSystem[];

export function ListFields() {
  const { t } = useTranslation();
  const list = useDraft((draft) => draft.places);
  const bounds = useTerritory().data?.bounds as Bounds | undefined;
  const [coordinates, setCoordinates] = useState<CoordinateSystem>("wgs84");
  const [pasted, setPasted] = useState("");
  const [problem, setProblem] = useState<UnreadableList["key"] | null>(null);
  const take = (title: string, read: (reading: Reading) => PlaceList) => {
    if (bounds === undefined) return;
    try {
      setDraft({ places: read({ title, coordinates, bounds }) });
      setProblem(null);
    } catch (error) {
      if (!(error instanceof UnreadableList)) throw error;
      setDraft({ places: null });
      setProblem(error.key);
    }
  };
  return (
    <div className="list-fields">
      <p className="row-small">{t("siting.listHelp")}</p>
      <div className="field-pair">
        <NativeSelect
          size="xs"
          label={t("siting.coordinates")}
          value={coordinates}
          onChange={(event) => setCoordinates(SYSTEMS.find((one) => one === event.currentTarget.value) ?? "wgs84")}
          data={SYSTEMS.map((value) => ({ value, label: t(`coordinates.${value}`) }))}
        />
        <FileButton
          accept=".csv,.tsv,.txt,.xlsx,.geojson,.json"
          onChange={async (file) => {
            if (file === null) return;
            const bytes = new Uint8Array(await file.arrayBuffer());
            take(file.name, (reading) => listOfFile(bytes, reading));
          }}
        >
          {(props) => (
            <Button {...props} size="xs" variant="default" className="field-button">
              {t("siting.file")}
            </Button>
          )}
        </FileButton>
      </div>
      <Textarea
        size="xs"
        rows={2}
        label={t("siting.paste")}
        placeholder={t("siting.pasteExample")}
        value={pasted}
        onChange={(event) => {
          const text = event.currentTarget.value;
          setPasted(text);
          if (text.trim() !== "") take(t("siting.pasted"), (reading) => listOfText(text, reading));
        }}
      />
      {problem !== null && (
        <p className="warning" role="alert">
          {t(`siting.unreadable.${problem}`)}
        </p>
      )}
      {list !== null && <ListRead list={list} />}
    </div>
  );
}

/** More refused rows than this are counted, not listed. */
const MOST_LISTED = 20;

function ListRead({ list: { title, places, refused } }: { list: PlaceList }) {
  const { t } = useTranslation();
  return (
    <div data-testid="siting-list">
      <p>{t("siting.listRead", { count: places.length, places: places.length, title })}</p>
      {refused.length > 0 && (
        <details className="warning">
          <summary>{t("siting.listRefused", { count: refused.length, rows: refused.length })}</summary>
          <ul>
            {refused.slice(0, MOST_LISTED).map(({ line, why, value }) => (
              <li key={line}>{t("siting.refusedRow", { line, problem: t(`siting.refused.${why}`, { value }) })}</li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
