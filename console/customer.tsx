// The customer whose pages are open, and who the reader is to it.
import { createContext, type ReactNode, useContext } from "react";
import { useParams } from "react-router";
import type { Answer } from "./api.ts";
import { Failed, Loading } from "./parts/states.tsx";
import { useRead } from "./queries.ts";

export type Person = Answer<"readMeOfCustomer">;
export type Role = Person["role"];

export interface OpenCustomer {
  customerId: string;
  name: string;
  /** IANA, as in Asia/Tokyo. */
  timeZone: string;
  person: Person;
}

const CustomerContext = createContext<OpenCustomer | undefined>(undefined);

export function useCustomer(): OpenCustomer {
  const customer = useContext(CustomerContext);
  if (customer === undefined) throw new Error("This part belongs under a customer's page.");
  return customer;
}

const KEPT = "hikeshi.customer";
/** The customer that was open last, in this browser. */
export const lastCustomer = (): string | undefined => window.localStorage.getItem(KEPT) ?? undefined;

/** Another customer's address shows nothing: the API answers 404 to it. */
export function CustomerPages({ children }: { children: ReactNode }) {
  const { customerId = "" } = useParams();
  const params = { customerId };
  const me = useRead("readMeOfCustomer", { params });
  const settings = useRead("readSettings", { params });
  const failed = [me, settings].find(({ error }) => error !== null);
  if (failed !== undefined) return <Failed error={failed.error} onRetry={() => void failed.refetch()} />;
  if (me.data === undefined || settings.data === undefined) return <Loading />;
  window.localStorage.setItem(KEPT, customerId);
  const { name, timeZone } = settings.data;
  const customer = { customerId, name, timeZone, person: me.data };
  return <CustomerContext value={customer}>{children}</CustomerContext>;
}

/** What the reader is to the customer in the address, where that is known already: for what stands around the pages. */
export function useOpenRole(customerId: string | undefined): Person | undefined {
  const read = { params: { customerId: customerId ?? "" } };
  return useRead("readMeOfCustomer", read, { enabled: customerId !== undefined }).data;
}
