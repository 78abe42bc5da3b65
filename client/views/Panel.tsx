/** The panel beside the map (a sheet below it on a phone): the controls, and one view per question. */
import { Tabs } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { PlanView } from "../plans/PlanView.tsx";
import { ReviewView } from "../review/ReviewView.tsx";
import { getState, setState, subscribe, useAppState, VIEWS, type View } from "../state.ts";
import { AreasView } from "./AreasView.tsx";
import { Controls } from "./Controls.tsx";
import { FacilitiesView } from "./FacilitiesView.tsx";
import { GapsView } from "./GapsView.tsx";
import { Overview } from "./Overview.tsx";
import { SourcesView } from "./SourcesView.tsx";

const CONTENT: Record<View, React.FC> = {
  review: ReviewView,
  plan: PlanView,
  overview: Overview,
  gaps: GapsView,
  areas: AreasView,
  facilities: FacilitiesView,
  sources: SourcesView,
};

/** Heights of the sheet on a phone (styles/phone.css). */
const SHEETS = ["low", "half", "full"] as const;
type Sheet = (typeof SHEETS)[number];

export function Panel() {
  const { t } = useTranslation();
  const view = useAppState((state) => state.view);
  const [sheet, setSheet] = useState<Sheet>("half");
  // A card opened on the map needs the map: the sheet makes room.
  useEffect(() => {
    let before = getState().selected;
    return subscribe(() => {
      const { selected } = getState();
      if (selected !== before && selected !== null) setSheet("low");
      before = selected;
    });
  }, []);
  return (
    <aside className="panel" data-sheet={sheet} aria-label={t("app.panel")}>
      <SheetHandle sheet={sheet} onChange={setSheet} />
      <Controls />
      <Tabs
        value={view}
        onChange={(value) => {
          const chosen = VIEWS.find((name) => name === value);
          if (chosen !== undefined) setState({ view: chosen });
          if (sheet === "low") setSheet("half");
        }}
        className="tabs"
        keepMounted={false}
      >
        <Tabs.List className="tab-list">
          {VIEWS.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`views.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {VIEWS.map((name) => {
          const Content = CONTENT[name];
          return (
            <Tabs.Panel
              key={name}
              value={name}
              className="view"
              id={name === view ? "results" : undefined}
              tabIndex={-1}
            >
              <Content />
            </Tabs.Panel>
          );
        })}
      </Tabs>
    </aside>
  );
}

/** Grip of the sheet: dragged with a finger, or pressed to go one step up (from the top: down). Only phones show it. */
function SheetHandle({ sheet, onChange }: { sheet: Sheet; onChange: (sheet: Sheet) => void }) {
  const { t } = useTranslation();
  const start = useRef<number | null>(null);
  const step = (by: number) => {
    const next = SHEETS[Math.max(0, Math.min(SHEETS.length - 1, SHEETS.indexOf(sheet) + by))];
    if (next !== undefined) onChange(next);
  };
  return (
    <button
      type="button"
      className="sheet-handle"
      aria-label={t(sheet === "full" ? "app.sheetDown" : "app.sheetUp")}
      onPointerDown={(event) => {
        start.current = event.clientY;
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerUp={(event) => {
        const moved = event.clientY - (start.current ?? event.clientY);
        start.current = null;
        if (Math.abs(moved) > 24) step(moved < 0 ? 1 : -1);
        else step(sheet === "full" ? -2 : 1);
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter" || event.key === " ") step(sheet === "full" ? -2 : 1);
        if (event.key === "ArrowUp") step(1);
        if (event.key === "ArrowDown") step(-1);
      }}
    >
      <span aria-hidden />
    </button>
  );
}
