// What the list of incidents is filtered by, as it stands in the address.
import { type Severity, severityWords } from "../../../core/severity.ts";
import { type Status, statusWords } from "../../../core/status.ts";

type Waiter = "customer" | "analyst";

/** Empty: not filtered by it. */
export interface Filter {
  status: readonly Status[];
  severity: readonly Severity[];
  waitingFor: readonly Waiter[];
  computer: string;
  title: string;
}

export const isStatus = (value: string): value is Status => Object.hasOwn(statusWords, value);
export const isSeverity = (value: string): value is Severity => Object.hasOwn(severityWords, value);
export const isWaiter = (value: string): value is Waiter => value === "customer" || value === "analyst";

export function filterOf(search: URLSearchParams): Filter {
  const list = (name: string) => (search.get(name) ?? "").split(",");
  return {
    status: list("status").filter(isStatus),
    severity: list("severity").filter(isSeverity),
    waitingFor: list("waitingFor").filter(isWaiter).slice(0, 1),
    computer: search.get("computer") ?? "",
    title: search.get("title") ?? "",
  };
}

/** For the address and for the API alike: lists with commas. */
export function queryOf({ status, severity, waitingFor, computer, title }: Filter) {
  const [waiter] = waitingFor;
  return {
    ...(status.length === 0 ? {} : { status: status.join(",") }),
    ...(severity.length === 0 ? {} : { severity: severity.join(",") }),
    ...(waiter === undefined ? {} : { waitingFor: waiter }),
    ...(computer === "" ? {} : { computer }),
    ...(title === "" ? {} : { title }),
  };
}
