/**
 * The server, as the client sees it: one function to ask, one hook per question. Answers are kept while the next one is on
 * its way, so that numbers do not flicker; an answer names the standard it was computed with, and the views show that
 * standard, never the one being asked for.
 */
import { keepPreviousData, type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type * as Api from "../server/api/messages.ts";
import { type Choice, questionFields, useChoice } from "./choice.ts";

/** The server answered, and the answer is a problem document (RFC 9457). */
export class ApiProblem extends Error {
  readonly problem: Api.Problem;
  constructor(problem: Api.Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** Nothing answered, or something that is not this server (a proxy's page). */
export class ServerAway extends Error {}

/** Asks the server. Throws ApiProblem or ServerAway. */
export async function ask<T>(path: string, options: RequestInit & { json?: unknown } = {}): Promise<T> {
  const { json, ...init } = options;
  const request: RequestInit =
    json === undefined
      ? init
      : { ...init, body: JSON.stringify(json), headers: { "content-type": "application/json" } };
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(path, request);
    const text = await response.text();
    body = text === "" ? null : JSON.parse(text);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ServerAway(path, { cause: error });
  }
  if (response.ok) return body as T;
  if (isProblem(body)) throw new ApiProblem(body);
  throw new ServerAway(`${path}: ${response.status}`);
}

function isProblem(body: unknown): body is Api.Problem {
  return typeof body === "object" && body !== null && "detail" in body && "status" in body;
}

/** Fields as the query of an address. */
export const queryOf = (fields: Record<string, string | number | boolean>) =>
  new URLSearchParams(Object.entries(fields).map(([key, value]) => [key, String(value)])).toString();

/** Polled: tells whether the server is there and whether the territory has changed. */
export function useHealth() {
  const client = useQueryClient();
  const health = useQuery({
    queryKey: ["health"],
    queryFn: ({ signal }) => ask<Api.Health>("/api/health", { signal }),
    refetchInterval: (query) => (query.state.status === "error" || query.state.data?.status !== "ok" ? 2000 : 5000),
    retry: false,
    staleTime: 0,
  });
  const version = health.data?.territoryVersion;
  const seen = useRef(version);
  useEffect(() => {
    if (version === undefined) return;
    if (seen.current !== undefined && seen.current !== version) void refetchTerritory(client);
    seen.current = version;
  }, [version, client]);
  return health;
}

/** Everything but the health: called when the territory has changed, or the server is back. */
export function refetchTerritory(client: QueryClient) {
  return client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== "health" });
}

export const useTerritory = () =>
  useQuery({
    queryKey: ["territory"],
    queryFn: ({ signal }) => ask<Api.TerritorySummary>("/api/territory", { signal }),
  });

export const useCoverage = (choice: Choice) =>
  useQuery({
    queryKey: ["coverage", choice],
    queryFn: ({ signal }) => ask<Api.Coverage>(`/api/coverage?${queryOf(questionFields(choice))}`, { signal }),
    placeholderData: keepPreviousData,
  });

/** Of the chosen standard once the answer tells it; until then that of the controls. */
export function useWalkingSpeed(choice: Choice): number {
  const answered = useCoverage(choice).data?.standard.walkingSpeedKmh;
  return choice.standard === null ? choice.walkingSpeedKmh : (answered ?? choice.walkingSpeedKmh);
}

export const useGaps = (choice: Choice) =>
  useQuery({
    queryKey: ["gaps", choice],
    queryFn: ({ signal }) => ask<Api.Gaps>(`/api/gaps?${queryOf(questionFields(choice))}`, { signal }),
    placeholderData: keepPreviousData,
  });

export const useAreas = () =>
  useQuery({
    queryKey: ["areas"],
    queryFn: async ({ signal }) => (await ask<Api.AreaList>("/api/areas", { signal })).areas,
  });

export const useFacilities = () =>
  useQuery({
    queryKey: ["facilities"],
    queryFn: async ({ signal }) => (await ask<Api.FacilityList>("/api/facilities", { signal })).facilities,
    placeholderData: keepPreviousData,
  });

export const useSources = () =>
  useQuery({
    queryKey: ["sources"],
    queryFn: async ({ signal }) => (await ask<Api.SourceList>("/api/sources", { signal })).sources,
  });

/** Looked at every second while one is running. */
export const useImports = (watch: boolean) =>
  useQuery({
    queryKey: ["imports"],
    queryFn: async ({ signal }) => (await ask<Api.ImportList>("/api/imports", { signal })).imports,
    enabled: watch,
    refetchInterval: (query) => (query.state.data?.some((record) => record.state === "running") ? 1000 : 5000),
  });

/** Catchments of facilities or points, in the scenario that is shown; null asks nothing. */
export function useCatchments(request: Api.CatchmentsRequest | null) {
  const { scenario, revision } = useChoice();
  const json = scenario === null ? request : { ...request, scenario };
  return useQuery({
    queryKey: ["catchments", json, revision],
    queryFn: ({ signal }) => ask<Api.Catchments>("/api/catchments", { method: "POST", json, signal }),
    enabled: request !== null,
  });
}

/** The walk from a place to its nearest facility that counts; null asks nothing. */
export const useWalk = (place: { lon: number; lat: number } | null, choice: Choice) => {
  // A walk is as long whatever the cutoff.
  const { cutoffMinutes: _, ...fields } = questionFields(choice) as Record<string, string | number | boolean>;
  return useQuery({
    queryKey: ["walk", place, fields, choice.revision],
    queryFn: ({ signal }) =>
      ask<Api.Walk>(`/api/walk?${queryOf({ lon: place?.lon ?? 0, lat: place?.lat ?? 0, ...fields })}`, { signal }),
    enabled: place !== null,
  });
};

/** Adds a facility (id null) or changes one; the answer carries the server's warning. */
export function useSaveFacility() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, fields }: { id: number | null; fields: Api.FacilityInput | Api.FacilityPatch }) =>
      id === null
        ? ask<Api.Facility>("/api/facilities", { method: "POST", json: fields })
        : ask<Api.Facility>(`/api/facilities/${id}`, { method: "PATCH", json: fields }),
    onSuccess: (stored) => {
      changeList(client, (list) =>
        list.some(({ id }) => id === stored.id)
          ? list.map((one) => (one.id === stored.id ? stored : one))
          : [...list, stored],
      );
      void refetchTerritory(client);
    },
  });
}

export function useDeleteFacility() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => ask<null>(`/api/facilities/${id}`, { method: "DELETE" }),
    onSuccess: (_, id) => {
      changeList(client, (list) => list.filter((one) => one.id !== id));
      void refetchTerritory(client);
    },
  });
}

/** The list as it is now, without waiting for the server to tell it again. */
function changeList(client: QueryClient, change: (list: Api.Facility[]) => Api.Facility[]): void {
  client.setQueryData<Api.Facility[]>(["facilities"], (list) => (list === undefined ? undefined : change(list)));
}

export function useStopImport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => ask<unknown>(`/api/imports/${id}`, { method: "DELETE" }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["imports"] }),
  });
}
