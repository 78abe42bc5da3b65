/**
 * The planner's desk: header, headline, panel and map. One structure for both sizes; styles/desk.css lays it out as two columns, or on
 * a phone as map over sheet.
 */
import {
  ActionIcon,
  Alert,
  Badge,
  Button,
  Code,
  Text,
  Tooltip,
  useComputedColorScheme,
  useMantineColorScheme,
} from "@mantine/core";
import { IconCloudOff, IconLanguage, IconMoon, IconSun } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { refetchTerritory, useHealth, useTerritory } from "./api.ts";
import { useFormat } from "./format.ts";
import { chooseLanguage } from "./i18n.ts";
import { MapPane } from "./map/MapPane.tsx";
import { giveUp } from "./plans/acts.ts";
import { getState, setState } from "./state.ts";
import { Headline } from "./views/Headline.tsx";
import { Panel } from "./views/Panel.tsx";

export function Desk() {
  const { t } = useTranslation();
  useEscape();
  return (
    <div className="desk">
      <button type="button" className="skip" onClick={skip}>
        {t("app.skip")}
      </button>
      <Header />
      <Away />
      <Headline />
      <Panel />
      <MapPane />
    </div>
  );
}

/** A button and no link: the hash belongs to the state. */
function skip() {
  document.getElementById("results")?.focus();
}

/** Escape lets go, the latest thing first: choosing a place, then the card. */
function useEscape() {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      const { draft, selected } = getState();
      if (giveUp()) return;
      if (draft?.picking) setState({ draft: { ...draft, picking: false } });
      else if (selected !== null) setState({ selected: null });
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}

function Header() {
  const { t } = useTranslation();
  const format = useFormat();
  const territory = useTerritory().data;
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme("light", { getInitialValueInEffect: false });
  const other = scheme === "dark" ? "light" : "dark";
  return (
    <header className="header">
      <div className="brand">
        <h1>{t("app.title")}</h1>
        <Text component="span" className="subtitle" size="sm" c="dimmed">
          {t("app.subtitle")}
        </Text>
      </div>
      <div className="place">
        {territory !== undefined && <strong data-testid="territory">{format.name(territory)}</strong>}
        {territory?.fictional && (
          <Tooltip label={t("app.fictionalNote")} multiline w={280} events={{ hover: true, focus: true, touch: true }}>
            <Badge tabIndex={0} variant="outline" color="orange.8" radius="sm" className="fictional">
              {t("app.fictional")}
            </Badge>
          </Tooltip>
        )}
      </div>
      <div className="switches">
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconLanguage size={17} aria-hidden />}
          aria-label={t("app.languageLabel")}
          onClick={() => chooseLanguage(format.language === "en" ? "zh-CN" : "en")}
        >
          {t("app.language")}
        </Button>
        <ActionIcon
          variant="subtle"
          aria-label={t(other === "dark" ? "app.toDark" : "app.toLight")}
          title={t(other === "dark" ? "app.toDark" : "app.toLight")}
          onClick={() => setColorScheme(other)}
        >
          {other === "dark" ? <IconMoon size={18} /> : <IconSun size={18} />}
        </ActionIcon>
      </div>
    </header>
  );
}

/** Says that the server is away or still loading. What was shown stays. */
function Away() {
  const { t } = useTranslation();
  const health = useHealth();
  const queries = useQueryClient();
  const [wasAway, setWasAway] = useState(false);
  useEffect(() => {
    if (health.isError) setWasAway(true);
    else if (wasAway && health.isSuccess) {
      setWasAway(false);
      void refetchTerritory(queries);
    }
  }, [health.isError, health.isSuccess, wasAway, queries]);
  if (health.isError) {
    const first = health.data === undefined;
    return (
      <Alert className="away" role="alert" color="red" variant="light" icon={<IconCloudOff size={20} />} p="xs">
        <div className="away-line">
          <span>{t(first ? "status.awayFirst" : "status.away")}</span>
          {first && <Code>npm start</Code>}
          <Button size="compact-xs" variant="default" loading={health.isFetching} onClick={() => void health.refetch()}>
            {t("app.retry")}
          </Button>
        </div>
      </Alert>
    );
  }
  if (health.data?.status === "failed") {
    return (
      <Alert className="away" role="alert" color="orange" variant="light" p="xs">
        {t("status.notBuilt")}
      </Alert>
    );
  }
  if (health.data?.status === "loading") {
    return (
      <Alert className="away" role="status" color="ink" variant="light" p="xs">
        {t("status.loadingLong")}
      </Alert>
    );
  }
  return null;
}
