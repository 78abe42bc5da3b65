/** The review on the screen as files, in the language of the screen. A large file tells how far it has come. */
import { Button } from "@mantine/core";
import { IconFileSpreadsheet, IconMap2, IconPrinter } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { queryOf } from "../api.ts";
import { questionFields, useChoice } from "../choice.ts";
import { useFormat } from "../format.ts";
import { progressKey } from "../progress.ts";
import { keptShown, useAppState } from "../state.ts";
import { ProgressLine } from "./ProgressLine.tsx";

const FILES = [
  { format: "xlsx", Icon: IconFileSpreadsheet },
  { format: "gpkg", Icon: IconMap2 },
  { format: "geojson", Icon: IconMap2 },
] as const;

export function Exports() {
  const kept = useAppState(keptShown);
  return kept === null ? <Files /> : <KeptFile id={kept} />;
}

/** Shapes are not kept, so there is a workbook and nothing that is drawn. */
function KeptFile({ id }: { id: number }) {
  const { t } = useTranslation();
  const language = useFormat().language === "en" ? "en" : "zh";
  return (
    <div className="exports">
      <Button
        component="a"
        href={`/api/report.xlsx?${queryOf({ review: id, language })}`}
        download
        size="compact-sm"
        variant="default"
        leftSection={<IconFileSpreadsheet size={15} aria-hidden />}
      >
        {t("exports.xlsx")}
      </Button>
      <p className="row-small">{t("exports.kept")}</p>
    </div>
  );
}

function Files() {
  const { t } = useTranslation();
  const language = useFormat().language === "en" ? "en" : "zh";
  const query = queryOf({ ...questionFields(useChoice()), language });
  const [asked, setAsked] = useState({ key: "", times: 0 });
  const linkOf = (format: string) => {
    const path = `/api/report.${format}?${query}`;
    const key = progressKey(path);
    return { href: `${path}&progress=${key}`, onClick: () => setAsked({ key, times: asked.times + 1 }) };
  };
  return (
    <div className="exports">
      {FILES.map(({ format, Icon }) => (
        <Button
          key={format}
          component="a"
          {...linkOf(format)}
          download
          size="compact-sm"
          variant="default"
          leftSection={<Icon size={15} aria-hidden />}
        >
          {t(`exports.${format}`)}
        </Button>
      ))}
      <Button
        component="a"
        {...linkOf("html")}
        target="_blank"
        rel="noopener"
        size="compact-sm"
        variant="default"
        leftSection={<IconPrinter size={15} aria-hidden />}
      >
        {t("exports.html")}
      </Button>
      {asked.times > 0 && <ProgressLine key={asked.times} of={asked.key} isOpen />}
      <p className="row-small">{t("exports.help")}</p>
    </div>
  );
}
