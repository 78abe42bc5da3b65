/** On the map, after a click with a tool that hit nothing: what to do. */
import { useMediaQuery } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import { useMissed } from "./acts.ts";

export function MissedHint() {
  const { t } = useTranslation();
  const isMissed = useMissed();
  const isTouched = useMediaQuery("(hover: none)");
  if (!isMissed) return null;
  return (
    <p className="missed-hint" role="alert" data-testid="missed">
      {t(isTouched ? "plans.missedTouch" : "plans.missed")}
    </p>
  );
}
