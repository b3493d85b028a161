import * as z from "zod";
import { AllowedFile, allowedFile, changeAllowList, hashOf } from "./allow-list.ts";
import { api, NONE, notFound } from "./api.ts";
import { audited } from "./audited.ts";
import { customerOf } from "./incident-of.ts";

export const disallowFile = api({
  name: "disallow-file",
  method: "DELETE",
  path: "/v1/customers/{customerId}/allowed-files/{hash}",
  summary: "Takes a file off the allow-list: from now on it is judged like any other.",
  roles: ["admin", "analyst", "customer"],
  query: NONE,
  body: NONE,
  answer: z.strictObject({ removed: AllowedFile }),
  async run(deps, request) {
    const { customerId, settings } = customerOf(request);
    const isIt = (entry: Parameters<typeof hashOf>[0]) => hashOf(entry) === request.params.hash;
    const entry = settings.policy.allowList.find(isIt);
    if (entry === undefined) throw notFound("allowed-file");
    const details = { files: [hashOf(entry)], reason: entry.reason, until: entry.until };
    return audited(deps, request, { customerId }, "file-disallowed", details, async () => {
      await changeAllowList(deps, customerId, (list) =>
        list.some(isIt) ? list.filter((known) => !isIt(known)) : undefined,
      );
      return { removed: allowedFile(entry) };
    });
  },
});
