/** The frame of every card: title, close, and the way to the list that the thing stands in. */
import { Button, CloseButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { type Part, type Selection, setState, useAppState, type View } from "../state.ts";

interface FrameProps {
  readonly type: Selection["type"];
  readonly title: React.ReactNode;
  /** The view that lists such things. */
  readonly list?: View;
  /** Of the review, where the list is one of its parts. */
  readonly part?: Part;
  readonly children: React.ReactNode;
}

export function Frame({ type, title, list, part, children }: FrameProps) {
  const { t } = useTranslation();
  const view = useAppState((state) => state.view);
  const shown = useAppState((state) => state.part);
  // On a desk the card of a thing whose list says the same is hidden; an area's is not: its kind of place is corrected there.
  const isListed = list === view && (part === undefined || part === shown);
  return (
    <section
      className="card"
      data-testid="card"
      data-card={type}
      data-listed={(isListed && type !== "area") || undefined}
      aria-live="polite"
    >
      <header className="card-title">
        <h2>{title}</h2>
        <CloseButton size="sm" aria-label={t("app.close")} onClick={() => setState({ selected: null })} />
      </header>
      {children}
      {list !== undefined && !isListed && (
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => setState({ view: list, ...(part === undefined ? {} : { part }) })}
        >
          {t("card.showList")}
        </Button>
      )}
    </section>
  );
}

export function Gone({ type }: { type: Selection["type"] }) {
  const { t } = useTranslation();
  return (
    <Frame type={type} title={t("card.gone")}>
      {null}
    </Frame>
  );
}
