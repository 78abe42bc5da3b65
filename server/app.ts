/**
 * The HTTP server: guard, messages, problems, routes, documentation, client. `buildApp` listens to nothing: main.ts does,
 * and tests inject requests.
 */
import fastifyStatic from "@fastify/static";
import fastifySwagger from "@fastify/swagger";
import fastifySwaggerUi from "@fastify/swagger-ui";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import Fastify from "fastify";
import { areaRoutes } from "./api/areas.ts";
import { catchmentRoutes } from "./api/catchments.ts";
import { comparisonRoutes } from "./api/comparison.ts";
import { comparisonFileRoutes } from "./api/comparison-file.ts";
import { coverageRoutes } from "./api/coverage.ts";
import { facilityRoutes } from "./api/facilities.ts";
import { gapRoutes } from "./api/gaps.ts";
import { guardOf } from "./api/guard.ts";
import { importRoutes } from "./api/imports.ts";
import type { App, Parts } from "./api/parts.ts";
import { placeKindRoutes } from "./api/place-kinds.ts";
import { notFound, sendProblem } from "./api/problem.ts";
import { ProgressBoard, progressRoutes } from "./api/progress.ts";
import { reportRoutes } from "./api/report.ts";
import { reviewRoutes } from "./api/review.ts";
import { scenarioRoutes } from "./api/scenarios.ts";
import { sitingRoutes } from "./api/siting.ts";
import { standardRoutes } from "./api/standards.ts";
import { territoryRoutes } from "./api/territory.ts";
import { tileRoutes } from "./api/tiles.ts";
import { validatorCompiler } from "./api/validation.ts";
import { walkRoutes } from "./api/walk.ts";
import { whatIfRoutes } from "./api/what-if.ts";

/** 1,000 places need 60 kB. A megabyte of nonsense would take a tenth of a second to refuse, and everybody would wait. */
const MOST_BODY_BYTES = 300_000;

export async function buildApp(parts: Parts): Promise<App> {
  const app = Fastify({
    bodyLimit: MOST_BODY_BYTES,
    logger: { level: process.env.LOG_LEVEL ?? "warn" },
    frameworkErrors: sendProblem,
  }).withTypeProvider<TypeBoxTypeProvider>();
  const guard = guardOf({ password: parts.config.password, token: parts.token });

  app.removeContentTypeParser("text/plain");
  app.setValidatorCompiler(validatorCompiler);
  // Answers are typed against their schemas when compiled and checked by tests; at run time plain JSON is fastest.
  app.setSerializerCompiler(() => (answer) => JSON.stringify(answer));
  app.setErrorHandler(sendProblem);
  app.setNotFoundHandler((request) => {
    throw notFound(`There is no ${request.method} ${request.url.split("?")[0]}: see /api/docs.`);
  });
  app.decorateRequest("user");
  app.addHook("onRequest", guard.check);

  await app.register(fastifySwagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Service circles",
        description:
          "Who can walk to an employment service facility in time, who cannot, and by how much. Geometry is GeoJSON in WGS-84, longitude first; shares are 0–1; errors are RFC 9457 problem documents.",
        version: parts.version,
        license: { name: "Apache-2.0", identifier: "Apache-2.0" },
      },
    },
  });
  await app.register(fastifySwaggerUi, { routePrefix: "/api/docs" });
  app.get("/api/openapi.json", { schema: { hide: true } }, () => app.swagger());

  territoryRoutes(app, parts);
  facilityRoutes(app, parts);
  areaRoutes(app, parts);
  importRoutes(app, parts, guard);
  catchmentRoutes(app, parts);
  walkRoutes(app, parts);
  coverageRoutes(app, parts);
  gapRoutes(app, parts);
  const progress = new ProgressBoard();
  progressRoutes(app, progress);
  reviewRoutes(app, parts, progress);
  reportRoutes(app, parts, progress);
  sitingRoutes(app, parts);
  standardRoutes(app, parts);
  scenarioRoutes(app, parts);
  comparisonRoutes(app, parts);
  comparisonFileRoutes(app, parts);
  whatIfRoutes(app, parts);
  placeKindRoutes(app, parts);
  tileRoutes(app, parts);

  if (parts.clientFolder !== null) {
    // File names of built assets hold a hash of their content; only index.html must be asked for again.
    await app.register(fastifyStatic, {
      root: parts.clientFolder,
      setHeaders: (response, path) => {
        const isAsset = path.includes("/assets/");
        response.header("cache-control", isAsset ? "public, max-age=31536000, immutable" : "no-cache");
      },
    });
  }
  await app.ready();
  // Made once, and now: the first who asked for it would hold up everybody for 30 ms.
  app.swagger();
  return app;
}
