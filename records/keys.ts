// Where every record stands. A partition never holds two customers' records, but for the registry of customers.
import type { Key } from "../core/ports.ts";

export const REGISTRY = "CUSTOMERS";
/** People who work for the house, and its own audit records. */
export const HOUSE = "HOUSE";

export const customerPk = (customerId: string): string => `C#${customerId}`;
export const incidentPk = (customerId: string, incidentId: string): string => `C#${customerId}#I#${incidentId}`;
export const incidentsListPk = (customerId: string): string => `C#${customerId}#INCIDENTS`;
export const computersPk = (customerId: string): string => `C#${customerId}#COMPUTERS`;
export const computerPk = (customerId: string, computerId: string): string => `C#${customerId}#COMPUTER#${computerId}`;
export const quarantinePk = (customerId: string): string => `C#${customerId}#QUARANTINE`;

export const incidentKey = (customerId: string, incidentId: string): Key => ({
  pk: incidentPk(customerId, incidentId),
  sk: "INCIDENT",
});

/** Prefixes of the records that hang under an incident. */
export const under = {
  timeline: "TIMELINE#",
  detection: "DETECTION#",
  finding: "FINDING#",
  computer: "COMPUTER#",
  action: "ACTION#",
  notice: "NOTICE#",
  reason: "REASON#",
  recommended: "RECOMMENDED#",
} as const;

/** The customer and incident that a partition belongs to, for who found only a key. */
export function placeOf(pk: string): { customerId: string; incidentId: string } | undefined {
  const [, customerId, incidentId] = /^C#([^#]+)#I#([^#]+)$/.exec(pk) ?? [];
  return customerId === undefined || incidentId === undefined ? undefined : { customerId, incidentId };
}
