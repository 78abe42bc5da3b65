/** The server's answers about standards, reviews, kept reviews and kinds of place: one hook per question, as in api.ts. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type * as Api from "../server/api/messages.ts";
import type { Review, ReviewChanges } from "../server/review/document.ts";
import type { Question } from "../server/standard.ts";
import type { PlaceKind } from "../server/words.ts";
import { ask, queryOf, refetchTerritory } from "./api.ts";
import { type Choice, questionFields } from "./choice.ts";
import { progressKey } from "./progress.ts";
import { keptShown, useAppState } from "./state.ts";

export const useStandards = () =>
  useQuery({
    queryKey: ["standards"],
    queryFn: async ({ signal }) => (await ask<Api.StandardList>("/api/standards", { signal })).standards,
  });

/** Adds a standard, or replaces the one of that id. Answers that were given by it are asked for again. */
export function useSaveStandard() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ isNew, standard }: { isNew: boolean; standard: Api.StandardDocument }) =>
      isNew
        ? ask<Api.ListedStandard>("/api/standards", { method: "POST", json: standard })
        : ask<Api.ListedStandard>(`/api/standards/${standard.id}`, { method: "PUT", json: standard }),
    onSuccess: () => refetchTerritory(client),
  });
}

export function useDeleteStandard() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => ask<null>(`/api/standards/${id}`, { method: "DELETE" }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["standards"] }),
  });
}

/** What the server is asked under how far a review has come, shown or to be kept. */
export const reviewKey = (choice: Choice) => progressKey(`review ${JSON.stringify(choice)}`);
export const keepKey = (choice: Choice) => progressKey(`keep ${JSON.stringify(choice)}`);

/**
 * The whole review. It may take half a minute in a province, so it is only asked for where it is shown. Who does not show it looks
 * elsewhere: a question ends when nobody looks at it any more.
 */
export const useReview = (choice: Choice, isShown = true) =>
  useQuery({
    queryKey: isShown ? ["review", choice] : ["review"],
    queryFn: ({ signal }) =>
      ask<Review>(`/api/review?${queryOf({ ...questionFields(choice), progress: reviewKey(choice) })}`, { signal }),
    placeholderData: keepPreviousData,
    enabled: isShown,
  });

/** A kept review as the list tells it, with the question that it answered. */
export type KeptReview = Omit<Api.ReviewRecord, "question"> & { readonly question: Question };

export const useKeptReviews = () =>
  useQuery({
    queryKey: ["reviews"],
    queryFn: async ({ signal }) => (await ask<{ reviews: KeptReview[] }>("/api/reviews", { signal })).reviews,
  });

export function useKeepReview() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ name, choice }: { name: string; choice: Choice }) =>
      ask<KeptReview>("/api/reviews", {
        method: "POST",
        json: { name, ...questionFields(choice), progress: keepKey(choice) },
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["reviews"] }),
  });
}

export function useDeleteKeptReview() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => ask<null>(`/api/reviews/${id}`, { method: "DELETE" }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["reviews"] }),
  });
}

/** The document of a kept review; null asks nothing. It never changes. */
const useKeptDocument = (id: number | null) =>
  useQuery({
    queryKey: ["kept-review", id],
    queryFn: ({ signal }) => ask<Review>(`/api/reviews/${id}`, { signal }),
    enabled: id !== null,
  });

/** The review on the screen: a kept one where one has been opened, else that of the question. */
export function useShownReview(choice: Choice, isShown = true) {
  const kept = useAppState(keptShown);
  const present = useReview(choice, isShown && kept === null);
  const past = useKeptDocument(isShown ? kept : null);
  return kept === null ? present : past;
}

/** What changed from one kept review to another; null asks nothing. */
export const useReviewChanges = (comparison: { before: number; after: number } | null) =>
  useQuery({
    queryKey: ["changes", comparison],
    queryFn: ({ signal }) =>
      ask<ReviewChanges>(`/api/reviews/${comparison?.after}/changes?since=${comparison?.before}`, { signal }),
    enabled: comparison !== null,
  });

/** City and countryside: how many people, on what ground, and what was corrected by hand. */
export const usePlaceKinds = (isShown = true) =>
  useQuery({
    queryKey: ["place-kinds"],
    queryFn: ({ signal }) => ask<Api.PlaceKinds>("/api/place-kinds", { signal }),
    enabled: isShown,
  });

/** Says by hand that an area is city or countryside; null takes the correction back. */
export function useCorrectPlace() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ areaCode, kind }: { areaCode: string; kind: PlaceKind | null }) => {
      const path = `/api/place-kinds/${encodeURIComponent(areaCode)}`;
      return kind === null
        ? ask<unknown>(path, { method: "DELETE" })
        : ask<unknown>(path, { method: "PUT", json: { kind } });
    },
    onSuccess: () => refetchTerritory(client),
  });
}
