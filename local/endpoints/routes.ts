// Which request is which: service, method and path as in the official OpenAPI documents, behind one origin.
// The path prefix is the host's service part: /automation/v1/… for https://{region}.automation.eset.systems/v1/…
import type { RequestKind } from "./behaviours.ts";

export interface Route {
  kind: Exclude<RequestKind, "unknown">;
  method: "GET" | "POST" | "DELETE";
  /** Name of the OpenAPI document and its path. */
  document: string;
  template: string;
  /** Where that path stands here. */
  prefix: string;
}

const row = (
  kind: Route["kind"],
  method: Route["method"],
  document: string,
  template: string,
  prefix = document,
): Route => ({ kind, method, document, template, prefix });

export const routes: readonly Route[] = [
  row("token", "POST", "business-account", "/oauth/token", "business-account.iam"),
  row("task-create", "POST", "automation", "/v1/device_tasks"),
  row("task-list", "GET", "automation", "/v1/device_tasks"),
  row("task-get", "GET", "automation", "/v1/device_tasks/{taskUuid}"),
  row("task-delete", "DELETE", "automation", "/v1/device_tasks/{taskUuid}"),
  row("task-runs", "GET", "automation", "/v1/device_tasks/{taskUuid}/runs"),
  row("executable-list", "GET", "application-management", "/v1/executables"),
  row("executable-get", "GET", "application-management", "/v1/executables/{executableUuid}"),
  row("executable-block", "POST", "application-management", "/v1/executables/{executableUuid}:block"),
  row("executable-unblock", "POST", "application-management", "/v1/executables/{executableUuid}:unblock"),
  row("device-list", "GET", "device-management", "/v1/devices"),
  row("device-get", "GET", "device-management", "/v1/devices/{deviceUuid}"),
  row("device-batch-get", "GET", "device-management", "/v1/devices:batchGet"),
  row("device-move", "POST", "device-management", "/v1/devices/{deviceUuid}:move"),
  row("group-list", "GET", "device-management", "/v1/device_groups"),
  row("group-devices", "GET", "device-management", "/v1/device_groups/{groupUuid}/devices"),
  row("quarantine-list", "GET", "quarantine-management", "/v1/quarantined-objects"),
  row("detection-list", "GET", "incident-management", "/v1/detections"),
  row("detection-get", "GET", "incident-management", "/v1/detections/{detectionUuid}"),
  row("detection-get-v2", "GET", "incident-management", "/v2/detections/{detectionUuid}"),
  row("detection-batch-get", "POST", "incident-management", "/v2/detections:batchGet"),
  // Not in the official documents: as ESET's own connector for Microsoft Sentinel calls it.
  row("detection-delta-v1", "GET", "incident-management", "/v1/detections:listDelta"),
  row("detection-delta-v2", "GET", "incident-management", "/v2/detections:listDelta"),
  row("incident-list", "GET", "incident-management", "/v2/incidents"),
  row("incident-get", "GET", "incident-management", "/v2/incidents/{incidentUuid}"),
  row("incident-close", "POST", "incident-management", "/v2/incidents/{incidentUuid}:close"),
  row("incident-reopen", "POST", "incident-management", "/v2/incidents/{incidentUuid}:reopen"),
  row("comment-list", "GET", "incident-management", "/v2/incidents/{incidentUuid}/comments"),
  row("comment-create", "POST", "incident-management", "/v2/incidents/{incidentUuid}/comments"),
];

const patterns = routes.map((route) => {
  const escaped = `/${route.prefix}${route.template}`.replaceAll(".", "\\.");
  // A uuid holds neither "/" nor ":", so `/devices:batchGet` and `/{uuid}:block` stay apart.
  return { route, pattern: new RegExp(`^${escaped.replace(/\{\w+\}/, "([^/:]+)")}$`) };
});

/** `id` is the one path parameter, "" where the path has none. */
export function findRoute(method: string, path: string): { route: Route; id: string } | undefined {
  for (const { route, pattern } of patterns) {
    const match = route.method === method ? pattern.exec(path) : null;
    if (match) return { route, id: decodeURIComponent(match[1] ?? "") };
  }
  return undefined;
}
