/** An answer as files, for the meeting: one button each. What is to be printed opens beside the desk. */
import { Button } from "@mantine/core";
import { IconFileSpreadsheet, IconFileText, IconMap2 } from "@tabler/icons-react";
import type { ReactNode } from "react";

const ICONS = { xlsx: IconFileSpreadsheet, gpkg: IconMap2, geojson: IconMap2, html: IconFileText } as const;

export interface FileLink {
  readonly format: keyof typeof ICONS;
  readonly href: string;
  readonly label: string;
  onClick?(): void;
}

interface Props {
  readonly files: readonly FileLink[];
  /** What stands before the buttons. */
  readonly first?: ReactNode;
  readonly help: string;
  readonly children?: ReactNode;
}

export function FileButtons({ files, first, help, children }: Props) {
  return (
    <div className="exports">
      {first}
      {files.map(({ format, label, ...link }) => {
        const Icon = ICONS[format];
        return (
          <Button
            key={format}
            component="a"
            {...link}
            {...(format === "html" ? { target: "_blank", rel: "noopener" } : { download: true })}
            size="compact-sm"
            variant="default"
            leftSection={<Icon size={15} aria-hidden />}
          >
            {label}
          </Button>
        );
      })}
      {children}
      <p className="row-small">{help}</p>
    </div>
  );
}
