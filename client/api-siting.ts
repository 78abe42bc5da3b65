/** The server's answers about siting: jobs that search for places, one hook per question, as in api.ts. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { SitingJob, SitingJobList, SitingRequest } from "../server/api/siting-messages.ts";
import { ask } from "./api.ts";

/** Milliseconds between two looks at a job that runs: the chart moves, the server hardly notices. */
const WATCH = 600;

/** Whether a job may still change. */
export const isOpen = (state: SitingJob["state"]): boolean => state === "waiting" || state === "running";

/** All jobs that the server remembers, the latest first. Jobs live in the server, so a reload of the page loses none. */
export const useSitingJobs = () =>
  useQuery({
    queryKey: ["siting"],
    queryFn: async ({ signal }) =>
      (await ask<SitingJobList>("/api/siting", { signal })).jobs.toSorted((a, b) => b.id - a.id),
    refetchInterval: (query) => (query.state.data?.some(({ state }) => isOpen(state)) ? 2000 : false),
    staleTime: 0,
  });

/** One job with its history and result; null asks nothing. */
export const useSitingJob = (id: number | null) =>
  useQuery({
    queryKey: ["siting", id],
    queryFn: ({ signal }) => ask<SitingJob>(`/api/siting/${id}`, { signal }),
    enabled: id !== null,
    refetchInterval: (query) => (query.state.data === undefined || isOpen(query.state.data.state) ? WATCH : false),
    staleTime: 0,
  });

export function useStartSiting() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (request: SitingRequest) => ask<SitingJob>("/api/siting", { method: "POST", json: request }),
    onSuccess: (job) => {
      client.setQueryData(["siting", job.id], job);
      void client.invalidateQueries({ queryKey: ["siting"], exact: true });
    },
  });
}

/** Stops a job that runs (its best answer so far stays), or forgets one that has ended. */
export function useStopSiting() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => ask<SitingJob | null>(`/api/siting/${id}`, { method: "DELETE" }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["siting"] }),
  });
}
