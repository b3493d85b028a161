// What every function about one incident or one computer begins with: who may, and the record of the path, or 404.
import type { Computer } from "../../core/computer.ts";
import type { Customer, Role } from "../../core/customer.ts";
import { Refusal } from "../../core/errors.ts";
import { isFinished } from "../../core/status.ts";
import { readComputerVersion } from "../../records/computers.ts";
import { type IncidentRecord, readIncident } from "../../records/incidents.ts";
import type { Stored } from "../../records/store.ts";
import type { Deps } from "../deps.ts";
import { type ApiRequest, notFound } from "./api.ts";

export const READERS: readonly Role[] = ["analyst", "support", "customer"];
export const RESPONDERS: readonly Role[] = ["analyst", "customer"];

type Named = Pick<ApiRequest<unknown, unknown>, "params" | "customer">;

export function customerOf({ customer }: Pick<Named, "customer">): Customer {
  if (customer === undefined) throw notFound("customer");
  return customer;
}

export async function incidentOf(deps: Deps, request: Named): Promise<Stored<IncidentRecord>> {
  const { incidentId = "" } = request.params;
  const stored = await readIncident(deps.table, customerOf(request).customerId, incidentId);
  if (stored === undefined) throw notFound("incident");
  return stored;
}

export async function computerOf(
  deps: Deps,
  request: Named,
  computerId = request.params.computerId ?? "",
): Promise<Stored<Computer>> {
  const stored = await readComputerVersion(deps.table, customerOf(request).customerId, computerId);
  if (stored === undefined) throw notFound("computer");
  return stored;
}

export function refuseFinished({ status }: IncidentRecord): void {
  if (isFinished(status)) throw new Refusal("conflict", "finished", "The incident is finished: reopen it first.");
}
