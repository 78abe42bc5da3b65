/** Both languages say the same things, and every text that the program asks for exists. */
import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import en from "../../client/locales/en.json" with { type: "json" };
import zhCN from "../../client/locales/zh-CN.json" with { type: "json" };

function flatten(tree: object, prefix = ""): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]): [string, string][] =>
      typeof value === "string" ? [[prefix + key, value]] : [...flatten(value, `${prefix}${key}.`)],
    ),
  );
}
const english = flatten(en);
const chinese = flatten(zhCN);
const places = (text: string | undefined) => [...new Set(text?.match(/\{\{\w+\}\}/g))].sort();

describe("locales", () => {
  it("have the same keys in the same order", () => {
    expect([...chinese.keys()]).toEqual([...english.keys()]);
  });

  it("have the same values to fill in", () => {
    const differing = [...english].filter(([key, text]) => places(text).join() !== places(chinese.get(key)).join());
    expect(differing).toEqual([]);
  });

  it("leave nothing untranslated", () => {
    const mayBeSame = /^(app\.language|coordinates\.|sources\.sha256|units\.|legend\.(range|attribution))/;
    const same = [...english].filter(([key, text]) => text === chinese.get(key) && text !== "" && !mayBeSame.test(key));
    expect(same.filter(([, text]) => /[a-z]{2}/i.test(text.replaceAll(/\{\{\w+\}\}/g, "")))).toEqual([]);
  });
});

describe("texts that the program asks for", () => {
  const sources = globSync("client/**/*.{ts,tsx}")
    .map((file) => readFileSync(file, "utf8"))
    .join("\n");
  const known = (key: string) => english.has(key) || (english.has(`${key}_one`) && english.has(`${key}_other`));
  // Any string that looks like a key of ours: t("a.b"), and labels kept in constants.
  const sections = Object.keys(en).join("|");
  const asked = [
    ...new Set([...sources.matchAll(new RegExp(`"((?:${sections})\\.[\\w.-]+)"`, "g"))].map(([, key]) => key)),
  ];

  it("are many", () => {
    expect(asked.length).toBeGreaterThan(120);
  });

  it("exist", () => {
    expect(asked.filter((key) => !known(key))).toEqual([]);
  });

  it("are all the texts that there are", () => {
    const templates = [...sources.matchAll(/`([\w.]+\.)\$\{/g)].map(([, prefix]) => prefix);
    const used = (key: string) =>
      asked.includes(key.replace(/_(one|other)$/, "")) || templates.some((prefix) => key.startsWith(prefix));
    expect([...english.keys()].filter((key) => !used(key))).toEqual([]);
  });
});
