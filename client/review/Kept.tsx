/** Kept reviews: keep the one of today under a name, list them, choose two to compare, delete. */

import { Button, Radio, Table, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { queryOf } from "../api.ts";
import { type KeptReview, keepKey, useDeleteKeptReview, useKeepReview, useKeptReviews } from "../api-review.ts";
import { questionFields, useChoice } from "../choice.ts";
import { useFormat } from "../format.ts";
import { circumstanceTexts } from "../rules.ts";
import { getState, setState, useAppState } from "../state.ts";
import { Delete } from "../views/Delete.tsx";
import { problemText } from "../views/problem.ts";
import { Section, Waiting } from "../views/Section.tsx";
import { Changes } from "./Changes.tsx";
import { ProgressLine } from "./ProgressLine.tsx";

export function Kept() {
  const { t } = useTranslation();
  const list = useKeptReviews();
  const comparison = useAppState((state) => state.comparison);
  return (
    <>
      <Section title={t("kept.title")}>
        <p className="row-small">{t("kept.intro")}</p>
        <KeepForm />
        {list.data === undefined ? <Waiting error={list.error} /> : <KeptList kept={list.data} />}
      </Section>
      {comparison !== null && list.data !== undefined && <Changes comparison={comparison} kept={list.data} />}
    </>
  );
}

function KeepForm() {
  const { t } = useTranslation();
  const format = useFormat();
  const choice = useChoice();
  const keep = useKeepReview();
  const [name, setName] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const given = name.trim();
    keep.mutate(
      { name: given === "" ? format.time(new Date().toISOString()) : given, choice },
      { onSuccess: () => setName("") },
    );
  };
  return (
    <form onSubmit={submit}>
      <div className="list-tools">
        <TextInput
          size="xs"
          aria-label={t("kept.name")}
          placeholder={t("kept.name")}
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button size="xs" type="submit" loading={keep.isPending}>
          {t("kept.keep")}
        </Button>
      </div>
      <ProgressLine of={keepKey(choice)} isOpen={keep.isPending} />
      {keep.error !== null && (
        <p className="warning" role="alert">
          {problemText(keep.error, format, t)}
        </p>
      )}
    </form>
  );
}

/** The two to compare are chosen here; the button asks only when both are. */
function KeptList({ kept }: { kept: readonly KeptReview[] }) {
  const { t } = useTranslation();
  const comparison = useAppState((state) => state.comparison);
  const [before, setBefore] = useState(comparison?.before ?? null);
  const [after, setAfter] = useState(comparison?.after ?? null);
  if (kept.length === 0) return <p className="row-small">{t("kept.none")}</p>;
  const ready = before !== null && after !== null && before !== after;
  return (
    <>
      <Table className="figures" data-testid="kept">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("kept.review")}</Table.Th>
            <Table.Th className="number">{t("kept.served")}</Table.Th>
            {kept.length > 1 && (
              <>
                <Table.Th>{t("kept.before")}</Table.Th>
                <Table.Th>{t("kept.after")}</Table.Th>
              </>
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {kept.map((one) => (
            <Table.Tr key={one.id} data-kept={one.id}>
              <Table.Td>
                <KeptName kept={one} />
              </Table.Td>
              <Table.Td className="number">
                <Served kept={one} />
              </Table.Td>
              {kept.length > 1 && (
                <>
                  <Table.Td>
                    <Radio
                      size="xs"
                      name="before"
                      aria-label={t("kept.chooseBefore", { name: one.name })}
                      checked={before === one.id}
                      onChange={() => setBefore(one.id)}
                    />
                  </Table.Td>
                  <Table.Td>
                    <Radio
                      size="xs"
                      name="after"
                      aria-label={t("kept.chooseAfter", { name: one.name })}
                      checked={after === one.id}
                      onChange={() => setAfter(one.id)}
                    />
                  </Table.Td>
                </>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {kept.length > 1 && (
        <div className="actions">
          <Button
            size="xs"
            variant="default"
            disabled={!ready}
            onClick={() => ready && setState({ comparison: { before, after } })}
          >
            {t("kept.compare")}
          </Button>
          {comparison !== null && (
            <Button size="xs" variant="subtle" onClick={() => setState({ comparison: null })}>
              {t("kept.endCompare")}
            </Button>
          )}
        </div>
      )}
    </>
  );
}

function KeptName({ kept }: { kept: KeptReview }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { standard, circumstances } = kept.question;
  return (
    <>
      <strong>{kept.name}</strong>
      <span className="row-small">{format.time(kept.keptAt)}</span>
      <span className="row-small">
        {[
          format.name({ name: standard.name, names: standard.names }),
          ...circumstanceTexts(circumstances, format, t),
        ].join(" · ")}
      </span>
      <Open id={kept.id} />
      <ReportsSince id={kept.id} />
      <DeleteKept kept={kept} />
    </>
  );
}

/** Shows the whole review as it was kept. */
function Open({ id }: { id: number }) {
  const { t } = useTranslation();
  const isOpen = useAppState((state) => state.kept === id);
  return isOpen ? (
    <span className="row-small">{t("kept.isOpen")}</span>
  ) : (
    <button
      type="button"
      className="link small"
      onClick={() => setState({ kept: id, part: "summary", selected: null })}
    >
      {t("kept.open")}
    </button>
  );
}

/** The review of the present question as files, with what has changed since the kept one. */
function ReportsSince({ id }: { id: number }) {
  const { t } = useTranslation();
  const language = useFormat().language === "en" ? "en" : "zh";
  const query = queryOf({ ...questionFields(useChoice()), language, since: id });
  return (
    <span className="since">
      {t("kept.since")}{" "}
      <a className="link" href={`/api/report.html?${query}`} target="_blank" rel="noopener">
        {t("exports.html")}
      </a>{" "}
      <a className="link" href={`/api/report.xlsx?${query}`} download>
        {t("exports.xlsx")}
      </a>
    </span>
  );
}

function Served({ kept: { served, people } }: { kept: KeptReview }) {
  const format = useFormat();
  return (
    <>
      {format.share(people > 0 ? served / people : null)}
      <span className="row-small">{format.people(served)}</span>
    </>
  );
}

function DeleteKept({ kept: { id, name } }: { kept: KeptReview }) {
  const { isPending, error, mutate } = useDeleteKeptReview();
  const remove = () => {
    const { comparison, kept } = getState();
    if (kept === id) setState({ kept: null });
    if (comparison?.before === id || comparison?.after === id) setState({ comparison: null });
    mutate(id);
  };
  return <Delete look="link" name={name} isPending={isPending} error={error} onDelete={remove} />;
}
