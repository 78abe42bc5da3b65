/** The map on paper: what is shown, of which day, with scale bar, north arrow, legend, sources and room for its approval number. */
import { useTranslation } from "react-i18next";
import type { StandardUsed } from "../../server/api/messages.ts";
import { useTerritory } from "../api.ts";
import { useFormat } from "../format.ts";
import { type MapPicture, roundLength } from "../map/picture.ts";
import { circumstanceTexts, rounded, rulesText } from "../rules.ts";
import { Attribution } from "../views/MapTools.tsx";
import { DifferenceLegend } from "./DifferenceLegend.tsx";

interface Props {
  /** Null until something is printed. */
  readonly picture: MapPicture | null;
  /** When, as an ISO time. */
  readonly at: string;
  readonly standard: StandardUsed;
}

export function PrintMap({ picture, at, standard }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const territory = useTerritory().data;
  const shown = [
    territory === undefined ? "" : format.name(territory),
    rulesText(standard, format, t),
    ...circumstanceTexts(standard, format, t),
    at === "" ? "" : format.time(at),
  ].filter((text) => text !== "");
  return (
    <div className="print-map">
      <h2>{t("comparison.printMap")}</h2>
      {picture?.theme === "light" && (
        <figure>
          <img src={picture.address} alt={t("comparison.printMap")} />
          <North />
          <ScaleBar metresAcross={picture.metresAcross} />
        </figure>
      )}
      {picture?.theme === "dark" && <p>{t("comparison.darkMap")}</p>}
      <DifferenceLegend />
      <p className="row-small">{shown.join(" · ")}</p>
      <p className="print-approval">{t("comparison.approval")}</p>
      <Attribution />
    </div>
  );
}

/** Of the picture's width, at most. */
const BAR_SHARE = 0.25;

/** The map is Mercator's, so the length holds at half the height of the picture; a county differs by less than a percent. */
function ScaleBar({ metresAcross }: { metresAcross: number }) {
  const format = useFormat();
  const metres = roundLength(metresAcross, BAR_SHARE);
  return (
    <span className="print-scale" style={{ width: `${(100 * metres) / metresAcross}%` }}>
      {rounded(metres, format)}
    </span>
  );
}

/** The map is never turned, so north is up. */
function North() {
  const { t } = useTranslation();
  return (
    <svg className="print-north" viewBox="0 0 24 40" role="img" aria-label={t("comparison.north")}>
      <path d="M12 15 L19 38 L12 33 L5 38 Z" fill="#000000" stroke="#ffffff" />
      <text x="12" y="12" textAnchor="middle" fontSize="13" fontWeight="700">
        {t("comparison.north")}
      </text>
    </svg>
  );
}
