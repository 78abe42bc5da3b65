/**
 * A territory with changed streets: drawn footpaths and crossings, blocked streets (network/edit.ts). Everybody and everything that
 * the change concerns is joined to the streets again, and what is counted along them is counted again, so that the territory is the
 * one that all its points linked to the changed streets would make. Bicycles ride as before.
 */
import { streetMetresAfter } from "./neighbours.ts";
import { editNetwork, type StreetEdit, type StreetProblem } from "./network/edit.ts";
import { createLinker } from "./network/link.ts";
import { DEMAND_LINK_METRES, NONE } from "./network/network.ts";
import { pointsOnEdges } from "./network/on-edges.ts";
import { createRelinker } from "./network/relink.ts";
import { ACCEPTED_FACILITY_LINK_METRES, type Territory } from "./territory.ts";

/** Applies edits in order; one without effect is told as a problem. @returns the territory given when none has an effect */
export function editStreets(
  territory: Territory,
  edits: readonly StreetEdit[],
): { territory: Territory; problems: readonly StreetProblem[] } {
  if (edits.length === 0) return { territory, problems: [] };
  const { network: before, demand, facilities, settlements } = territory;
  const edited = editNetwork(before, edits);
  const { network, edgeNow, newEdges, problems } = edited;
  if (network === before) return { territory, problems };
  const { relink } = createRelinker(before, edited, createLinker(network));
  const ofPeople = { maxMetres: DEMAND_LINK_METRES };
  const links = relink(demand.links, ofPeople);
  const gone = [...edgeNow.keys()].filter((edge) => edgeNow[edge] === NONE);
  return {
    territory: {
      ...territory,
      network,
      demand: {
        ...demand,
        links,
        ...pointsOnEdges(links, network.edgeCount),
        streetMetres: streetMetresAfter(demand, { network: before, edges: gone }, { network, newEdges }),
      },
      facilities: { ...facilities, links: relink(facilities.links, { maxMetres: ACCEPTED_FACILITY_LINK_METRES }) },
      settlements: { ...settlements, links: relink(settlements.links, ofPeople) },
    },
    problems,
  };
}
