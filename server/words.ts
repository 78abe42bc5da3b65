/**
 * The closed lists of words that files, database, API and interface share. A file may use the English word, the Chinese
 * one, or one of the other names that offices use; inside there is one.
 */

export const FACILITY_KINDS = [
  "employment-service-station",
  "odd-jobs-market",
  "odd-jobs-post",
  "employment-service-agency",
  "service-window",
  "partner-agency",
] as const;
export type FacilityKind = (typeof FACILITY_KINDS)[number];

export const FACILITY_LEVELS = ["national", "provincial", "city", "county", "township", "village"] as const;
export type FacilityLevel = (typeof FACILITY_LEVELS)[number];

export const FACILITY_STATUSES = ["existing", "planned", "closed"] as const;
export type FacilityStatus = (typeof FACILITY_STATUSES)[number];

/** Administrative levels, the largest first. A territory may skip some. "township" is also subdistrict 街道, "village" also community 社区. */
export const AREA_LEVELS = ["province", "prefecture", "county", "township", "village"] as const;
export type AreaLevel = (typeof AREA_LEVELS)[number];

export const SETTLEMENT_KINDS = [
  "resettlement-area",
  "industrial-cluster",
  "industrial-park",
  "natural-village",
] as const;
export type SettlementKind = (typeof SETTLEMENT_KINDS)[number];

export const SOURCE_KINDS = ["streets", "people", "areas", "settlements", "facilities", "elevation"] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

export const COORDINATE_SYSTEMS = ["wgs84", "gcj02", "bd09"] as const;
export type CoordinateSystem = (typeof COORDINATE_SYSTEMS)[number];

/** How a group of people stands to the total: it is the total, part of it, or counted apart from it. */
export const PEOPLE_ROLES = ["total", "within", "apart"] as const;
export type PeopleRole = (typeof PEOPLE_ROLES)[number];

/** What a straight line on foot may not cross. */
export const BARRIER_KINDS = ["water", "railway", "expressway"] as const;
export type BarrierKind = (typeof BARRIER_KINDS)[number];

/** Standards may differ between the two. */
export const PLACE_KINDS = ["city", "countryside"] as const;
export type PlaceKind = (typeof PLACE_KINDS)[number];

/** What tells the kind of a place, the strongest first: a correction by hand, the statistics bureau's code, the density of people; without any, city. */
export const PLACE_GROUNDS = ["correction", "code", "density", "unknown"] as const;
export type PlaceGround = (typeof PLACE_GROUNDS)[number];

/** Why a place is not covered, in the order in which they are tried: the first single removal that would cover it. */
export const REASONS = [
  /** The point is joined to no street: none lies within 500 m, or something stands between. */
  "no-street",
  /** Its streets lead to no facility that counts; joined to the others at the nearest place they would, in time. */
  "island",
  /** A facility of another district is within the limit. */
  "other-district",
  /** A facility is within the limit that is closed when it is asked for, or says nothing of its hours. */
  "closed",
  /** A facility is within the limit and has no room. */
  "over-capacity",
  /** Near in a straight line, far on foot, and a crossing of what lies between would bring it within the limit. */
  "barrier",
  /** Nothing else: it takes a new facility. */
  "too-far",
] as const;
export type Reason = (typeof REASONS)[number];

/** What a review is made of, in order. Of a million cells most take some tenths of a second, some take seconds. */
export const REVIEW_STAGES = [
  /** What the nearest facility costs from everywhere, and who finds room in it. */
  "reach",
  "coverage",
  "gaps",
  "reasons",
  "settlements",
  "remedies",
  "scores",
  "document",
] as const;
export type ReviewStage = (typeof REVIEW_STAGES)[number];

/** And a report of it: the shapes that belong to the document, then the bytes of the file. */
export const REPORT_STAGES = [...REVIEW_STAGES, "shapes", "file"] as const;
export type ReportStage = (typeof REPORT_STAGES)[number];

export const HOURS_STATES = ["open", "closed", "unknown", "not-asked"] as const;
export type HoursState = (typeof HOURS_STATES)[number];

/** What would help, the cheapest first. */
export const REMEDY_KINDS = ["crossing", "link", "hours", "capacity", "new-facility"] as const;
export type RemedyKind = (typeof REMEDY_KINDS)[number];
