import type { Geometry } from "geojson";
import { describe, expect, it } from "vitest";
import { recogniseKind } from "../../server/import/recognise.ts";
import { nameOfFile, refuseSameNames } from "../../server/import/source-name.ts";
import { fileOf, geoJson, square } from "./files.ts";

const point: Geometry = { type: "Point", coordinates: [114, 30] };

describe("the kind of a file", () => {
  it.each([
    ["streets.osm.pbf", "streets"],
    ["town.osm", "streets"],
    ["town.osm.gz", "streets"],
    ["N42E001.hgt", "elevation"],
    ["N42E001.hgt.zip", "elevation"],
    ["elevation.tif", "elevation"],
    ["高程.tiff", "elevation"],
    ["population-20-59.tif", "people"],
    ["chn_ppp_worldpop_2020.tif", "people"],
  ])("%s shows in its name: %s", async (name, kind) => {
    expect(await recogniseKind(fileOf(name, "x"))).toBe(kind);
  });

  it("of a raster that may be both is asked for", async () => {
    await expect(recogniseKind(fileOf("raster.tif", "x"))).rejects.toThrow(/--kind people or --kind elevation/);
  });

  it("of a table shows in its columns and words", async () => {
    const kindOf = (text: string) => recogniseKind(fileOf("table.csv", text));
    expect(await kindOf("id,lon,lat,population\n1,2,3,4\n")).toBe("people");
    expect(await kindOf("名称,类型,经度,纬度\n甲,零工市场,114,30\n")).toBe("facilities");
    expect(await kindOf("name,kind,lon,lat\nA,自然村,114,30\n")).toBe("settlements");
    await expect(kindOf("name,lon,lat\nA,114,30\n")).rejects.toThrow(/its columns are name, lon, lat.*--kind/);
  });

  it("of features shows in their shape and words", async () => {
    const kindOf = (properties: Record<string, unknown>, geometry: Parameters<typeof geoJson>[0][0]["geometry"]) =>
      recogniseKind(fileOf("features.geojson", geoJson([{ properties, geometry }])));
    expect(await kindOf({ name: "A", level: "county" }, square(114, 30, 1))).toBe("areas");
    expect(await kindOf({ name: "A", kind: "industrial-park" }, square(114, 30, 1))).toBe("settlements");
    expect(await kindOf({ name: "A", kind: "就业服务站" }, point)).toBe("facilities");
    await expect(kindOf({ name: "A" }, point)).rejects.toThrow(/--kind/);
  });

  it("of an unknown format is a sentence with the formats", async () => {
    await expect(recogniseKind(fileOf("a.docx", "x"))).rejects.toThrow(/a\.docx is of no format that is read here/);
  });
});

describe("the name that a file gives its source", () => {
  it("is its own without extensions", () => {
    expect(["a/streets.osm.pbf", "人口.tif", "N42E001.hgt.zip", "v1.2.csv", ".csv"].map(nameOfFile)).toEqual([
      "streets",
      "人口",
      "N42E001",
      "v1.2",
      ".csv",
    ]);
  });

  it("must not be that of another file of the same kind", async () => {
    const [a, b] = [fileOf("streets.osm.pbf", "x"), fileOf("streets.osm", "x")];
    await expect(refuseSameNames([a, b])).rejects.toThrow(
      `${a} and ${b} would both become the source "streets" of kind streets`,
    );
    await expect(refuseSameNames([fileOf("county.csv", "x"), fileOf("county.csv", "x")], "people")).rejects.toThrow(
      /import each with its own --name, in a command of its own/,
    );
    await refuseSameNames([a, fileOf("streets.hgt", "x"), fileOf("town.osm", "x")]);
    // What these are is for their imports to ask.
    await refuseSameNames([fileOf("raster.tif", "x"), fileOf("raster.tif", "x")]);
  });
});
