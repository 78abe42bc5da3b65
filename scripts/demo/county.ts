/**
 * Draws the whole county: towns, planned settlements, roads from seat to seat, then villages, one after the other, each
 * finding its way to the road net. Homes are kept beside the streets, for the people.
 */
import { looseLane, villages } from "./countryside.ts";
import type { County, Lay } from "./drawing.ts";
import { PLANNED, SEATS } from "./places.ts";
import { mainRoads } from "./roads.ts";
import { Ground } from "./routes.ts";
import { drawPlanned, drawSeat } from "./seats.ts";
import { newTown } from "./town-new.ts";
import { northBank, oldTown, stationQuarters } from "./town-old.ts";

export function drawCounty(): County {
  const county: County = { streets: [], markers: [], patches: [], homes: [] };
  const ground = new Ground();
  const lay: Lay = (street) => {
    county.streets.push(street);
    ground.addRoad(street.line);
  };
  oldTown(county, lay);
  newTown(county, lay);
  stationQuarters(county, lay);
  northBank(county, lay);
  const ends = new Map(SEATS.map((s) => [s.name, drawSeat(s, county, lay)]));
  mainRoads(ends, ground, lay);
  for (const p of PLANNED) drawPlanned(p, county, ground, lay);
  villages(county, ground, lay);
  looseLane(lay);
  return county;
}
