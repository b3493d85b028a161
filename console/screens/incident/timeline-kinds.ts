// The kinds of the timeline's facts in groups that a person tells apart, each with its icon.
import type { IconProps } from "@cloudscape-design/components/icon";
import type { Messages } from "../../messages/en.ts";
import type { Entry } from "./live-timeline.ts";

type Kind = Entry["fact"]["kind"];
export type KindGroup = keyof Messages["timeline"]["kinds"];

export const ICONS: Record<KindGroup, IconProps.Name> = {
  detection: "security",
  member: "add-plus",
  comment: "contact",
  status: "status-info",
  assessment: "search",
  action: "settings",
  notice: "envelope",
  recommended: "check",
  decision: "user-profile",
};

export const GROUPS: Record<Kind, KindGroup> = {
  "process-started": "detection",
  "rule-matched": "detection",
  "detection-added": "detection",
  "incident-created": "status",
  "module-added": "member",
  "computer-added": "member",
  "process-added": "member",
  comment: "comment",
  "person-comment": "comment",
  "status-changed": "status",
  assessed: "assessment",
  "action-requested": "action",
  "action-confirmed": "action",
  "action-unconfirmed": "action",
  "action-failed": "action",
  "action-withheld": "action",
  "notice-sent": "notice",
  "notice-failed": "notice",
  "notice-undelivered": "notice",
  "recommended-added": "recommended",
  "recommended-completed": "recommended",
  "recovery-step-done": "recommended",
  "release-requested": "decision",
  "question-answered": "decision",
  "inquiry-opened": "decision",
  exempted: "decision",
  "exemption-ended": "decision",
  "investigation-opened": "decision",
  postponed: "decision",
  escalated: "assessment",
  resumed: "decision",
};

export const isGroup = (text: string): text is KindGroup => Object.hasOwn(ICONS, text);
