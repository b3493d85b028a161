// What each tab of an incident is given.
import type { Answer } from "../api.ts";

export type IncidentDetail = Answer<"readIncident">;

export interface TabProps {
  incident: IncidentDetail;
}
