// HTTP route → function. Paths as in API Gateway; a path that exists under another method answers 405.

import { addComment } from "./api/add-comment.ts";
import { addInquiryMessage } from "./api/add-inquiry-message.ts";
import { addSourceSecret } from "./api/add-source-secret.ts";
import { allowFile } from "./api/allow-file.ts";
import { answerQuestion } from "./api/answer-question.ts";
import type { Api, Method } from "./api/api.ts";
import { attestRecommendedAction } from "./api/attest-recommended-action.ts";
import { changeInquiryStatus } from "./api/change-inquiry-status.ts";
import { changeSettings } from "./api/change-settings.ts";
import { changeStatus } from "./api/change-status.ts";
import { completeRecoveryStep } from "./api/complete-recovery-step.ts";
import { createCustomer } from "./api/create-customer.ts";
import { disallowFile } from "./api/disallow-file.ts";
import { endExemption } from "./api/end-exemption.ts";
import { eraseCustomer } from "./api/erase-customer.ts";
import { exemptComputer } from "./api/exempt-computer.ts";
import { exportCustomer } from "./api/export-customer.ts";
import { isolateComputer } from "./api/isolate-computer.ts";
import { listAllowedFiles } from "./api/list-allowed-files.ts";
import { listAudit } from "./api/list-audit.ts";
import { listComputerHistory } from "./api/list-computer-history.ts";
import { listComputers } from "./api/list-computers.ts";
import { listCustomers } from "./api/list-customers.ts";
import { listDeskInquiries } from "./api/list-desk-inquiries.ts";
import { listHouseAudit } from "./api/list-house-audit.ts";
import { listHousePeople } from "./api/list-house-people.ts";
import { listIncidentComputers } from "./api/list-incident-computers.ts";
import { listIncidentDetections } from "./api/list-incident-detections.ts";
import { listIncidentExecutables } from "./api/list-incident-executables.ts";
import { listIncidentProcesses } from "./api/list-incident-processes.ts";
import { listIncidents } from "./api/list-incidents.ts";
import { listInquiries } from "./api/list-inquiries.ts";
import { listPeople } from "./api/list-people.ts";
import { listQuarantine } from "./api/list-quarantine.ts";
import { listSources } from "./api/list-sources.ts";
import { openIncidentFromInquiry } from "./api/open-incident-from-inquiry.ts";
import { openInquiry } from "./api/open-inquiry.ts";
import { openInvestigation } from "./api/open-investigation.ts";
import { postponeIncident } from "./api/postpone-incident.ts";
import { putHousePerson } from "./api/put-house-person.ts";
import { putPerson } from "./api/put-person.ts";
import { putSource } from "./api/put-source.ts";
import { readCommentTranslation } from "./api/read-comment-translation.ts";
import { readComputer } from "./api/read-computer.ts";
import { readIncident } from "./api/read-incident.ts";
import { readIncidentGraph } from "./api/read-incident-graph.ts";
import { readInquiry } from "./api/read-inquiry.ts";
import { readInquiryForm } from "./api/read-inquiry-form.ts";
import { readMe } from "./api/read-me.ts";
import { readMeOfCustomer } from "./api/read-me-of-customer.ts";
import { readMessageTranslation } from "./api/read-message-translation.ts";
import { readOpenapi } from "./api/read-openapi.ts";
import { readSettings } from "./api/read-settings.ts";
import { readTimeline } from "./api/read-timeline.ts";
import { readWorkflow } from "./api/read-workflow.ts";
import { releaseComputers } from "./api/release-computers.ts";
import { removeHousePerson } from "./api/remove-house-person.ts";
import { removePerson } from "./api/remove-person.ts";
import { replayQuarantined } from "./api/replay-quarantined.ts";
import { resumeIncident } from "./api/resume-incident.ts";
import { retireSourceSecret } from "./api/retire-source-secret.ts";
import { sendTestMail } from "./api/send-test-mail.ts";
import type { CreateHttp } from "./http.ts";
import { receiveWebhook } from "./intake/receive-webhook.ts";
import { createMatch } from "./matching.ts";

/** Every function of the API, in the order of the documentation. */
export const apis: readonly Api[] = [
  listIncidents,
  readIncident,
  listIncidentDetections,
  listIncidentComputers,
  listIncidentExecutables,
  listIncidentProcesses,
  readIncidentGraph,
  readTimeline,
  readCommentTranslation,
  readWorkflow,
  addComment,
  changeStatus,
  attestRecommendedAction,
  completeRecoveryStep,
  releaseComputers,
  openInvestigation,
  answerQuestion,
  resumeIncident,
  postponeIncident,
  listComputers,
  readComputer,
  listComputerHistory,
  isolateComputer,
  exemptComputer,
  endExemption,
  readInquiryForm,
  openInquiry,
  listInquiries,
  listDeskInquiries,
  readInquiry,
  addInquiryMessage,
  readMessageTranslation,
  changeInquiryStatus,
  openIncidentFromInquiry,
  readMe,
  readMeOfCustomer,
  createCustomer,
  listCustomers,
  exportCustomer,
  eraseCustomer,
  readSettings,
  changeSettings,
  listAllowedFiles,
  allowFile,
  disallowFile,
  sendTestMail,
  putSource,
  listSources,
  addSourceSecret,
  retireSourceSecret,
  putPerson,
  listPeople,
  removePerson,
  putHousePerson,
  listHousePeople,
  removeHousePerson,
  listAudit,
  listHouseAudit,
  listQuarantine,
  replayQuarantined,
];

export interface Route {
  method: Method;
  path: string;
  function: string;
  create: CreateHttp;
  /** `sender`: the function itself checks a signature or secret; `token`: a verified access token comes with the call; `anyone`: public. */
  caller: "sender" | "token" | "anyone";
}

export const routes: readonly Route[] = [
  {
    method: "POST",
    path: "/v1/webhooks/{customerId}/{source}",
    function: "receive-webhook",
    create: receiveWebhook,
    caller: "sender",
  },
  {
    method: "GET",
    path: "/v1/openapi.json",
    function: "read-openapi",
    create: readOpenapi(async () => JSON.stringify((await import("./openapi.ts")).createOpenapi(apis))),
    caller: "anyone",
  },
  ...apis.map(({ definition: { method, path, name }, create }) => ({
    method,
    path,
    function: name,
    create,
    caller: "token" as const,
  })),
];

/** Which route a request takes; the methods that its path allows where none fits; nothing for an unknown path. */
export const match = createMatch(routes);
