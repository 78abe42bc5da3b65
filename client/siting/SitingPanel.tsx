/** Siting: asks for places, or shows the job that looks for them. Jobs of before stay in a list until they are forgotten. */
import { ActionIcon } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { isOpen, useSitingJobs, useStopSiting } from "../api-siting.ts";
import { useFormat } from "../format.ts";
import { setState, useAppState } from "../state.ts";
import { Section } from "../views/Section.tsx";
import { setDraft } from "./draft.ts";
import { JobView } from "./JobView.tsx";
import { SitingForm } from "./SitingForm.tsx";
import { requestText } from "./sentences.ts";

export function SitingPanel() {
  const { t } = useTranslation();
  const siting = useAppState((state) => state.siting);
  // The map draws sites, imported places and polygons only while they are spoken of here.
  useEffect(() => {
    setDraft({ isShown: true });
    return () => setDraft({ isShown: false, drawing: null });
  }, []);
  return (
    <Section title={t("siting.title")} definition="siting">
      {siting === null ? <SitingForm /> : <JobView key={siting} id={siting} />}
      <Jobs shown={siting} />
    </Section>
  );
}

/** What was asked before, the latest first: the server keeps it, so a reload of the page loses nothing. */
function Jobs({ shown }: { shown: number | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  const jobs = useSitingJobs().data?.filter(({ id }) => id !== shown) ?? [];
  const forget = useStopSiting();
  if (jobs.length === 0) return null;
  return (
    <details className="folded" open={jobs.some(({ state }) => isOpen(state)) || undefined}>
      <summary>{t("siting.jobs", { count: jobs.length })}</summary>
      <ul data-testid="siting-jobs">
        {jobs.map((job) => (
          <li key={job.id} className="siting-job">
            <button type="button" className="link" onClick={() => setState({ siting: job.id })}>
              {requestText(job.request, format, t)}
            </button>
            <span className="row-small">
              {t(`siting.states.${job.state}`)} · {format.time(job.startedAt)}
            </span>
            {!isOpen(job.state) && (
              <ActionIcon
                size="sm"
                variant="subtle"
                color="gray"
                aria-label={t("siting.forget")}
                title={t("siting.forget")}
                onClick={() => forget.mutate(job.id)}
              >
                <IconX size={14} aria-hidden />
              </ActionIcon>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}
