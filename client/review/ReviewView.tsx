/** The review: who is served under the standard, who is not, where, and why. One part at a time. */
import { Loader, SegmentedControl, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { reviewKey, useShownReview } from "../api-review.ts";
import { useChoice } from "../choice.ts";
import { useFormat } from "../format.ts";
import { PARTS, type Part, setState, useAppState } from "../state.ts";
import { Missing } from "../views/Missing.tsx";
import { problemText } from "../views/problem.ts";
import { AreaTable } from "./AreaTable.tsx";
import { FacilityLoads } from "./FacilityLoads.tsx";
import { Kept } from "./Kept.tsx";
import { KeptBanner } from "./KeptBanner.tsx";
import { ProgressLine } from "./ProgressLine.tsx";
import { Settlements } from "./Settlements.tsx";
import { Summary } from "./Summary.tsx";

export function ReviewView() {
  const { t } = useTranslation();
  const part = useAppState((state) => state.part);
  return (
    <>
      <div className="parts">
        <SegmentedControl
          size="xs"
          fullWidth
          aria-label={t("review.parts")}
          value={part}
          onChange={(value) => setState({ part: PARTS.find((one) => one === value) ?? "summary" })}
          data={PARTS.map((value) => ({ value, label: t(`review.part.${value}`) }))}
        />
      </div>
      <KeptBanner />
      {part === "kept" ? <Kept /> : <Answer part={part} />}
    </>
  );
}

function Answer({ part }: { part: Exclude<Part, "kept"> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const choice = useChoice();
  const { data: review, error, isPlaceholderData, isFetching } = useShownReview(choice);
  if (review === undefined) {
    if (error !== null) {
      return (
        <Text size="sm" role="alert" className="part-failed">
          {t("status.failed", { detail: problemText(error, format, t) })}
        </Text>
      );
    }
    return (
      <div className="part-waiting">
        <p className="waiting" role="status">
          <Loader size="xs" /> {t("review.computing")}
        </p>
        <ProgressLine of={reviewKey(choice)} isOpen={isFetching} />
      </div>
    );
  }
  if (review.method.base === null) return <Missing thing="noPeople" />;
  return (
    <>
      <ProgressLine of={reviewKey(choice)} isOpen={isFetching} />
      <div
        className={isPlaceholderData ? "late" : undefined}
        aria-busy={isPlaceholderData}
        data-testid={`part-${part}`}
      >
        {part === "summary" && <Summary review={review} />}
        {part === "areas" && <AreaTable review={review} />}
        {part === "settlements" && <Settlements review={review} />}
        {part === "facilities" && <FacilityLoads review={review} />}
      </div>
    </>
  );
}
