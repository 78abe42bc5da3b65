/** A long answer on its way: which stage it is at, in words, and a bar. What is ready at once shows nothing of this. */
import { Progress } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format.ts";
import { useProgress } from "../progress.ts";

/** Milliseconds after which whoever waits wants to know for what. */
const PATIENCE = 700;

/** @param of key of the answer (progress.ts); it is told of while it is open */
export function ProgressLine({ of: key, isOpen }: { of: string; isOpen: boolean }) {
  const isLong = useIsLong(isOpen);
  return isLong ? <Line of={key} /> : null;
}

/** True once `isOpen` has been so for a while. */
function useIsLong(isOpen: boolean): boolean {
  const [isLong, setIsLong] = useState(false);
  useEffect(() => {
    if (!isOpen) return;
    const timer = setTimeout(() => setIsLong(true), PATIENCE);
    return () => {
      clearTimeout(timer);
      setIsLong(false);
    };
  }, [isOpen]);
  return isOpen && isLong;
}

function Line({ of: key }: { of: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const progress = useProgress(key);
  if (progress === undefined || progress.state === "none") return null;
  const { stage, number, of, share } = progress;
  const words =
    stage === null
      ? t("progress.waiting")
      : t("progress.stage", { stage: t(`progress.stages.${stage}`), number, of, share: format.percent(share) });
  return (
    <div className="progress-line" role="status" data-testid="progress" data-stage={stage ?? "waiting"}>
      <span>{words}</span>
      <Progress size="sm" value={share * 100} aria-label={words} />
    </div>
  );
}
