import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeOnDatabases, type TestDatabase } from "../databases.ts";
import { type Served, serve, TOKEN } from "./serve.ts";

describeOnDatabases("guard", (connect) => {
  let database: TestDatabase;
  let open: Served;
  let closed: Served;
  const PASSWORD = "七 words: with colons";
  beforeAll(async () => {
    database = await connect();
    open = await serve(database);
    closed = await serve(database, PASSWORD);
  });
  afterAll(async () => {
    await open.close();
    await closed.close();
  });

  describe("without a password", () => {
    test.each(["localhost:8080", "127.0.0.1", "127.0.0.1:9000", "[::1]:80", "desk.localhost"])(
      "answers to %s",
      async (host) => {
        expect((await open.get("/api/health", { host })).status).toBe(200);
      },
    );
    test.each(["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1", "a b"])(
      "does not answer to %j: another's name may point here",
      async (host) => {
        expect(await open.get("/api/health", { host })).toMatchObject({
          status: 403,
          type: "application/problem+json; charset=utf-8",
        });
      },
    );
  });

  describe("changes", () => {
    const ask = (headers: Record<string, string>) => open.send("DELETE", "/api/facilities/1", undefined, headers);
    test("come from this server's pages or from no page", async () => {
      // 404: allowed, but there is no such facility.
      expect((await ask({})).status).toBe(404);
      expect((await ask({ host: "localhost:8080", origin: "http://localhost:8080" })).status).toBe(404);
      expect((await ask({ host: "localhost:8080", origin: "http://localhost:9999" })).status).toBe(403);
      expect((await ask({ origin: "https://evil.example" })).status).toBe(403);
      expect((await ask({ origin: "null" })).status).toBe(403);
      expect((await ask({ "sec-fetch-site": "cross-site" })).status).toBe(403);
    });
  });

  describe("with a password", () => {
    const basic = (name: string, password: string) => ({
      authorization: `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`,
    });
    test("everything asks for it, whatever the host", async () => {
      for (const url of ["/api/health", "/api/docs", "/api/openapi.json", "/nothing"]) {
        const answer = await closed.get(url, { host: "planning.example" });
        expect(answer).toMatchObject({
          status: 401,
          headers: { "www-authenticate": expect.stringContaining("Basic") },
        });
      }
      expect((await closed.get("/api/health", { host: "planning.example", ...basic("anyone", PASSWORD) })).status).toBe(
        200,
      );
      expect((await closed.get("/api/health", basic("anyone", "wrong"))).status).toBe(401);
      expect((await closed.get("/api/health", basic("anyone", ""))).status).toBe(401);
      expect((await closed.get("/api/health", { authorization: "Basic" })).status).toBe(401);
      expect((await closed.get("/api/health", { authorization: `Bearer ${TOKEN}` })).status).toBe(200);
    });
    test("it does not stand in for the token", async () => {
      const answer = await closed.send("POST", "/api/imports", { file: "/etc/passwd" }, basic("anyone", PASSWORD));
      expect(answer.status).toBe(403);
    });
  });

  test("every answer carries the headers that keep a page in its place", async () => {
    for (const url of ["/api/health", "/api/nothing", "/api/docs"]) {
      expect((await open.get(url)).headers).toMatchObject({
        "content-security-policy": expect.stringContaining("worker-src 'self' blob:"),
        "x-content-type-options": "nosniff",
      });
    }
  });

  test("the documentation needs nothing from elsewhere", async () => {
    const page = await open.get("/api/docs");
    expect(page.status).toBe(200);
    expect(page.text).not.toMatch(/https?:\/\//);
    for (const [, path] of page.text.matchAll(/(?:src|href)="([^"]+)"/g)) {
      const asset = new URL(path, "http://localhost/api/docs").pathname;
      expect([asset, (await open.get(asset)).status]).toEqual([asset, 200]);
    }
  });

  test("the document of the API is whole", async () => {
    const { body } = await open.get("/api/openapi.json");
    expect(body).toMatchObject({ openapi: "3.1.0", info: { title: expect.any(String), version: "test" } });
    expect(JSON.stringify(body)).not.toContain('"$ref":"def');
    const paths = body.paths as Record<
      string,
      Record<string, { summary?: string; responses?: object; parameters?: object[] }>
    >;
    expect(Object.keys(paths).sort()).toEqual([
      "/api/areas",
      "/api/catchments",
      "/api/comparison",
      "/api/comparison.html",
      "/api/comparison.xlsx",
      "/api/coverage",
      "/api/facilities",
      "/api/facilities/{id}",
      "/api/gaps",
      "/api/health",
      "/api/imports",
      "/api/imports/{id}",
      "/api/place-kinds",
      "/api/place-kinds/{areaCode}",
      "/api/progress",
      "/api/report.geojson",
      "/api/report.gpkg",
      "/api/report.html",
      "/api/report.xlsx",
      "/api/review",
      "/api/reviews",
      "/api/reviews/{id}",
      "/api/reviews/{id}/changes",
      "/api/scenarios",
      "/api/scenarios/{id}",
      "/api/scenarios/{id}/file",
      "/api/settlements",
      "/api/siting",
      "/api/siting/{id}",
      "/api/sources",
      "/api/standards",
      "/api/standards/{id}",
      "/api/territory",
      "/api/tiles/{layer}/{z}/{x}/{y}",
      "/api/times",
      "/api/walk",
      "/api/what-if",
    ]);
    for (const [path, operations] of Object.entries(paths)) {
      for (const operation of Object.values(operations)) {
        expect([path, operation.summary]).toEqual([path, expect.any(String)]);
        expect(Object.keys(operation.responses ?? {}).some((status) => status.startsWith("2"))).toBe(true);
        expect(operation.responses).toHaveProperty("401");
        for (const name of path.matchAll(/\{(\w+)\}/g)) {
          expect(operation.parameters).toContainEqual(
            expect.objectContaining({ name: name[1], in: "path", required: true }),
          );
        }
      }
    }
  });
});
