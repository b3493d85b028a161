// What each function may use, and nothing else. A test holds it against what the function's own source reaches.

export const USES = [
  /** Of the table: by key, its lists, what is due. */
  ...(["read", "list", "due", "write", "remove"] as const),
  "mail",
  "translate",
  /** Of the state machine. `follow`: an execution's state; `history`: its events. */
  ...(["start", "wake", "follow", "history"] as const),
  /** Hands work to an invocation of its own: of poll-source, and no other. */
  "invoke",
  /** Of the secrets: what senders sign with, and what connectors log in with. */
  ...(["readSources", "writeSources", "removeSources"] as const),
  ...(["readConnectors", "writeConnectors", "removeConnectors"] as const),
] as const;
export type Use = (typeof USES)[number];

const CHANGE = ["read", "write"] as const;
/** A POST keeps its answer under its Idempotency-Key, and drops the request where it failed. */
const POST = [...CHANGE, "remove"] as const;
const NUDGE = ["start", "wake", "follow"] as const;

/** By the names in functions/index.ts. */
export const grants: Readonly<Record<string, readonly Use[]>> = {
  "receive-webhook": [...CHANGE, ...NUDGE, "readSources", "readConnectors"],
  "read-openapi": [],
  "refuse-route": [],

  "list-incidents": ["read", "list"],
  "read-incident": ["read"],
  "list-incident-detections": ["read"],
  "list-incident-computers": ["read"],
  "list-incident-executables": ["read"],
  "list-incident-processes": ["read"],
  "read-incident-graph": ["read"],
  "read-timeline": ["read", "list"],
  "read-comment-translation": [...CHANGE, "translate"],
  "read-workflow": ["read", "follow", "history"],
  "add-comment": [...POST, "mail"],
  "change-status": [...POST, ...NUDGE, "mail"],
  "attest-recommended-action": [...POST, ...NUDGE],
  "complete-recovery-step": POST,
  "release-computers": [...POST, ...NUDGE, "mail", "readConnectors"],
  "open-investigation": POST,
  "answer-question": [...POST, ...NUDGE, "mail"],
  "resume-incident": [...POST, ...NUDGE],
  "postpone-incident": POST,
  "list-computers": ["read"],
  "read-computer": ["read"],
  "list-computer-history": ["read"],
  "isolate-computer": [...POST, ...NUDGE, "mail", "readConnectors"],
  "exempt-computer": POST,
  "end-exemption": CHANGE,
  "read-inquiry-form": ["read", "list"],
  "open-inquiry": [...POST, "list", "mail"],
  "list-inquiries": ["read", "list"],
  "list-desk-inquiries": ["read", "list"],
  "read-inquiry": ["read"],
  "add-inquiry-message": [...POST, "mail"],
  "read-message-translation": [...CHANGE, "translate"],
  "change-inquiry-status": POST,
  "open-incident-from-inquiry": [...POST, ...NUDGE],
  "read-me": ["read", "list"],
  "read-me-of-customer": ["read"],
  "create-customer": POST,
  "list-customers": ["read"],
  "export-customer": ["read", "list"],
  "erase-customer": [...CHANGE, "list", "due", "remove", "removeSources", "removeConnectors"],
  "read-settings": ["read"],
  "change-settings": CHANGE,
  "list-allowed-files": ["read"],
  "allow-file": POST,
  "disallow-file": CHANGE,
  "send-test-mail": [...POST, "mail"],
  "put-source": [...CHANGE, "readConnectors", "writeConnectors", "removeConnectors"],
  "list-sources": ["read"],
  "add-source-secret": [...POST, "writeSources", "removeSources"],
  "retire-source-secret": [...CHANGE, "removeSources"],
  "put-person": CHANGE,
  "list-people": ["read"],
  "remove-person": [...CHANGE, "remove"],
  "put-house-person": CHANGE,
  "list-house-people": ["read"],
  "remove-house-person": [...CHANGE, "remove"],
  "list-audit": ["read"],
  "list-house-audit": ["read"],
  "list-quarantine": ["read"],
  "replay-quarantined": [...POST, ...NUDGE, "list", "readConnectors"],

  assessIncident: [...CHANGE, "readConnectors"],
  announceIncident: [...CHANGE, "mail"],
  takeActions: [...CHANGE, "mail", "readConnectors"],
  takeAction: [...CHANGE, "mail", "readConnectors"],
  confirmAction: [...CHANGE, "mail", "readConnectors"],
  giveUpAction: [...CHANGE, "mail"],
  commentOnFindings: [...CHANGE, ...NUDGE, "mail"],
  finishIncident: [...CHANGE, ...NUDGE, "mail"],
  tellCustomer: [...CHANGE, "mail"],
  waitForRecovery: [...CHANGE, "wake"],
  remindCustomer: [...CHANGE, "mail"],
  readWhatHappened: CHANGE,
  escalateIncident: [...CHANGE, "mail"],

  "note-mail-event": [...CHANGE, "mail"],
  poll: ["due", "invoke"],
  "poll-source": [...CHANGE, ...NUDGE, "readSources", "readConnectors"],
  sweep: [...CHANGE, "due", "remove", ...NUDGE, "history", "mail", "readConnectors"],
};
