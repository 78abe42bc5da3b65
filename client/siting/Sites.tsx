/** Ranked sites with what each adds; opened, the places that could stand for it and how many people less each would cover. */
import { Button } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { SitingResult } from "../../server/api/siting-messages.ts";
import { useFacilities } from "../api.ts";
import { type Format, useFormat } from "../format.ts";
import { metresBetween } from "../plans/texts.ts";
import { setState } from "../state.ts";
import { Section } from "../views/Section.tsx";
import { usePlaceNames } from "./names.ts";
import { chosenPlace, type SitedSite, takeAlternative, toggleSite, useOutcome } from "./outcome.ts";
import { amountText } from "./sentences.ts";

/** Metres on the ground in a pixel at zoom 0 on the equator. */
const METRES_PER_PIXEL = 78_271.5;
/** Alternatives shall lie within so many pixels around the site. */
const AROUND_PIXELS = 150;

/** Shows a place so near that what lies around it, metres, can be told apart. */
function goTo({ lon, lat }: Point, around = 0): void {
  const perPixel = METRES_PER_PIXEL * Math.cos((lat * Math.PI) / 180);
  const fitting = Math.log2((perPixel * AROUND_PIXELS) / Math.max(around, 100));
  const zoom = Math.min(16, Math.max(11, fitting));
  // Above the middle: the legend or the sheet covers what is below.
  const above = (0.12 * window.innerHeight * perPixel) / 2 ** zoom / METRES_PER_DEGREE;
  setState({ position: { lon, lat: lat - above, zoom } });
}

const METRES_PER_DEGREE = 111_195;

type Point = { readonly lon: number; readonly lat: number };

export function Sites({ job, result }: { job: number; result: SitingResult }) {
  const { t } = useTranslation();
  const format = useFormat();
  const facilities = useFacilities().data;
  const nameOf = usePlaceNames(result);
  const showsKind = new Set(result.sites.map(({ kind }) => kind)).size > 1;
  const closed = result.closedFacilityIds.map((id) => {
    const facility = facilities?.find((one) => one.id === id);
    return facility === undefined ? `${id}` : format.name(facility);
  });
  return (
    <Section title={t("siting.sitesTitle")}>
      {result.sites.length === 0 && <p>{t("siting.noSites")}</p>}
      <ol className="list" data-testid="sites">
        {result.sites.map((site) => (
          <Site key={site.rank} job={job} site={site} nameOf={nameOf} showsKind={showsKind} />
        ))}
      </ol>
      {closed.length > 0 && <p className="row-small">{t("siting.closed", { names: closed.join(t("rules.comma")) })}</p>}
    </Section>
  );
}

interface PlacesProps {
  readonly job: number;
  readonly site: SitedSite;
  /** In the language of the screen. */
  nameOf(name: string): string;
}

interface SiteProps extends PlacesProps {
  /** Where several kinds are built. */
  readonly showsKind: boolean;
}

function Site({ job, site, nameOf, showsKind }: SiteProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { openRank, taken } = useOutcome(job);
  const isOpen = openRank === site.rank;
  const chosen = chosenPlace(site, taken);
  const isTaken = taken[site.rank] !== undefined;
  return (
    <li className="row" data-chosen={isOpen || undefined} data-rank={site.rank}>
      <button
        type="button"
        className="row-button"
        aria-expanded={isOpen}
        onClick={() => {
          toggleSite(job, site.rank);
          if (!isOpen) goTo(site, Math.max(0, ...site.alternatives.map((other) => metresBetween(site, other))));
        }}
      >
        <span className="rank site-rank">{site.rank}</span>
        <span className="row-text">
          <span className="row-first">
            <strong>{nameOf(chosen.name)}</strong>
            {site.gain !== null && <span className="number">+{format.people(site.gain - chosen.loss)}</span>}
          </span>
          <span className="row-small">
            {[
              ...(showsKind ? [t(`kinds.${site.kind}`)] : []),
              ...(isTaken ? [t("siting.insteadOf", { name: nameOf(site.name) })] : []),
              ...(site.cost === null ? [] : [t("siting.costs", { cost: format.count(site.cost) })]),
              ...(site.alternatives.length === 0
                ? [t("siting.alternativesNone")]
                : [t("siting.alternatives", { count: site.alternatives.length })]),
            ].join(" · ")}
          </span>
        </span>
        <IconChevronDown size={16} className={isOpen ? "turned" : undefined} aria-hidden />
      </button>
      {isOpen && <Alternatives job={job} site={site} nameOf={nameOf} taken={taken[site.rank] ?? null} />}
    </li>
  );
}

function Alternatives({ job, site, nameOf, taken }: PlacesProps & { readonly taken: number | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (site.alternatives.length === 0) return null;
  return (
    <div className="row-more">
      <p className="row-small">
        {t(site.alternatives[0].minutes === undefined ? "siting.alternativesHelp" : "siting.alternativesHelpWalk")}
      </p>
      <ul>
        {site.alternatives.map(({ name, lon, lat, loss, minutes }, index) => (
          <li key={`${lon},${lat}`} className="alternative" data-chosen={taken === index || undefined}>
            <span className="alternative-sign">{String.fromCharCode(97 + index)}</span>
            <button type="button" className="link" onClick={() => goTo({ lon, lat }, 200)}>
              {nameOf(name)}
              <span className="row-small">
                {t("siting.away", { length: format.length(metresBetween(site, { lon, lat })) })}
              </span>
            </button>
            <span className="number">{lossText(loss, minutes, format, t)}</span>
            <Button
              size="compact-xs"
              variant={taken === index ? "filled" : "default"}
              aria-pressed={taken === index}
              onClick={() => takeAlternative(job, site.rank, taken === index ? null : index)}
            >
              {t(taken === index ? "siting.taken" : "siting.take")}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What an alternative costs: minutes where the goal is a walk, else people. */
function lossText(loss: number, minutes: number | undefined, format: Format, t: TFunction): string {
  const isSame = minutes === undefined ? loss < 0.5 : minutes < 0.05;
  if (isSame) return t("siting.noLoss");
  return minutes === undefined ? `−${format.people(loss)}` : `+${amountText("minutes", minutes, format, t)}`;
}
