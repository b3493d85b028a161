// A customer's settings with the version that was seen, and the way to change a part of them.
import { useQuery } from "@tanstack/react-query";
import { type Answer, ApiError } from "../../api.ts";
import type { Operations } from "../../api-types.ts";
import { useCustomer } from "../../customer.tsx";
import { answerOf, keyOf, useApi, useChange } from "../../queries.ts";

export type Settings = Answer<"readSettings">;
export type Recipient = Settings["recipients"][number];

/** What is left out of a recipient gets its default. */
export type Body = Operations["changeSettings"]["body"];

export interface Versioned {
  settings: Settings;
  etag: string;
}

/** Those who may change what is the customer's own. */
export function useMayChange(): boolean {
  const { role } = useCustomer().person;
  return role === "admin" || role === "customer";
}

export function useSettings() {
  const api = useApi();
  const read = { params: { customerId: useCustomer().customerId } };
  return useQuery<Versioned, Error>({
    queryKey: [...keyOf("readSettings", read), "version"],
    queryFn: async ({ signal }) => {
      const answered = await api.call("readSettings", { ...read, signal });
      return { settings: answerOf(answered), etag: answered.etag ?? "" };
    },
  });
}

/** Replaces the settings as a whole; who was slower than somebody else is refused (409 version). */
export function useSaveSettings() {
  const { customerId } = useCustomer();
  const change = useChange("changeSettings");
  const save = ({ etag }: Versioned, body: Body, told: { onSuccess(): void; onError?(error: Error): void }) =>
    change.mutate({ params: { customerId }, body, ifMatch: etag }, told);
  return { save, isPending: change.isPending, error: change.error, reset: change.reset };
}

export const isVersionConflict = (error: Error): boolean => error instanceof ApiError && error.code === "version";
