// Which version a change is made upon: what the person saw when the dialog opened, and once they were told that somebody was
// faster, what stands now.
import { useState } from "react";
import type { IncidentDetail } from "../incident-detail.ts";

export function useSeenVersion({ version }: Pick<IncidentDetail, "version">) {
  const [seen, setSeen] = useState<number | undefined>(version);
  return { ifMatch: `"${seen ?? version}"`, again: () => setSeen(undefined) };
}
