/** The style of the page: A4 portrait, page numbers and a running line in the margins, headings repeated, rows never cut. */

/** A text as a CSS string that cannot end the style or itself. */
function cssString(text: string): string {
  const escaped = text.replace(
    /[^\p{L}\p{N} .,:;·、，。（）()–-]/gu,
    (sign) => `\\${(sign.codePointAt(0) ?? 32).toString(16)} `,
  );
  return `"${escaped}"`;
}

/** @param running stands at the foot of every page, beside the page's number */
export function pageStyle(running: string): string {
  return `
@page { size: A4 portrait; margin: 16mm 18mm 17mm;
  @bottom-left { content: ${cssString(running)}; font: 7.5pt sans-serif; color: #444; }
  @bottom-right { content: counter(page) " / " counter(pages); font: 7.5pt sans-serif; color: #444; } }
* { box-sizing: border-box; }
html { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
body { margin: 0 auto; width: 174mm; color: #111; background: #fff;
  font: 9.5pt/1.45 "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "Helvetica Neue", Arial, sans-serif; }
body:lang(en) { font-family: "Helvetica Neue", Arial, "Liberation Sans", "DejaVu Sans", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; hyphens: auto; }
body:lang(en) table { font-size: 7.3pt; }
@media screen { html { background: #dfe3e7; } body { margin: 8mm auto; padding: 14mm 18mm; width: 210mm; box-shadow: 0 0 4mm #0003; } }
h1 { font-size: 22pt; line-height: 1.2; margin: 0 0 1mm; }
h2 { font-size: 13pt; line-height: 1.3; margin: 8mm 0 2.5mm; padding-bottom: 1mm; border-bottom: 0.4mm solid #1c3d5a; break-after: avoid; }
h3 { font-size: 10.5pt; margin: 5mm 0 1.5mm; break-after: avoid; }
p { margin: 0 0 2mm; }
.kicker { font-size: 11pt; color: #1c3d5a; letter-spacing: 0.03em; margin-bottom: 1mm; }
.fictional { border: 0.4mm solid #111; padding: 1.5mm 3mm; font-weight: bold; margin: 3mm 0; }
.headline { font-size: 12.5pt; line-height: 1.5; margin: 4mm 0 3mm; }
.numbers { display: flex; gap: 4mm; margin: 0 0 2mm; padding: 0; list-style: none; }
.numbers li { flex: 1; border-top: 1mm solid #1c3d5a; padding-top: 1.5mm; }
.numbers li.miss { border-color: #b3261e; }
.numbers b { display: block; font-size: 19pt; line-height: 1.15; font-variant-numeric: tabular-nums; }
.small-note { font-size: 8pt; color: #333; }
.page-break { break-before: page; }
.keep { break-inside: avoid; }
table { width: 100%; border-collapse: collapse; font-size: 8pt; line-height: 1.35; margin: 0 0 3mm; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th { text-align: left; vertical-align: bottom; background: #e8edf2; border-bottom: 0.3mm solid #1c3d5a; padding: 1mm 1.2mm; font-weight: 600; }
td { vertical-align: top; border-bottom: 0.15mm solid #b9c1c9; padding: 0.8mm 1.2mm; overflow-wrap: anywhere; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
th { overflow-wrap: break-word; } td.n { white-space: nowrap; overflow-wrap: normal; }
tr.strong td { font-weight: bold; }
td.d1 { padding-left: 4mm; } td.d2 { padding-left: 8mm; } td.d3 { padding-left: 12mm; } td.d4 { padding-left: 16mm; }
table.facts th, table.facts td:first-child { width: 34mm; } table.facts td:first-child { color: #333; }
table.facts td { padding: 0.5mm 1.2mm; }
table.facts thead { display: none; }
.areas, .settlements, .gaps, .facilities, .sources, .remedies { table-layout: fixed; }
.areas .c-name { width: 46mm; } .areas .c-main_reason { width: 32mm; } .areas .c-facilities { width: 16mm; } .areas .c-covered_any_district { width: 23mm; }
.settlements .c-name { width: 25mm; } .settlements .c-area { width: 30mm; } .settlements .c-state { width: 17mm; }
.settlements .c-people_of_source, .settlements .c-people { width: 15mm; } .settlements .c-share_covered { width: 16mm; } .settlements .c-walk_minutes { width: 16mm; }
.gaps .c-rank { width: 8mm; text-align: left; } .gaps .c-name { width: 25mm; } .gaps .c-area { width: 30mm; } .gaps .c-people { width: 18mm; } .gaps .c-remedy { width: 46mm; }
.facilities .c-name { width: 33mm; } .facilities .c-kind { width: 25mm; } .facilities .c-area { width: 27mm; } .facilities .c-status { width: 15mm; }
.facilities .c-hours_state { width: 15mm; } .facilities .c-counts { width: 12mm; } .facilities .n { width: 15mm; } .facilities .c-load { width: 13mm; }
.sources .c-kind { width: 15mm; } .sources .c-data_date { width: 17mm; } .sources .c-sha256 { width: 40mm; }
.remedies .c-kind { width: 24mm; } .remedies .c-people { width: 22mm; } .remedies .c-gap { width: 34mm; }
td.c-sha256 { font: 6pt/1.4 "Liberation Mono", Menlo, Consolas, monospace; }
svg { display: block; max-width: 100%; }
svg.patterns { position: absolute; width: 0; height: 0; }
text { font-family: inherit; }
.map { margin: 0 auto; }
.land { fill: #fff; } .frame { fill: none; stroke: #111; stroke-width: 0.3; }
.covered { fill: #c9d3dc; stroke: #c9d3dc; stroke-width: 0.05; }
.area { fill: none; stroke: #333; stroke-linejoin: round; }
.area-0 { stroke-width: 0.55; stroke: #111; } .area-1 { stroke-width: 0.3; stroke-dasharray: 1.6 0.5; } .area-2 { stroke-width: 0.12; stroke: #777; }
.barrier { fill: none; } .water { stroke: #6d97b8; stroke-width: 0.35; }
.railway { stroke: #222; stroke-width: 0.35; stroke-dasharray: 1 0.7; } .expressway { stroke: #7d6b4f; stroke-width: 0.5; }
.reason.no-street { fill: #7a5c22; } .reason.island { fill: #0f766e; } .reason.other-district { fill: #6b46a3; }
.reason.closed { fill: #a16207; } .reason.over-capacity { fill: #be185d; } .reason.barrier { fill: #1d4e89; stroke: none; } .reason.too-far { fill: #b3261e; }
.only { fill: #111; stroke: #111; stroke-width: 0.1; }
.hatch { fill: none; stroke: #fff; stroke-width: 0.35; } .stripe { fill: none; stroke: #1c3d5a; stroke-width: 0.35; }
.facility { fill: #111; stroke: #fff; stroke-width: 0.25; } .facility-not { fill: #fff; stroke: #111; stroke-width: 0.25; }
.settlement { fill: none; stroke: #111; stroke-width: 0.4; }
.number-ground { fill: #fff; stroke: #111; stroke-width: 0.25; } .number { font-size: 2.4px; font-weight: bold; text-anchor: middle; }
.area-name { font-size: 2.6px; text-anchor: middle; paint-order: stroke; stroke: #fff; stroke-width: 0.7; }
.scale { fill: none; stroke: #111; stroke-width: 0.35; } .scale-text, .north-text { font-size: 2.6px; paint-order: stroke; stroke: #fff; stroke-width: 0.6; }
.north { fill: #111; } .north-text { text-anchor: middle; }
.legend { display: flex; flex-wrap: wrap; gap: 1mm 5mm; margin: 2mm 0; padding: 0; list-style: none; font-size: 8pt; }
.legend li { display: flex; align-items: center; gap: 1.5mm; }
.legend svg { width: 7mm; height: 3.4mm; }
.approval { display: flex; align-items: stretch; gap: 4mm; margin-top: 2mm; }
.approval .source { flex: 1; font-size: 7.5pt; color: #333; }
.approval .box { border: 0.3mm solid #111; min-width: 66mm; min-height: 9mm; padding: 1.5mm 2mm; font-size: 8.5pt; }
.small-maps { display: grid; grid-template-columns: repeat(3, 1fr); gap: 3mm 4mm; }
.small-maps figure { margin: 0; break-inside: avoid; } .small-maps figcaption { font-size: 8.5pt; line-height: 1.3; margin-top: 1mm; }
.small-maps svg { border: 0.2mm solid #999; }
.bar { stroke: #111; stroke-width: 0.15; } .bar-all { fill: #1c3d5a; } .bar-city { fill: #9fb6c9; } .bar-paper { fill: #fff; }
.label { font-size: 3px; } .label.end { text-anchor: end; } .label.middle { text-anchor: middle; } .label.small { font-size: 2.5px; }
.grid { fill: none; stroke: #b9c1c9; stroke-width: 0.2; } .even { stroke: #555; stroke-dasharray: 1 0.8; }
.curve { fill: none; stroke: #111; stroke-width: 0.6; } .curve-area { fill: #dbe3ea; }
.pair { display: grid; grid-template-columns: 70mm 1fr; gap: 5mm; align-items: start; break-inside: avoid; }
.plans .c-plan { width: 34mm; } .steps { table-layout: fixed; } .steps .c-number { width: 8mm; text-align: left; } .steps .c-change { width: 27mm; }
.steps .n { width: 17mm; } .plan_areas { table-layout: fixed; } .plan_areas .c-name { width: 28mm; } .plan_areas .c-level { width: 21mm; } .plan_areas .c-people { width: 15mm; } .plan_areas th { font-size: 7pt; } .plan_groups .c-group { width: 50mm; }
.gained { fill: #0b7a4b; stroke: #0b7a4b; stroke-width: 0.05; } .lost { fill: #b3126b; stroke: #b3126b; stroke-width: 0.05; }
.as-before { fill: #c9d3dc; } .uncovered-still { fill: #e9dcc6; }
.change-ground { fill: #fff; stroke: #111; stroke-width: 0.4; }
.method h3 { margin-top: 3.5mm; } .method p { margin: 0 0 1mm; } .method .from { font-size: 8pt; color: #333; }
ul.plain { margin: 0 0 2mm; padding-left: 5mm; }
`;
}
