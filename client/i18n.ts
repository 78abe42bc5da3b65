/** The two languages. The choice is remembered; until there is one, the browser's language decides. */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import en from "./locales/en.json";
import zhCN from "./locales/zh-CN.json";

export type Language = "en" | "zh-CN";
const STORED = "language";

/** Chinese when the first language of the browser that we have is Chinese. */
export function browserLanguage(languages: readonly string[]): Language {
  const first = languages.find((language) => /^(zh|en)\b/i.test(language));
  return first !== undefined && /^zh/i.test(first) ? "zh-CN" : "en";
}

export function startLanguage(): void {
  const stored = localStorage.getItem(STORED);
  const language = stored === "en" || stored === "zh-CN" ? stored : browserLanguage(navigator.languages);
  void i18next.use(initReactI18next).init({
    resources: { en: { translation: en }, "zh-CN": { translation: zhCN } },
    lng: language,
    fallbackLng: false,
    // React escapes already.
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  showLanguage(language);
}

export function chooseLanguage(language: Language): void {
  localStorage.setItem(STORED, language);
  void i18next.changeLanguage(language);
  showLanguage(language);
}

function showLanguage(language: Language): void {
  document.documentElement.lang = language;
  document.title = i18next.t("app.title");
}
