// The record of an incident that is open, for tests that need no more than that there is one.
import type { IncidentRecord } from "../records/incidents.ts";

export const AT = "2026-01-05T00:00:00.000Z";
export const place = { customerId: "acme", incidentId: "inc-1" };

export const OPEN_INCIDENT: IncidentRecord = {
  ...place,
  round: 1,
  episode: 1,
  status: "open",
  severity: "high",
  title: { ja: "件名", en: "Title" },
  createdAt: AT,
  episodeStartedAt: AT,
  roundStartedAt: AT,
  checkedAt: AT,
  openedBy: "detection",
  computers: [],
};
