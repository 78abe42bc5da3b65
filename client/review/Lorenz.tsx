/** The Lorenz curve of walking minutes: the further below the diagonal, the more unequal. */
import { useTranslation } from "react-i18next";
import { useFormat } from "../format.ts";
import { type Asked, Note } from "../views/Note.tsx";

/** Side of the drawing in its own units. */
const SIDE = 100;

interface Props {
  /** [share of people, share of minutes], from the shortest walks on. */
  readonly points: readonly (readonly number[])[];
  readonly gini: number;
  readonly standard: Asked;
}

export function Lorenz({ points, gini, standard }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const line = [[0, 0], ...points].map(([x = 0, y = 0]) => `${x * SIDE},${SIDE - y * SIDE}`).join(" ");
  return (
    <figure className="lorenz">
      <svg
        viewBox={`-1 -1 ${SIDE + 2} ${SIDE + 2}`}
        role="img"
        aria-label={t("equity.lorenzLabel", { gini: format.decimal(gini, 2) })}
      >
        <rect x="0" y="0" width={SIDE} height={SIDE} className="lorenz-frame" />
        <polygon points={`${line} ${SIDE},0`} className="lorenz-area" />
        <line x1="0" y1={SIDE} x2={SIDE} y2="0" className="lorenz-equal" />
        <polyline points={line} className="lorenz-line" />
      </svg>
      <figcaption>
        {t("equity.lorenz")} <Note definition="lorenz" standard={standard} />
      </figcaption>
    </figure>
  );
}
