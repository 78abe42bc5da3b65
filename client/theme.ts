/** Quiet colours, fonts of the machine (nothing is fetched), and one size of corners. */
import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

const ink: MantineColorsTuple = [
  "#eef4fa",
  "#dbe6f1",
  "#b6cce3",
  "#8db0d4",
  "#6a98c7",
  "#5489bf",
  "#4781bb",
  "#1c5f9e",
  "#185389",
  "#0f4677",
];
const FONTS =
  'system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';

export const theme = createTheme({
  primaryColor: "ink",
  primaryShade: { light: 7, dark: 4 },
  colors: { ink },
  fontFamily: FONTS,
  headings: { fontFamily: FONTS, fontWeight: "600" },
  defaultRadius: "sm",
  respectReducedMotion: true,
  cursorType: "pointer",
  focusRing: "auto",
});

/** Mantine's own dimmed text is too faint to read (3.3 : 1 on white). */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: { "--mantine-color-dimmed": "#5f6670" },
  dark: { "--mantine-color-dimmed": "#a6abb3" },
});
