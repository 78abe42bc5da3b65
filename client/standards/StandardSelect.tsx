/** Which service standard is asked: the planner's own minutes, those that come with the product, those of the office. */
import { ActionIcon, Button, NativeSelect, Popover } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useStandards } from "../api-review.ts";
import { changeChoice } from "../choice.ts";
import { useFormat } from "../format.ts";
import { useAppState } from "../state.ts";
import { problemText } from "../views/problem.ts";
import { type Editing, StandardEditor } from "./StandardEditor.tsx";
import { StandardFacts } from "./StandardFacts.tsx";

/** The value of the list for the plain question; no id of a standard, which has no capital letter. */
const OWN_MINUTES = "MINUTES";

export function StandardSelect() {
  const { t } = useTranslation();
  const format = useFormat();
  const answer = useStandards();
  const id = useAppState((state) => state.standard);
  const [editing, setEditing] = useState<Editing | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  const standards = answer.data ?? [];
  const chosen = standards.find(({ standard }) => standard.id === id);
  const options = (isShipped: boolean) =>
    standards
      .filter(({ shipped }) => shipped === isShipped)
      .map(({ standard }) => ({ value: standard.id, label: format.name(standard) }));
  const edit = (next: Editing) => {
    setIsOpen(false);
    setEditing(next);
  };
  return (
    <div className="standard-line">
      <NativeSelect
        size="xs"
        label={t("question.standard")}
        value={id ?? OWN_MINUTES}
        onChange={(event) => {
          const { value } = event.currentTarget;
          changeChoice({ standard: value === OWN_MINUTES ? null : value });
        }}
        error={answer.isError ? problemText(answer.error, format, t) : undefined}
        data={[
          { value: OWN_MINUTES, label: t("question.ownMinutes") },
          ...(id === null || chosen !== undefined ? [] : [{ value: id, label: id }]),
          ...(options(true).length === 0 ? [] : [{ group: t("question.shipped"), items: options(true) }]),
          ...(options(false).length === 0 ? [] : [{ group: t("question.office"), items: options(false) }]),
        ]}
      />
      {chosen !== undefined && (
        <Popover
          width={360}
          position="bottom-end"
          withArrow
          shadow="md"
          trapFocus
          returnFocus
          opened={isOpen}
          onChange={setIsOpen}
        >
          <Popover.Target>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t("standards.about")}
              title={t("standards.about")}
              onClick={() => setIsOpen(!isOpen)}
            >
              <IconInfoCircle size={17} aria-hidden />
            </ActionIcon>
          </Popover.Target>
          <Popover.Dropdown className="standard-about">
            <StandardFacts listed={chosen} />
            <div className="actions">
              {!chosen.shipped && (
                <Button
                  size="compact-xs"
                  variant="default"
                  onClick={() => edit({ isNew: false, from: chosen.standard })}
                >
                  {t("standards.edit")}
                </Button>
              )}
              <Button size="compact-xs" variant="default" onClick={() => edit({ isNew: true, from: chosen.standard })}>
                {t("standards.copy")}
              </Button>
            </div>
          </Popover.Dropdown>
        </Popover>
      )}
      {editing !== null && <StandardEditor editing={editing} onClose={() => setEditing(null)} />}
    </div>
  );
}
