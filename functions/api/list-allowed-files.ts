import * as z from "zod";
import { AllowedFile, allowedFile } from "./allow-list.ts";
import { api, NONE } from "./api.ts";
import { customerOf } from "./incident-of.ts";

export const listAllowedFiles = api({
  name: "list-allowed-files",
  method: "GET",
  path: "/v1/customers/{customerId}/allowed-files",
  summary: "The customer's allow-list: files that are left alone until a date, with who vouched for them and why.",
  roles: ["admin", "analyst", "support", "customer"],
  query: NONE,
  body: NONE,
  answer: z.strictObject({ files: z.array(AllowedFile) }),
  async run(_deps, request) {
    const { policy } = customerOf(request).settings;
    return { files: policy.allowList.map(allowedFile) };
  },
});
