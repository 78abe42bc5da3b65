/** Where sites may stand: at every junction or in a list that was brought; only in, or anywhere but in, areas and drawn polygons. */
import { Button, MultiSelect, SegmentedControl } from "@mantine/core";
import { IconPolygon, IconTrash } from "@tabler/icons-react";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { useAreas } from "../api.ts";
import { useFormat } from "../format.ts";
import { getDraft, type Region, SIDES, type Side, setDraft, useDraft } from "./draft.ts";
import { canClose, closeDrawing, giveUpDrawing, startDrawing, undoCorner } from "./drawing.ts";
import { Folded } from "./Fields.tsx";
import { ListFields } from "./ListFields.tsx";

export function WhereFields() {
  const { t } = useTranslation();
  const where = useDraft((draft) => draft.where);
  const inside = useDraft((draft) => draft.inside);
  const outside = useDraft((draft) => draft.outside);
  return (
    <fieldset className="siting-where">
      <legend>{t("siting.where")}</legend>
      <SegmentedControl
        size="xs"
        fullWidth
        value={where}
        onChange={(value) => setDraft({ where: value === "places" ? "places" : "junctions" })}
        data={(["junctions", "places"] as const).map((value) => ({ value, label: t(`siting.candidates.${value}`) }))}
      />
      {where === "places" && <ListFields />}
      {SIDES.map((side) => {
        const region = side === "inside" ? inside : outside;
        return (
          <Folded key={side} title={t(`siting.${side}`)} set={regionText(region, t)}>
            <RegionFields side={side} region={region} />
          </Folded>
        );
      })}
    </fieldset>
  );
}

/** What is set, short: "2 areas, 1 polygon". */
function regionText({ areaCodes, rings }: Region, t: TFunction): string {
  return [
    ...(areaCodes.length === 0 ? [] : [t("siting.areasSet", { count: areaCodes.length })]),
    ...(rings.length === 0 ? [] : [t("siting.polygonsSet", { count: rings.length })]),
  ].join(t("rules.comma"));
}

function RegionFields({ side, region }: { side: Side; region: Region }) {
  const { t } = useTranslation();
  const format = useFormat();
  const areas = useAreas().data ?? [];
  const drawing = useDraft((draft) => draft.drawing);
  return (
    <>
      <MultiSelect
        size="xs"
        searchable
        label={t("siting.areas")}
        nothingFoundMessage={t("siting.areasNone")}
        value={[...region.areaCodes]}
        onChange={(areaCodes) => setDraft({ [side]: { ...getDraft()[side], areaCodes } })}
        data={[...new Map(areas.map((area) => [area.code, area])).values()].map((area) => ({
          value: area.code,
          label: `${format.name(area)} (${t(`levels.${area.level}`)})`,
        }))}
        limit={200}
        hidePickedOptions
      />
      {drawing?.side === side ? (
        <Drawing />
      ) : (
        <div className="button-line">
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconPolygon size={15} aria-hidden />}
            onClick={() => startDrawing(side)}
          >
            {t("siting.draw")}
          </Button>
          {region.rings.length > 0 && (
            <Button
              size="compact-xs"
              variant="subtle"
              color="gray"
              leftSection={<IconTrash size={15} aria-hidden />}
              onClick={() => setDraft({ [side]: { ...region, rings: [] } })}
            >
              {t("siting.polygonsRemove", { count: region.rings.length })}
            </Button>
          )}
        </div>
      )}
    </>
  );
}

/** While corners are put on the map: what to do, and how to end it. */
function Drawing() {
  const { t } = useTranslation();
  const corners = useDraft((draft) => draft.drawing?.corners ?? []);
  return (
    <div className="drawing" role="status">
      <p className="row-small">{t("siting.drawing", { count: corners.length })}</p>
      <div className="button-line">
        <Button size="compact-xs" disabled={!canClose(corners)} onClick={closeDrawing}>
          {t("siting.drawn")}
        </Button>
        <Button size="compact-xs" variant="default" disabled={corners.length === 0} onClick={undoCorner}>
          {t("siting.undoCorner")}
        </Button>
        <Button size="compact-xs" variant="subtle" color="gray" onClick={giveUpDrawing}>
          {t("facilities.cancel")}
        </Button>
      </div>
    </div>
  );
}
