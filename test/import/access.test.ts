import { describe, expect, test } from "vitest";
import {
  bicycleAccess,
  footAccess,
  gateAccess,
  isBridge,
  isExpressway,
  isTunnel,
  onewayBicycle,
  onewayFoot,
  streetKind,
} from "../../server/import/access.ts";

/** Tags from "highway=path foot=yes". */
function tags(text: string): Map<string, string> {
  return new Map(text.split(" ").map((tag) => tag.split("=") as [string, string]));
}

const NO = 0;
const YES = 1;
const ENDS = 2;

describe("streets", () => {
  test.each([
    ["highway=residential", "residential"],
    ["highway=motorway", "motorway"],
    ["highway=unclassified;tertiary", "unclassified"],
    ["highway=bus_stop;service", "service"],
    ["highway=proposed", null],
    ["highway=construction construction=primary", null],
    ["highway=raceway", null],
    ["highway=bus_guideway", null],
    ["highway=escape", null],
    ["highway=rest_area", null],
    ["highway=constructor", null],
    ["highway=track abandoned=yes", null],
    ["highway=path razed=yes", null],
    ["building=yes", null],
  ])("%s is %s", (text, kind) => {
    expect(streetKind(tags(text))).toBe(kind);
  });
});

describe("walkers", () => {
  test.each([
    // By kind.
    ["highway=motorway", NO],
    ["highway=motorway_link", NO],
    ["highway=trunk", YES],
    ["highway=trunk_link", YES],
    ["highway=primary", YES],
    ["highway=service", YES],
    ["highway=cycleway", YES],
    ["highway=steps", YES],
    ["highway=corridor", YES],
    ["highway=elevator", YES],
    ["highway=platform", YES],
    ["highway=pedestrian area=yes", YES],
    ["highway=busway", NO],
    ["highway=via_ferrata", NO],
    ["highway=residential sidewalk=separate", YES],
    ["highway=residential sidewalk=no", YES],
    // Motor roads.
    ["highway=trunk motorroad=yes", NO],
    ["highway=trunk motorroad=yes access=yes", NO],
    ["highway=trunk motorroad=yes foot=yes", YES],
    ["highway=motorway foot=yes", YES],
    ["highway=motorway access=yes", NO],
    ["highway=motorway access=private", NO],
    // foot wins over access.
    ["highway=service access=no", NO],
    ["highway=service access=no foot=yes", YES],
    ["highway=service access=private", ENDS],
    ["highway=service access=private foot=permissive", YES],
    ["highway=service access=yes foot=private", ENDS],
    ["highway=footway foot=no", NO],
    ["highway=footway foot=designated", YES],
    ["highway=primary foot=discouraged", YES],
    // Who may only leave or arrive.
    ["highway=service access=customers", ENDS],
    ["highway=service access=delivery", ENDS],
    ["highway=service access=permit", ENDS],
    ["highway=service access=destination", ENDS],
    ["highway=path foot=destination", ENDS],
    ["highway=track access=agricultural", ENDS],
    ["highway=track access=agricultural;forestry", ENDS],
    ["highway=service access=emergency", NO],
    ["highway=service access=private;customers", ENDS],
    ["highway=service access=private;permissive", YES],
    // Vehicles are not walkers.
    ["highway=residential vehicle=no", YES],
    ["highway=residential motor_vehicle=private", YES],
    ["highway=residential motor_vehicle=destination", YES],
    ["highway=residential bicycle=no", YES],
    // Others.
    ["highway=primary foot=use_sidepath", NO],
    ["highway=path access=unknown", YES],
    ["highway=path foot=limited access=no", NO],
    ["highway=residential foot:conditional=no@(22:00-06:00)", YES],
  ])("%s → %i", (text, access) => {
    expect(footAccess(tags(text))).toBe(access);
  });
});

describe("riders", () => {
  test.each([
    ["highway=residential", YES],
    ["highway=cycleway", YES],
    ["highway=path", YES],
    ["highway=footway", NO],
    ["highway=footway bicycle=yes", YES],
    ["highway=footway bicycle=dismount", NO],
    ["highway=pedestrian", NO],
    ["highway=steps", NO],
    ["highway=motorway", NO],
    ["highway=trunk motorroad=yes", NO],
    ["highway=residential access=no", NO],
    ["highway=residential access=no vehicle=yes", YES],
    ["highway=residential vehicle=no", NO],
    ["highway=residential vehicle=no bicycle=yes", YES],
    ["highway=residential vehicle=destination", ENDS],
    ["highway=residential motor_vehicle=no", YES],
    ["highway=primary bicycle=use_sidepath", NO],
    ["highway=primary foot=no", YES],
  ])("%s → %i", (text, access) => {
    expect(bicycleAccess(tags(text))).toBe(access);
  });
});

describe("directions of walkers", () => {
  test.each([
    ["highway=residential oneway=yes", 0],
    ["highway=pedestrian oneway=yes", 0],
    ["highway=path oneway=yes", 0],
    ["highway=cycleway oneway=yes", 0],
    ["highway=footway oneway=yes", 1],
    ["highway=footway oneway=-1", -1],
    ["highway=footway oneway=yes bicycle=yes", 0],
    ["highway=footway oneway=yes oneway:foot=no", 0],
    ["highway=steps oneway=yes", 1],
    ["highway=steps conveying=forward", 1],
    ["highway=steps conveying=backward", -1],
    ["highway=steps conveying=reversible", 0],
    ["highway=steps conveying=yes", 0],
    ["highway=path oneway:foot=yes", 1],
    ["highway=path oneway:foot=-1", -1],
    ["highway=path foot:backward=no", 1],
    ["highway=path foot:forward=no", -1],
  ])("%s → %i", (text, direction) => {
    expect(onewayFoot(tags(text))).toBe(direction);
  });
});

describe("directions of riders", () => {
  test.each([
    ["highway=residential", 0],
    ["highway=residential oneway=yes", 1],
    ["highway=residential oneway=-1", -1],
    ["highway=residential oneway=yes oneway:bicycle=no", 0],
    ["highway=residential oneway=yes cycleway=opposite_lane", 0],
    ["highway=residential oneway=yes cycleway:left=opposite_track", 0],
    ["highway=residential oneway=alternating", 0],
    ["highway=residential junction=roundabout", 1],
    ["highway=motorway", 1],
  ])("%s → %i", (text, direction) => {
    expect(onewayBicycle(tags(text))).toBe(direction);
  });
});

describe("expressways, tunnels, bridges", () => {
  test.each([
    ["highway=motorway", true],
    ["highway=motorway_link", true],
    ["highway=motorway bridge=yes", true],
    ["highway=motorway tunnel=yes", false],
    ["highway=trunk", false],
    ["highway=trunk foot=no", false],
    ["highway=trunk motorroad=yes", true],
    ["highway=trunk motorroad=yes tunnel=yes", false],
    ["highway=trunk expressway=yes", false],
    ["highway=trunk expressway=yes foot=no", true],
  ])("%s stops a straight line: %s", (text, stops) => {
    expect(isExpressway(tags(text))).toBe(stops);
  });

  test("tunnels and bridges", () => {
    expect(isTunnel(tags("tunnel=building_passage"))).toBe(true);
    expect(isTunnel(tags("tunnel=no"))).toBe(false);
    expect(isBridge(tags("bridge=viaduct"))).toBe(true);
    expect(isBridge(tags("bridge=no"))).toBe(false);
  });
});

describe("gates", () => {
  test.each([
    ["barrier=gate", { kind: "gate", foot: ENDS, bicycle: ENDS }],
    ["barrier=gate access=private", { kind: "gate", foot: ENDS, bicycle: ENDS }],
    ["barrier=gate access=no", { kind: "gate", foot: NO, bicycle: NO }],
    ["barrier=gate foot=no bicycle=no", { kind: "gate", foot: NO, bicycle: NO }],
    ["barrier=gate foot=yes", { kind: "gate", foot: YES, bicycle: ENDS }],
    ["barrier=gate motor_vehicle=private", { kind: "gate", foot: ENDS, bicycle: ENDS }],
    ["barrier=gate access=yes locked=yes", null],
    ["barrier=gate foot=designated bicycle=designated", null],
    ["barrier=gate foot=permissive bicycle=yes access=private", null],
    ["barrier=gate access=yes", null],
    ["barrier=gate locked=no", null],
    ["barrier=gate locked=yes", { kind: "gate", foot: ENDS, bicycle: ENDS }],
    ["barrier=lift_gate", null],
    ["barrier=lift_gate access=private", { kind: "lift_gate", foot: ENDS, bicycle: ENDS }],
    ["barrier=lift_gate vehicle=private", { kind: "lift_gate", foot: YES, bicycle: ENDS }],
    ["barrier=swing_gate", null],
    ["barrier=bollard", null],
    ["barrier=cycle_barrier", null],
    ["barrier=entrance", null],
    ["barrier=toll_booth", null],
    ["barrier=yes", null],
    ["barrier=no", null],
    ["barrier=kissing_gate", { kind: "kissing_gate", foot: YES, bicycle: NO }],
    ["barrier=turnstile", { kind: "turnstile", foot: YES, bicycle: NO }],
    ["barrier=wall", { kind: "wall", foot: NO, bicycle: NO }],
    ["barrier=fence foot=yes", { kind: "fence", foot: YES, bicycle: NO }],
    ["highway=crossing access=no", null],
  ])("%s", (text, gate) => {
    expect(gateAccess(tags(text))).toEqual(gate);
  });
});
