/** A page to print as one file: it loads nothing from outside and runs no script. */
import { createHash } from "node:crypto";
import { escapeMarkup } from "./markup.ts";
import type { Wording } from "./wording.ts";

interface Page {
  readonly title: string;
  readonly style: string;
  /** HTML, in order; empty ones are left out. */
  readonly parts: readonly string[];
}

/** @returns the bytes of the page; equal parts have equal bytes */
export function pageOf({ title, style, parts }: Page, { texts }: Wording): Uint8Array {
  return Buffer.from(`<!doctype html>
<html lang="${texts.tag}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy(style)}">
<meta name="viewport" content="width=device-width">
<title>${escapeMarkup(title)}</title>
<style>${style}</style>
</head>
<body>
${parts.filter((part) => part !== "").join("\n")}
</body>
</html>
`);
}

/** Nothing from outside, no script, and the one style by its hash. */
function contentPolicy(style: string): string {
  return `default-src 'none'; style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`;
}
