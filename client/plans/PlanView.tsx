/** The view of plans: what to do, the open plan with its changes, and all plans. */
import { useTranslation } from "react-i18next";
import { useAppState } from "../state.ts";
import { Section } from "../views/Section.tsx";
import { ChangeList } from "./ChangeList.tsx";
import { NoticeAlert } from "./NoticeAlert.tsx";
import { PlanHead } from "./PlanHead.tsx";
import { ScenarioList } from "./ScenarioList.tsx";
import { usePlan } from "./store.ts";
import { Tools } from "./Tools.tsx";

export function PlanView() {
  const { t } = useTranslation();
  const plan = usePlan();
  const isPresent = useAppState((state) => state.scenario === null);
  return (
    <>
      <NoticeAlert />
      <Section title={plan?.name ?? t(isPresent ? "plans.present" : "plans.loading")}>
        {plan === null ? isPresent && <p className="row-small">{t("plans.empty")}</p> : <PlanHead plan={plan} />}
        <Tools />
        {plan !== null && <ChangeList plan={plan} />}
      </Section>
      <Section title={t("plans.all")}>
        <ScenarioList />
      </Section>
    </>
  );
}
