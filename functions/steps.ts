// The workflow's steps, by the placeholder under which the state machine names them.
import { announceIncident } from "./response/announce-incident.ts";
import { assessIncident } from "./response/assess-incident.ts";
import { commentOnFindings } from "./response/comment-on-findings.ts";
import { confirmAction } from "./response/confirm-action.ts";
import { escalateIncident } from "./response/escalate-incident.ts";
import { finishIncident } from "./response/finish-incident.ts";
import { giveUpAction } from "./response/give-up-action.ts";
import { readWhatHappened } from "./response/read-what-happened.ts";
import { remindCustomer } from "./response/remind-customer.ts";
import { takeAction } from "./response/take-action.ts";
import { takeActions } from "./response/take-actions.ts";
import { tellCustomer } from "./response/tell-customer.ts";
import { waitForRecovery } from "./response/wait-for-recovery.ts";
import type { CreateStep } from "./step.ts";

/** Also those that only the workflow of an earlier release invokes, while executions of it may live. */
export const steps: Readonly<Record<string, CreateStep>> = {
  assessIncident,
  announceIncident,
  takeActions,
  takeAction,
  confirmAction,
  giveUpAction,
  commentOnFindings,
  finishIncident,
  tellCustomer,
  waitForRecovery,
  remindCustomer,
  readWhatHappened,
  escalateIncident,
};
