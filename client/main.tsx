/** Starts the client: language, address, queries, theme, and then the desk. */
import "@mantine/core/styles.css";
import "./styles/desk.css";
import "./styles/panel.css";
import "./styles/lists.css";
import "./styles/map.css";
import "./styles/review.css";
import "./styles/standards.css";
import "./styles/plans.css";
import "./styles/siting.css";
import "./styles/comparison.css";
import "./styles/phone.css";
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";
import { ApiProblem, ServerAway } from "./api.ts";
import { Desk } from "./Desk.tsx";
import { startLanguage } from "./i18n.ts";
import { startPlans } from "./plans/store.ts";
import { startPrinting } from "./printing.ts";
import { followHash } from "./state.ts";
import { theme, variables } from "./theme.ts";

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // Answers change only with the territory's version, which the health check watches.
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 10 * 60_000,
      refetchOnWindowFocus: false,
      // A problem document will not change by asking again, but for 503: the territory is being loaded. A server that is
      // away is asked until it is back; until then the last answer stays on the screen.
      retry: (_, error) => error instanceof ServerAway || (error instanceof ApiProblem && error.problem.status === 503),
      retryDelay: 1500,
      networkMode: "always",
    },
    mutations: { networkMode: "always" },
  },
});

startLanguage();
followHash();
startPrinting();
startPlans(() => void queries.invalidateQueries({ queryKey: ["scenarios"] }));
const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no element with the id root.");
createRoot(root).render(
  <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
    <QueryClientProvider client={queries}>
      <Desk />
    </QueryClientProvider>
  </MantineProvider>,
);
