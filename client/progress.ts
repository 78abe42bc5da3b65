/** How far a long answer has come. It is asked for under a key that the question takes along (server/api/progress.ts). */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Progress } from "../server/api/messages.ts";
import { ask } from "./api.ts";

/** Other people ask the same server: this page's keys begin with a word of its own. */
const PAGE = crypto.getRandomValues(new Uint32Array(3)).join("-");
const keys = new Map<string, string>();

/** The key of a subject: always the same on this page. */
export function progressKey(subject: string): string {
  const key = keys.get(subject) ?? `${PAGE}-${keys.size}`;
  keys.set(subject, key);
  return key;
}

/** Milliseconds between two looks; and after which an answer that nothing is known of has ended, or was never asked for. */
const LOOK_AGAIN = 300;
const GIVE_UP = 3000;

/** Looked at again and again until the answer is there. */
export function useProgress(key: string): Progress | undefined {
  const [since] = useState(() => Date.now());
  return useQuery({
    queryKey: ["progress", key],
    queryFn: ({ signal }) => ask<Progress>(`/api/progress?key=${key}`, { signal }),
    refetchInterval: ({ state: { data } }) => {
      return data?.state === "none" && Date.now() - since > GIVE_UP ? false : LOOK_AGAIN;
    },
    staleTime: 0,
    gcTime: 0,
    retry: false,
  }).data;
}
