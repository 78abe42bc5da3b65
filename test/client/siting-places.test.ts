/** Lists of places as offices have them: headings, encodings, swapped and shifted coordinates, workbooks, GeoJSON. */
import gcoord from "gcoord";
import { describe, expect, it } from "vitest";
import writeExcel from "write-excel-file/node";
import { listOfFile, listOfText, rowsOfWorkbook } from "../../client/siting/list-files.ts";
import { placesOfRows, type Reading, UnreadableList } from "../../client/siting/places.ts";

const READING: Reading = { title: "list", coordinates: "wgs84", bounds: [109, 30, 110, 31] };
const utf8 = (text: string) => new TextEncoder().encode(text);

describe("a table of places", () => {
  it("is read by its Chinese headings, wherever its heading row stands", () => {
    const list = listOfText(
      '闲置房屋清单,,,\n点位名称,经度,纬度,费用（万元）\n老供销社,109.5,30.5,"1,200"\n粮站,109.6,30.6,\n',
      READING,
    );
    expect(list.places).toEqual([
      { name: "老供销社", lon: 109.5, lat: 30.5, cost: 1200 },
      { name: "粮站", lon: 109.6, lat: 30.6 },
    ]);
    expect(list.refused).toEqual([]);
  });

  it("takes cells pasted from a sheet, and names places that have none by their row", () => {
    expect(listOfText("lon\tlat\n109.5\t30.5", READING).places).toEqual([{ name: "list 2", lon: 109.5, lat: 30.5 }]);
  });

  it("is read in GB 18030", () => {
    // 名称,经度,纬度 and 站,109.5,30.5
    const bytes = Uint8Array.from([
      0xc3,
      0xfb,
      0xb3,
      0xc6,
      0x2c,
      0xbe,
      0xad,
      0xb6,
      0xc8,
      0x2c,
      0xce,
      0xb3,
      0xb6,
      0xc8,
      0x0a,
      0xd5,
      0xbe,
      ...utf8(",109.5,30.5"),
    ]);
    expect(listOfFile(bytes, READING).places).toEqual([{ name: "站", lon: 109.5, lat: 30.5 }]);
  });

  it("names each row that it leaves out, with line and value", () => {
    const rows = [
      ["name", "lon", "lat", "cost"],
      ["a", "109,5", "30.5", ""],
      ["b", "30.5", "109.5", ""],
      ["", "", "", ""],
      ["c", "120", "30.5", ""],
      ["d", "109.5", "30.5", "dear"],
      ["e", "109.5", "30.5", "0"],
    ];
    const { places, refused } = placesOfRows(rows, READING);
    expect(places).toEqual([{ name: "e", lon: 109.5, lat: 30.5, cost: 0 }]);
    expect(refused).toEqual([
      { line: 2, why: "coordinates", value: "109,5, 30.5" },
      { line: 3, why: "swapped", value: "30.5, 109.5" },
      { line: 5, why: "outside", value: "120, 30.5" },
      { line: 6, why: "cost", value: "dear" },
    ]);
  });

  it("is moved back where the list was made on a shifted map", () => {
    const [lon, lat] = gcoord.transform([109.5, 30.5], gcoord.WGS84, gcoord.GCJ02);
    const { places } = listOfText(`name,lon,lat\na,${lon},${lat}`, { ...READING, coordinates: "gcj02" });
    expect(places[0]?.lon).toBeCloseTo(109.5, 5);
    expect(places[0]?.lat).toBeCloseTo(30.5, 5);
  });

  it("says why nothing can be read", () => {
    const keyOf = (text: string) => {
      try {
        listOfText(text, READING);
      } catch (error) {
        return error instanceof UnreadableList ? error.key : error;
      }
    };
    expect(["a,b\n1,2", "", '{"type":"Point"}', "{", " \n "].map(keyOf)).toEqual([
      "columns",
      "empty",
      "geojson",
      "geojson",
      "empty",
    ]);
    expect(() => rowsOfWorkbook(utf8("PK nothing"))).toThrow(UnreadableList);
  });
});

it("takes points of GeoJSON and refuses shapes", () => {
  const feature = (properties: object, geometry: object) => ({ type: "Feature", properties, geometry });
  const file = {
    type: "FeatureCollection",
    features: [
      feature({ 名称: "站", 费用: 7 }, { type: "Point", coordinates: [109.5, 30.5] }),
      feature({}, { type: "Polygon", coordinates: [] }),
    ],
  };
  expect(listOfText(JSON.stringify(file), READING)).toEqual({
    title: "list",
    places: [{ name: "站", lon: 109.5, lat: 30.5, cost: 7 }],
    refused: [{ line: 2, why: "shape", value: "Polygon" }],
  });
});

it("reads a workbook as Excel writes it: shared texts, numbers, gaps", async () => {
  const bytes = await writeExcel([
    [{ value: "名称" }, { value: "经度" }, null, { value: "纬度" }],
    [{ value: "站 & <1>" }, { value: 109.5, type: Number }, null, { value: 30.25, type: Number }],
  ]).toBuffer();
  expect(listOfFile(new Uint8Array(bytes), READING).places).toEqual([{ name: "站 & <1>", lon: 109.5, lat: 30.25 }]);
});
