/** The review on the screen as files, in the language of the screen. A large file tells how far it has come. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { queryOf } from "../api.ts";
import { questionFields, useChoice } from "../choice.ts";
import { useFormat } from "../format.ts";
import { progressKey } from "../progress.ts";
import { keptShown, useAppState } from "../state.ts";
import { FileButtons, type FileLink } from "../views/FileButtons.tsx";
import { ProgressLine } from "./ProgressLine.tsx";

const FORMATS = ["xlsx", "gpkg", "geojson", "html"] as const;

export function Exports() {
  const kept = useAppState(keptShown);
  return kept === null ? <Files /> : <KeptFile id={kept} />;
}

/** Shapes are not kept, so there is a workbook and nothing that is drawn. */
function KeptFile({ id }: { id: number }) {
  const { t } = useTranslation();
  const language = useFormat().language === "en" ? "en" : "zh";
  const href = `/api/report.xlsx?${queryOf({ review: id, language })}`;
  return <FileButtons files={[{ format: "xlsx", href, label: t("exports.xlsx") }]} help={t("exports.kept")} />;
}

function Files() {
  const { t } = useTranslation();
  const language = useFormat().language === "en" ? "en" : "zh";
  const query = queryOf({ ...questionFields(useChoice()), language });
  const [asked, setAsked] = useState({ key: "", times: 0 });
  const files = FORMATS.map((format): FileLink => {
    const path = `/api/report.${format}?${query}`;
    const key = progressKey(path);
    return {
      format,
      label: t(`exports.${format}`),
      href: `${path}&progress=${key}`,
      onClick: () => setAsked({ key, times: asked.times + 1 }),
    };
  });
  return (
    <FileButtons files={files} help={t("exports.help")}>
      {asked.times > 0 && <ProgressLine key={asked.times} of={asked.key} isOpen />}
    </FileButtons>
  );
}
