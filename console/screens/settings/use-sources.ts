// A customer's sources, for their own screen and for the filters of others.
import { useCustomer } from "../../customer.tsx";
import { useRead } from "../../queries.ts";

const REFRESH_MILLISECONDS = 5000;

export function useSources() {
  const { customerId } = useCustomer();
  return useRead("listSources", { params: { customerId } }, { everyMilliseconds: REFRESH_MILLISECONDS });
}

/** As options to choose from; the chosen one always among them. */
export function useSourceNames(chosen: string): { value: string; label: string }[] {
  const { customerId } = useCustomer();
  const { data } = useRead("listSources", { params: { customerId } });
  const names = new Set([...(data?.sources ?? []).map(({ name }) => name), ...(chosen === "" ? [] : [chosen])]);
  return [...names].map((name) => ({ value: name, label: name }));
}
