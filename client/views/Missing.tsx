/** Says what has not been imported yet, and the command that does it. */
import { Alert, Code } from "@mantine/core";
import { useTranslation } from "react-i18next";

export type MissingThing = "noPeople" | "noStreets" | "noFacilities" | "noFacilitiesOfKind" | "noAreas" | "noSources";

const COMMANDS: Record<MissingThing, string | null> = {
  noPeople: "npm run import -- population.tif",
  noStreets: "npm run import -- streets.osm.pbf",
  noFacilities: "npm run import -- facilities.csv --coordinates gcj02",
  noFacilitiesOfKind: null,
  noAreas: "npm run import -- areas.geojson",
  noSources: "npm run import -- FILE …",
};

export function Missing({ thing }: { thing: MissingThing }) {
  const { t } = useTranslation();
  const command = COMMANDS[thing];
  return (
    <Alert variant="light" color="orange" p="sm" className="missing" data-missing={thing}>
      {t(`status.${thing}`)}
      {command !== null && <Code block>{command}</Code>}
    </Alert>
  );
}
