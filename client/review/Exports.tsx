/** The review of the current question as files, in the language of the screen. */
import { Button } from "@mantine/core";
import { IconFileSpreadsheet, IconMap2, IconPrinter } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { queryOf } from "../api.ts";
import { questionFields, useChoice } from "../choice.ts";
import { useFormat } from "../format.ts";

const FILES = [
  { format: "xlsx", Icon: IconFileSpreadsheet },
  { format: "gpkg", Icon: IconMap2 },
  { format: "geojson", Icon: IconMap2 },
] as const;

export function Exports() {
  const { t } = useTranslation();
  const language = useFormat().language === "en" ? "en" : "zh";
  const query = queryOf({ ...questionFields(useChoice()), language });
  return (
    <div className="exports">
      {FILES.map(({ format, Icon }) => (
        <Button
          key={format}
          component="a"
          href={`/api/report.${format}?${query}`}
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
        href={`/api/report.html?${query}`}
        target="_blank"
        rel="noopener"
        size="compact-sm"
        variant="default"
        leftSection={<IconPrinter size={15} aria-hidden />}
      >
        {t("exports.html")}
      </Button>
      <p className="row-small">{t("exports.help")}</p>
    </div>
  );
}
