/**
 * The comparison on paper, made of the same tables as on the screen: title, figures, map with legend and room for its approval number,
 * changes, areas, and what it was computed with. It stands beside the desk and is seen by printers only.
 */
import { useEffect, useState } from "react";
import { createPortal, flushSync } from "react-dom";
import { useTranslation } from "react-i18next";
import type { Comparison } from "../../server/api/scenario-messages.ts";
import { useSources, useTerritory } from "../api.ts";
import { useFormat } from "../format.ts";
import { type MapPicture, mapPicture } from "../map/picture.ts";
import { circumstanceTexts, kindsText, rulesText } from "../rules.ts";
import { PLAIN } from "../views/Note.tsx";
import { AreaTable } from "./AreaTable.tsx";
import { FigureTable } from "./FigureTable.tsx";
import { headlineOf } from "./figures.ts";
import { PrintMap } from "./PrintMap.tsx";
import { Steps } from "./Steps.tsx";

export function PrintSheet({ comparison }: { comparison: Comparison }) {
  const { t } = useTranslation();
  const format = useFormat();
  const territory = useTerritory().data;
  const [printed, setPrinted] = useState<{ picture: MapPicture | null; at: string }>({ picture: null, at: "" });
  useEffect(() => {
    // The browser prints right after this event: the picture must stand in the page by then. Some say it when the map is hidden already.
    const prepare = () => {
      const isHidden = window.matchMedia("print").matches;
      flushSync(() =>
        setPrinted(({ picture }) => ({
          picture: isHidden && picture !== null ? picture : mapPicture(),
          at: new Date().toISOString(),
        })),
      );
    };
    window.addEventListener("beforeprint", prepare);
    return () => window.removeEventListener("beforeprint", prepare);
  }, []);
  return createPortal(
    <div className="print-sheet" data-testid="print-sheet">
      <h1>{t("comparison.title")}</h1>
      <p className="print-place">
        {territory !== undefined && format.name(territory)}
        {territory?.fictional && ` · ${t("app.fictional")}`}
      </p>
      {territory?.fictional && <p>{t("app.fictionalNote")}</p>}
      <p className="print-headline">{headlineOf(comparison, format, t)}</p>
      <FigureTable comparison={comparison} />
      <h2>{t("comparison.steps")}</h2>
      <Steps comparison={comparison} />
      <PrintMap picture={printed.picture} at={printed.at} standard={comparison.standard} />
      <h2>{t("comparison.areas")}</h2>
      <AreaTable comparison={comparison} mostRows={200} />
      <h2>{t("comparison.computedWith")}</h2>
      <Facts comparison={comparison} printedAt={printed.at} />
    </div>,
    document.body,
  );
}

function Facts({ comparison: { standard }, printedAt }: { comparison: Comparison; printedAt: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const sources = useSources().data ?? [];
  const streets = sources.filter(({ kind }) => kind === "streets").map(({ name }) => name);
  const asked = circumstanceTexts(standard, format, t).join(t("rules.semicolon"));
  const { base } = standard;
  const slope = t(standard.slope === "tobler" ? "note.slopeTobler" : "note.slopeNone");
  const kinds = standard.kind === "any" ? kindsText(null, t) : "";
  const rows: [string, string][] = [
    [t("note.standard"), standard.id === PLAIN ? "" : format.name(standard)],
    [t("note.rules"), rulesText(standard, format, t)],
    [t("note.counted"), kinds],
    [t("note.asked"), asked],
    [t("note.walking"), t("note.walkingValue", { speed: format.decimal(standard.walkingSpeedKmh, 1), slope })],
    [t("note.base"), base === null ? "" : `${format.label(base)} (${format.people(base.people)})`],
    [t("note.source"), base?.source ?? ""],
    [t("sourceKinds.streets"), streets.join(t("rules.comma"))],
    [t("note.version"), String(standard.territoryVersion)],
    [t("comparison.printedAt"), printedAt === "" ? "" : format.time(printedAt)],
  ];
  return (
    <>
      <dl className="facts">
        {rows.map(([term, text]) =>
          text === "" ? null : (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{text}</dd>
            </div>
          ),
        )}
      </dl>
      <p className="row-small">{t("note.definitions.comparison")}</p>
    </>
  );
}
