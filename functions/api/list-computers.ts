import * as z from "zod";
import { listComputers as listRecords } from "../../records/computers.ts";
import { api, NONE } from "./api.ts";
import { customerOf, READERS } from "./incident-of.ts";
import { cursorOf, PageQuery, positionOf } from "./paging.ts";
import { search } from "./search.ts";
import { ComputerView, computerView } from "./views.ts";

const YesNo = z.enum(["true", "false"]).transform((text) => text === "true");
const Query = PageQuery.extend({
  isolated: YesNo.optional(),
  exempt: YesNo.optional(),
  exemptBy: z.enum(["us", "product"]).optional(),
  /** The source that told of it. */
  source: z.string().min(1).max(64).optional(),
  /** A part of the name, in any case. */
  name: z.string().min(1).max(256).optional(),
});

export const listComputers = api({
  name: "list-computers",
  method: "GET",
  path: "/v1/customers/{customerId}/computers",
  summary:
    "Computers by id; filter by name, source, exemption (and whose it is), and isolation (`isolated=true`: all that are not " +
    "confirmed to be connected).",
  roles: READERS,
  query: Query,
  body: NONE,
  answer: z.strictObject({ computers: z.array(ComputerView), cursor: z.string().optional() }),
  async run(deps, request) {
    const { customerId } = customerOf(request);
    const { cursor, limit, ...filter } = request.query;
    const bound = [customerId, "computers", filter];
    const { isolated, exempt, exemptBy, source } = filter;
    const name = filter.name?.toLowerCase();
    const isFiltered = [isolated, exempt, exemptBy, source, name].some((value) => value !== undefined);
    const matches = (view: z.output<typeof ComputerView>): boolean =>
      (isolated === undefined || isolated === (view.isolation !== "connected")) &&
      (exempt === undefined || exempt === view.exempt) &&
      (exemptBy === undefined || view.exemptBy.includes(exemptBy)) &&
      (source === undefined || source === view.source) &&
      (name === undefined || view.name.toLowerCase().includes(name));
    const page = await search({
      read: (query) => listRecords(deps.table, customerId, query),
      wants: isFiltered ? (computer) => matches(computerView(computer, request.at)) : undefined,
      positionOf: ({ computerId }) => `COMPUTER#${computerId}`,
      after: positionOf(cursor, bound).after,
      limit,
    });
    const computers = page.values.map((computer) => computerView(computer, request.at));
    return { computers, ...cursorOf(page.next, bound) };
  },
});
