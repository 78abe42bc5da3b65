/** Scenarios over HTTP: kept, changed, taken elsewhere, and every question answered with their changes in place. */
import type { TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Catchments, Coverage, Gaps, ReviewRecord, Walk } from "../../server/api/messages.ts";
import { type Change, Comparison, Scenario, ScenarioInput, ScenarioList } from "../../server/api/scenario-messages.ts";
import { Review } from "../../server/review/document.ts";
import { plainStandard } from "../../server/standard.ts";
import { describeOnDatabases } from "../databases.ts";
import { Workbook } from "../report/workbook.ts";
import { readTile } from "../tile-reader.ts";
import { place } from "../town.ts";
import { storeTown } from "../town-in-database.ts";
import { type Served, serve } from "./serve.ts";

const A = { id: 1, name: "A", ...place(0, 20) };
const STATION = { name: "New", kind: "employment-service-station" } as const;
const ADD: Change = { type: "add-facility", key: 1, facility: { ...STATION, ...place(1000, 1000) } };
const CLOSE: Change = { type: "close-facility", key: 2, of: A };

describeOnDatabases("scenarios", (connect) => {
  let served: Served;
  let id: number;
  beforeAll(async () => {
    const database = await connect();
    await storeTown(database.db);
    served = await serve(database);
    await served.territory.reload();
    const { body, status, headers } = await served.send("POST", "/api/scenarios", {
      name: "Second station",
      note: "A new station in the north",
      changes: [ADD],
    });
    id = body.id;
    expect([status, headers.location]).toEqual([201, `/api/scenarios/${id}`]);
  });
  afterAll(() => served.close());

  const get = async (url: string, schema: TSchema) => {
    const { body, status } = await served.get(url);
    expect([url, status, Compile(schema).Errors(body)]).toEqual([url, 200, []]);
    return body as never as Record<string, never>;
  };
  const covered = async (query = "") => {
    const { total } = await get(`/api/coverage${query}`, Coverage);
    return (total as { peopleCovered: number }).peopleCovered;
  };

  test("they are listed and read, and changed by whoever knows the latest revision", async () => {
    const scenario = (await get(`/api/scenarios/${id}`, Scenario)) as never as Scenario;
    expect(scenario).toMatchObject({
      name: "Second station",
      note: "A new station in the north",
      changes: [ADD],
      revision: 1,
    });
    expect(scenario.problems).toEqual([]);
    const list = (await get("/api/scenarios", ScenarioList)) as never as ScenarioList;
    expect(list.scenarios).toEqual([expect.objectContaining({ id, name: "Second station", changes: 1, revision: 1 })]);

    const mine = { name: "Second station", changes: [ADD, CLOSE], revision: 1 };
    const stored = await served.send("PUT", `/api/scenarios/${id}`, mine);
    expect(stored).toMatchObject({ status: 200, body: { revision: 2, changes: [ADD, CLOSE], note: "" } });
    const late = await served.send("PUT", `/api/scenarios/${id}`, mine);
    expect(late).toMatchObject({ status: 409, body: { detail: expect.stringContaining("load it again") } });
    expect(late.body.detail).toContain("revision 2");
    expect((await served.send("PUT", `/api/scenarios/${id}`, { ...mine, changes: [ADD], revision: 2 })).status).toBe(
      200,
    );
  });

  test("what is wrong is refused with its place", async () => {
    const refused = async (changes: unknown[], pointer: string) => {
      const { status, body } = await served.send("POST", "/api/scenarios", { name: "x", changes });
      expect([status, body.errors?.[0].pointer]).toEqual([400, pointer]);
    };
    await refused([ADD, ADD], "/changes/1/key");
    await refused(
      [{ ...ADD, facility: { ...ADD.facility, openingHours: "whenever" } }],
      "/changes/0/facility/openingHours",
    );
    // Only what is wrong with the kind of change that it is.
    const wrong = { ...CLOSE, of: { ...A, lon: 200 } };
    expect((await served.send("POST", "/api/scenarios", { name: "x", changes: [ADD, wrong] })).body.errors).toEqual([
      { pointer: "/changes/1/of/lon", detail: "must be <= 180, got 200" },
    ]);
    const { body: unknown } = await served.send("POST", "/api/scenarios", {
      name: "x",
      changes: [{ ...CLOSE, type: "open" }],
    });
    expect(unknown.errors).toEqual([
      { pointer: "/changes/0/type", detail: expect.stringMatching(/^must be one of add-facility, .*, got "open"$/) },
    ]);
    for (const url of ["/api/coverage?scenario=99", "/api/scenarios/99", "/api/tiles/cells/10/512/511?scenario=99"]) {
      const answer = await served.get(url);
      expect([url, answer.status, answer.body.detail]).toEqual([url, 404, expect.stringContaining("no scenario 99")]);
    }
    expect((await served.send("PUT", "/api/scenarios/99", { name: "x", changes: [], revision: 1 })).status).toBe(404);
    expect((await served.send("DELETE", "/api/scenarios/99")).status).toBe(404);
  });

  test("every question is answered with the changes in place, and names what they add", async () => {
    const query = `scenario=${id}`;
    expect(await covered()).toBe(19);
    expect(await covered(`?${query}`)).toBe(19 + 8 + 128 + 256);
    const gaps = (await get(`/api/gaps?${query}`, Gaps)) as never as Gaps;
    expect(gaps.people).toBe(511 - 411);
    const home9 = new URLSearchParams(Object.entries(place(1000, 1100)).map(([key, value]) => [key, String(value)]));
    const walk = (await get(`/api/walk?${home9}&${query}`, Walk)) as never as Walk;
    expect(walk.properties).toMatchObject({ facilityId: -1, minutes: expect.closeTo(1.5, 2) });
    const review = (await get(`/api/review?${query}`, Review)) as never as Review;
    expect(review.method.scenario).toMatchObject({ id, name: "Second station", changes: 1 });
    expect(review.facilities.map((facility) => facility.id)).toContain(-1);
    expect(review.total.served).toBe(411);
    expect(((await get("/api/review", Review)) as never as Review).method).not.toHaveProperty("scenario");

    const catchments = await served.send("POST", "/api/catchments", { facilityIds: [-1, 1], scenario: id });
    expect(Compile(Catchments).Errors(catchments.body)).toEqual([]);
    const { features } = catchments.body as never as Catchments;
    expect(features.map(({ properties }) => [properties.facilityId, properties.people])).toEqual([
      // 2 and 3 are 1,000 and 1,019 m away.
      [-1, 8 + 128 + 256],
      [1, 3],
    ]);
    const point = await served.send("POST", "/api/catchments", { points: [place(1000, 1000)], scenario: id });
    expect(point.body).toMatchObject({ features: [{ properties: { people: 8 + 128 + 256 } }] });
    const present = await served.send("POST", "/api/catchments", { facilityIds: [-1] });
    expect(present).toMatchObject({ status: 404, body: { detail: "There is no facility -1." } });
    expect((await served.send("POST", "/api/catchments", { facilityIds: [-2], scenario: id })).status).toBe(404);
  });

  test("tiles of a scenario are its own, and tell what was covered before", async () => {
    const address = "/api/tiles/cells/13/4096/4095";
    const cells = async (query: string) => {
      const { bytes, status, headers } = await served.get(`${address}?${query}`);
      expect([query, status]).toEqual([query, 200]);
      const tile = readTile(bytes).cells ?? [];
      return { etag: headers.etag, of: new Map(tile.map((cell) => [cell.id, cell])) };
    };
    const [present, tried] = [await cells(""), await cells(`scenario=${id}`)];
    expect(present.etag).not.toBe(tried.etag);
    expect((await cells("")).etag).toBe(present.etag);
    expect(present.of.get("homes/9")).toMatchObject({ minutes: expect.any(Number) });
    expect(tried.of.get("homes/9")).toMatchObject({ facilityId: -1 });
    const compared = (await cells(`scenario=${id}&compareWith=present`)).of;
    expect(compared.get("homes/9")).toMatchObject({ before: 0, covered: 1 });
    expect(compared.get("homes/1")).toMatchObject({ before: 1, covered: 1 });
    const other = (await cells(`compareWith=${id}`)).of;
    expect(other.get("homes/9")).toMatchObject({ before: 1, covered: 0 });
    expect((await served.get(`${address}?compareWith=99`)).status).toBe(404);
  });

  test("a review of a scenario is kept, and its report written, under the scenario's name", async () => {
    const kept = await served.send("POST", "/api/reviews", { name: "of North", scenario: id });
    expect(Compile(ReviewRecord).Errors(kept.body)).toEqual([]);
    expect(kept.body).toMatchObject({ served: 411, scenario: { id, name: "Second station", changes: 1 } });
    expect((await served.send("POST", "/api/reviews", { name: "present" })).body).toMatchObject({ scenario: null });
    const html = await served.get(`/api/report.html?scenario=${id}&language=en`);
    expect(html.status).toBe(200);
    expect(String(html.headers["content-disposition"])).toContain("Second-station");
    expect(html.text).toContain("<h1>Town County · scenario “Second station”</h1>");
    expect(html.text).toContain("Scenario “Second station”, not the present state.");
    const geojson = await served.get(`/api/report.geojson?scenario=${id}`);
    expect(JSON.parse(geojson.text).headline).toContain("规划方案“Second station”（非现状）");
    for (const format of ["xlsx", "gpkg"]) {
      expect([format, (await served.get(`/api/report.${format}?scenario=${id}`)).status]).toEqual([format, 200]);
    }
    expect((await served.get("/api/report.html?language=en")).text).not.toContain("Second station");
    const [later, before] = [kept.body.id, (await served.get("/api/reviews")).body.reviews[0] as { id: number }];
    const changes = await served.get(`/api/reviews/${later}/changes?since=${before.id}`);
    expect(changes.body).toMatchObject({ sameScenario: false, facilitiesAdded: [{ id: -1, name: "New" }] });
  });

  test("a file goes to another database: facilities are recognised by name and place", async () => {
    const changes = [ADD, CLOSE, { type: "close-facility", key: 3, of: { id: -1, name: "New", ...place(0, 0) } }];
    const { body } = await served.send("POST", "/api/scenarios", { name: "File/1", changes });
    const file = await served.get(`/api/scenarios/${body.id}/file`);
    expect(Compile(ScenarioInput).Errors(file.body)).toEqual([]);
    expect(file.body).toMatchObject({ format: "service-circles-scenario/1", name: "File/1", changes });
    expect(file.headers["content-disposition"]).toContain(
      'filename="Town_County_File-1.json"'.replace("Town_", "Town-"),
    );
    const back = await served.send("POST", "/api/scenarios", file.body);
    expect(back).toMatchObject({ status: 201, body: { changes, revision: 1 } });
    // Elsewhere A has another id: B's here.
    const elsewhere = { ...CLOSE, of: { id: 2, name: "A", ...place(60, 60) } };
    const found = await served.send("POST", "/api/scenarios", { ...file.body, changes: [elsewhere] });
    expect(found.body).toMatchObject({ changes: [{ of: { id: 1, name: "A" } }] });
    const far = { ...CLOSE, of: { id: 2, name: "A", ...place(200, 20) } };
    expect(await served.send("POST", "/api/scenarios", { ...file.body, changes: [ADD, far] })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: "/changes/1/of", detail: expect.stringContaining("import or add it first") }] },
    });
    expect(await served.send("DELETE", `/api/scenarios/${body.id}`)).toMatchObject({ status: 204 });
    expect((await served.get(`/api/coverage?scenario=${body.id}`)).status).toBe(404);
  });

  test("plans stand side by side, and each change tells its own gain", async () => {
    const second = await served.send("POST", "/api/scenarios", { name: "Both", changes: [CLOSE, ADD] });
    const both: number = second.body.id;
    const query = `plans=present,${id},${both}`;
    const { present, plans } = (await get(`/api/comparison?${query}`, Comparison)) as never as Comparison;
    expect(present).toBe(19);
    expect(plans.map(({ scenario, total }) => [scenario?.name ?? null, total.peopleCovered])).toEqual([
      [null, 19],
      ["Second station", 411],
      ["Both", 408],
    ]);
    expect(plans[0]).toMatchObject({ peopleGained: 0, peopleLost: 0, steps: [] });
    expect(plans[2]).toMatchObject({ peopleGained: 392, peopleLost: 3 });
    expect(plans[2].steps).toEqual([
      { change: CLOSE, peopleGained: 0, peopleLost: 3, peopleCovered: 16, problem: null },
      { change: ADD, peopleGained: 392, peopleLost: 0, peopleCovered: 408, problem: null },
    ]);
    const north = plans[2].areas.find(({ code }) => code === "1003");
    expect(north).toMatchObject({ peopleCovered: 256, peopleGained: 256, peopleLost: 0 });
    // Asked again, with another cutoff, and of a scenario that has lost what it names.
    expect(await get(`/api/comparison?${query}`, Comparison)).toMatchObject({ present: 19 });
    const at5 = (await get(`/api/comparison?cutoffMinutes=5&plans=${both}`, Comparison)) as never as Comparison;
    expect(at5).toMatchObject({ present: 1, plans: [{ peopleLost: 1, total: { peopleCovered: 8 + 128 + 256 } }] });
    const gone = { ...CLOSE, of: { ...A, id: 99 } };
    const { body } = await served.send("POST", "/api/scenarios", { name: "Gone", changes: [gone, ADD] });
    expect(body.problems).toEqual([expect.objectContaining({ key: 2, code: "no-facility" })]);
    const of = (await get(`/api/comparison?plans=${body.id}`, Comparison)) as never as Comparison;
    expect(of.plans[0].steps[0]).toMatchObject({ peopleLost: 0, problem: { code: "no-facility" } });
    expect(of.plans[0].steps[1]).toMatchObject({ peopleGained: 392, problem: null });

    expect((await served.get("/api/comparison?plans=present,99")).status).toBe(404);
    for (const bad of ["present,present", "1,2,3,4,5", "x", ""]) {
      expect([bad, (await served.get(`/api/comparison?plans=${bad}`)).status]).toEqual([bad, 400]);
    }
    expect((await served.get("/api/comparison?plans=present&scenario=1")).status).toBe(400);
  });

  test("the files of compared plans hold the figures of the comparison", async () => {
    const changes = [CLOSE, { ...ADD, cost: 80 }];
    const { body } = await served.send("POST", "/api/scenarios", { name: "Filed", changes });
    const query = `cutoffMinutes=12&plans=present,${id},${body.id}`;
    const { plans } = (await get(`/api/comparison?${query}`, Comparison)) as never as Comparison;
    const named = plans.map((plan) => ({ ...plan, name: plan.scenario?.name ?? "Present state" }));

    const xlsx = await served.get(`/api/comparison.xlsx?${query}&language=en`);
    expect(xlsx.status).toBe(200);
    const workbook = new Workbook(new Uint8Array(xlsx.bytes));
    const cells = workbook.cells("Comparison");
    const headingRow = [...cells].find(([, { value }]) => value === "Covered")?.[0].slice(1);
    const headings = new Map(
      [...cells].flatMap(([at, { value }]) => (at.slice(1) === headingRow ? [[value, at[0]]] : [])),
    );
    for (const { name, total, peopleGained, peopleLost, scenario } of named) {
      const row = [...cells].find(([at, { value }]) => at.startsWith("A") && value === name)?.[0].slice(1);
      const cell = (heading: string) => cells.get(`${headings.get(heading)}${row}`)?.value;
      expect([name, cell("Covered")]).toEqual([name, total.peopleCovered]);
      expect(cell("Share covered")).toBeCloseTo(total.share ?? Number.NaN, 12);
      if (scenario === null) continue;
      expect([name, cell("Gained"), cell("Lost")]).toEqual([name, peopleGained, peopleLost]);
    }
    const rows = workbook.rows("Areas");
    for (const { name, areas } of named) {
      expect(rows.map((row) => row[`${name}: Covered`])).toEqual(areas.map(({ peopleCovered }) => peopleCovered));
    }
    const steps = [...workbook.cells("Changes and gains").values()].map(({ value }) => value);
    for (const { peopleGained, peopleLost } of named[2].steps) {
      expect(steps).toEqual(expect.arrayContaining([peopleGained, peopleLost]));
    }

    const html = (await served.get(`/api/comparison.html?${query}&language=en`)).text;
    for (const { name, total } of named) {
      const row = html.split("<tr").find((one) => one.includes(name) && one.includes("<td"));
      expect([name, row?.replaceAll(/<[^>]*>/g, "|")]).toEqual([
        name,
        expect.stringContaining(`|${total.peopleCovered.toLocaleString("en")}|`),
      ]);
    }
  });

  test("the same changes made for real give the same numbers, whatever is asked", async () => {
    const standard = {
      ...plainStandard({ cutoffMinutes: 12 }),
      id: "by-place",
      name: "By place",
      date: "2026-01-01",
      tiers: [{ ...plainStandard().tiers[0], countryside: { by: "radius", metres: 700 } }],
      service: { yearlyPer1000: 1000, residentsPerPersonOfBase: 1, yearlyPerStaff: 50 },
    };
    expect((await served.send("POST", "/api/standards", standard)).status).toBe(201);
    const queries = ["", "cutoffMinutes=7", "ownDistrictOnly=true", "hours=2026-11-25T10:00", "standard=by-place"];
    queries.push("standard=by-place&countCapacity=true", "standard=by-place&hours=week&ownDistrictOnly=true");
    const opening = { openingHours: "Mo-Fr 09:00-17:00", staff: 3 };
    const changes: Change[] = [
      { type: "add-facility", key: 1, facility: { ...STATION, ...opening, ...place(1000, 1000) } },
      { type: "move-facility", key: 2, of: { ...A, id: 2, name: "B" }, ...place(2400, 0) },
      { type: "change-facility", key: 3, of: A, ...opening, yearlyCapacity: 2 },
      { type: "add-facility", key: 5, facility: { ...STATION, name: "Newer", staff: 1, ...place(5300, 3000) } },
      { type: "close-facility", key: 6, of: { id: -5, name: "Newer", ...place(5300, 3000) } },
    ];
    const { body } = await served.send("POST", "/api/scenarios", { name: "Real", changes });
    const answers = async (scenario: string) => {
      const found: unknown[] = [];
      for (const query of queries) {
        const { standard: _, ...coverage } = (await served.get(`/api/coverage?${query}${scenario}`))
          .body as never as Coverage;
        const { standard: __, ...gaps } = (await served.get(`/api/gaps?${query}${scenario}`)).body as never as Gaps;
        found.push({ query, coverage, gaps });
      }
      return JSON.stringify(found);
    };
    const tried = await answers(`&scenario=${body.id}`);
    const real = async (method: "POST" | "PATCH", url: string, values: object) => {
      const answer = await served.send(method, `/api/facilities${url}`, values);
      expect(answer.status).toBeLessThan(300);
      return answer.body.id as number;
    };
    const first = await real("POST", "", { ...STATION, ...opening, ...place(1000, 1000) });
    await real("PATCH", "/2", place(2400, 0));
    await real("PATCH", "/1", { ...opening, yearlyCapacity: 2 });
    const last = await real("POST", "", { ...STATION, name: "Newer", staff: 1, ...place(5300, 3000) });
    await real("PATCH", `/${last}`, { status: "closed" });
    expect(tried).toContain('"nearestFacilityId":-1');
    const entered = (await answers("")).replaceAll(`"nearestFacilityId":${first},`, '"nearestFacilityId":-1,');
    expect(entered).toBe(tried);
  });
});
