/** What the signs of siting on the map mean; nothing while none are shown. */

import { useTranslation } from "react-i18next";
import { SITING } from "../map/colours.ts";
import { useSitingScene } from "../map/useSitingScene.ts";
import { useTheme } from "../printing.ts";

export function SiteLegend() {
  const { t } = useTranslation();
  const theme = useTheme();
  const { sites, drawn } = useSitingScene();
  const roles = new Set(sites.features.map(({ properties }) => properties.role));
  const sides = new Set(drawn.features.map(({ properties }) => properties.side));
  if (roles.size === 0 && sides.size === 0) return null;
  const colours = SITING[theme];
  const line = (text: string, style: React.CSSProperties, isRound = true) => (
    <span className="legend-line">
      <span className={isRound ? "swatch site" : "swatch"} style={style} />
      {text}
    </span>
  );
  return (
    <section>
      <h3 className="legend-title">{t("siting.legend.title")}</h3>
      <div className="legend-kinds">
        {roles.has("site") && line(t("siting.legend.site"), { background: colours.sign })}
        {roles.has("alternative") && line(t("siting.legend.alternative"), { border: `2px solid ${colours.site}` })}
        {roles.has("candidate") && line(t("siting.legend.candidate"), { background: colours.site, opacity: 0.6 })}
        {sides.has("inside") && line(t("siting.inside"), { border: `2px dashed ${colours.site}` }, false)}
        {sides.has("outside") && line(t("siting.outside"), { border: `2px dashed ${colours.outside}` }, false)}
      </div>
    </section>
  );
}
