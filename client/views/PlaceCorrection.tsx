/** City or countryside, corrected by area: the density of people cannot know what the statistics bureau decided. */
import { NativeSelect } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { PlaceKind } from "../../server/words.ts";
import { useCorrectPlace, usePlaceKinds } from "../api-review.ts";
import { useFormat } from "../format.ts";
import { Note } from "./Note.tsx";
import { problemText } from "./problem.ts";

const PLACES: readonly PlaceKind[] = ["city", "countryside"];

export function PlaceCorrection({ areaCode }: { areaCode: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const answer = usePlaceKinds().data;
  const correct = useCorrectPlace();
  if (answer === undefined) return null;
  const corrected = answer.corrections.find((one) => one.areaCode === areaCode)?.kind;
  return (
    <div className="place-correction">
      <NativeSelect
        size="xs"
        label={
          <>
            {t("placeKinds.title")} <Note definition="placeKinds" />
          </>
        }
        value={corrected ?? ""}
        disabled={correct.isPending}
        error={correct.error === null ? undefined : problemText(correct.error, format, t)}
        onChange={(event) => {
          const kind = PLACES.find((one) => one === event.currentTarget.value) ?? null;
          correct.mutate({ areaCode, kind });
        }}
        data={[
          { value: "", label: t("placeKinds.computed") },
          ...PLACES.map((value) => ({ value, label: t(`placeKinds.${value}`) })),
        ]}
      />
    </div>
  );
}
