/** All plans: open one, make, copy or delete one, take one in from a file. */

import { Button, FileButton } from "@mantine/core";
import { IconFileImport, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ScenarioInput, ScenarioRecord } from "../../server/api/scenario-messages.ts";
import { useFormat } from "../format.ts";
import { useAppState } from "../state.ts";
import { Delete } from "../views/Delete.tsx";
import { problemText } from "../views/problem.ts";
import { Waiting } from "../views/Section.tsx";
import { askScenario, useAddScenario, useDeleteScenario, useScenarios } from "./api.ts";
import { freeName } from "./edit.ts";
import { closeScenario, makeEmpty, openScenario } from "./store.ts";

export function ScenarioList() {
  const { t } = useTranslation();
  const format = useFormat();
  const list = useScenarios();
  const add = useAddScenario();
  const [unread, setUnread] = useState(false);
  const take = async (file: File | null) => {
    if (file === null) return;
    const input = readScenario(await file.text());
    setUnread(input === null);
    if (input !== null) add.mutate(input, { onSuccess: ({ id }) => openScenario(id) });
  };
  if (list.data === undefined) return <Waiting error={list.error} />;
  const names = list.data.map(({ name }) => name);
  return (
    <>
      <div className="actions">
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={15} aria-hidden />}
          onClick={() => void makeEmpty()}
        >
          {t("plans.new")}
        </Button>
        <FileButton accept="application/json,.json" onChange={(file) => void take(file)}>
          {(props) => (
            <Button
              {...props}
              size="compact-sm"
              variant="default"
              loading={add.isPending}
              leftSection={<IconFileImport size={15} aria-hidden />}
            >
              {t("plans.import")}
            </Button>
          )}
        </FileButton>
      </div>
      {unread && (
        <p className="warning" role="alert">
          {t("plans.notAPlan")}
        </p>
      )}
      {add.error !== null && (
        <p className="warning" role="alert">
          {problemText(add.error, format, t)}
        </p>
      )}
      {list.data.length === 0 && <p className="row-small">{t("plans.none")}</p>}
      <ul className="list" data-testid="plans">
        {list.data.map((record) => (
          <Row
            key={record.id}
            record={record}
            onCopy={async () => {
              const { note, changes } = await askScenario(record.id);
              const name = freeName(names, (number) => t("plans.copyName", { name: record.name, number }));
              add.mutate({ name, note, changes }, { onSuccess: ({ id }) => openScenario(id) });
            }}
          />
        ))}
      </ul>
    </>
  );
}

/** A file that may be a scenario: the server checks each field; null when it is no JSON object at all. */
function readScenario(text: string): ScenarioInput | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && "changes" in value ? (value as ScenarioInput) : null;
  } catch {
    return null;
  }
}

function Row({ record, onCopy }: { record: ScenarioRecord; onCopy: () => Promise<void> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const isOpen = useAppState((state) => state.scenario === record.id);
  return (
    <li className="row plan-row" data-plan={record.id} data-chosen={isOpen || undefined}>
      <button
        type="button"
        className="row-button"
        aria-pressed={isOpen}
        onClick={() => (isOpen ? closeScenario() : openScenario(record.id))}
      >
        <span className="row-text">
          <span className="row-first">
            <strong className="plan-name" title={record.name}>
              {record.name}
            </strong>
            <span className="row-small">{t("plans.count", { count: record.changes })}</span>
          </span>
          <span className="row-small">
            {[format.time(record.editedAt), record.note].filter((text) => text !== "").join(" · ")}
          </span>
        </span>
      </button>
      <div className="actions plan-row-actions">
        <button type="button" className="link small" onClick={() => void onCopy()}>
          {t("plans.copy")}
        </button>
        <DeletePlan record={record} isOpen={isOpen} />
      </div>
    </li>
  );
}

function DeletePlan({ record: { id, name }, isOpen }: { record: ScenarioRecord; isOpen: boolean }) {
  const { isPending, error, mutate } = useDeleteScenario();
  const remove = () => {
    if (isOpen) closeScenario();
    mutate(id);
  };
  return <Delete look="link" name={name} isPending={isPending} error={error} onDelete={remove} />;
}
