// The kinds of the timeline's facts, each with its icon, in groups to filter by.
import type { IconProps } from "@cloudscape-design/components/icon";
import type { Messages } from "../../messages/en.ts";
import type { Entry } from "./live-timeline.ts";

type Kind = Entry["fact"]["kind"];
export type KindGroup = keyof Messages["timeline"]["kinds"];

export interface Look {
  icon: IconProps.Name;
  variant?: IconProps.Variant;
}

/** Each kind has an icon of its own. */
export const LOOKS: Record<Kind, Look> = {
  "process-started": { icon: "play" },
  "rule-matched": { icon: "security", variant: "error" },
  "detection-added": { icon: "bug", variant: "error" },
  "incident-created": { icon: "flag", variant: "error" },
  "module-added": { icon: "file" },
  "computer-added": { icon: "multiscreen" },
  "process-added": { icon: "command-prompt" },
  comment: { icon: "transcript", variant: "link" },
  "person-comment": { icon: "contact", variant: "link" },
  "status-changed": { icon: "status-info", variant: "link" },
  assessed: { icon: "search" },
  "action-requested": { icon: "send" },
  "action-confirmed": { icon: "status-positive", variant: "success" },
  "action-unconfirmed": { icon: "status-warning", variant: "warning" },
  "action-failed": { icon: "status-negative", variant: "error" },
  "action-withheld": { icon: "status-stopped", variant: "warning" },
  "notice-sent": { icon: "envelope" },
  "notice-failed": { icon: "delete-marker", variant: "error" },
  "notice-undelivered": { icon: "undo", variant: "error" },
  "recommended-added": { icon: "list-view" },
  "recommended-completed": { icon: "check", variant: "success" },
  "recovery-step-done": { icon: "thumbs-up", variant: "success" },
  "release-requested": { icon: "unlocked" },
  "question-answered": { icon: "suggestions" },
  "inquiry-opened": { icon: "support" },
  exempted: { icon: "lock-private", variant: "warning" },
  "exemption-ended": { icon: "key" },
  "investigation-opened": { icon: "external" },
  postponed: { icon: "calendar" },
  escalated: { icon: "user-profile-active", variant: "warning" },
  resumed: { icon: "redo" },
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

export const isGroup = (text: string): text is KindGroup => Object.values<string>(GROUPS).includes(text);
