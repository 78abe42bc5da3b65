/**
 * Printing: paper is white, so the whole desk turns light for as long as it is printed, and the map has the time to be drawn anew first.
 * What is drawn by the theme asks `useTheme` here and not the screen's own scheme.
 */
import { useComputedColorScheme } from "@mantine/core";
import { useSyncExternalStore } from "react";
import { flushSync } from "react-dom";
import type { Theme } from "./map/colours.ts";
import { mapDrawn } from "./map/picture.ts";

/** Mantine's mark on the root element, by which its colours are chosen. */
const SCHEME = "data-mantine-color-scheme";

let isPrinting = false;
/** The scheme of the screen while another is printed. */
let ofScreen: string | null = null;
const listeners = new Set<() => void>();

function show(printing: boolean): void {
  if (printing === isPrinting) return;
  const root = document.documentElement;
  if (printing) {
    ofScreen = root.getAttribute(SCHEME);
    root.setAttribute(SCHEME, "light");
  } else if (ofScreen !== null) root.setAttribute(SCHEME, ofScreen);
  isPrinting = printing;
  // The browser prints right after it has said so: all that is drawn by React must have changed by then.
  flushSync(() => {
    for (const listener of listeners) listener();
  });
}

const listen = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Whether the page is being made ready for paper. */
export const usePrinting = (): boolean => useSyncExternalStore(listen, () => isPrinting);

/** The colours to draw with: those of the screen, light while it is printed. */
export function useTheme(): Theme {
  const scheme = useComputedColorScheme("light", { getInitialValueInEffect: false });
  return usePrinting() ? "light" : scheme;
}

/** Prints the page, once the map is drawn as it goes on paper. */
export async function printPage(): Promise<void> {
  show(true);
  await mapDrawn();
  let hasBegun = false;
  window.addEventListener("beforeprint", () => (hasBegun = true), { once: true });
  window.print();
  // A browser that may not print says nothing, and nothing would end it.
  if (!hasBegun) show(false);
}

/** From now on whatever prints is light. The keys for printing wait for the map; the browser's own menu does not. Called once by main.tsx. */
export function startPrinting(): void {
  window.addEventListener("beforeprint", () => show(true));
  window.addEventListener("afterprint", () => show(false));
  window.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "p") return;
    event.preventDefault();
    void printPage();
  });
}
