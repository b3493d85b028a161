// A machine action of Defender for Endpoint: what it is, and how it is read back.
// Source: learn.microsoft.com/defender-endpoint/api: machineaction, get-machineaction-object, get-machineactions-collection.
import * as z from "zod";
import { Unavailable } from "../../core/errors.ts";
import { answered, pathSegment } from "../answers.ts";
import type { Send } from "../http-call.ts";
import type { ActionRequest } from "../vendor.ts";
import { product } from "./settings.ts";

/** The names are constants: none is built from what a request says. */
export const TYPES = {
  isolate: { type: "Isolate", path: "isolate", body: { IsolationType: "Full" } },
  release: { type: "Unisolate", path: "unisolate", body: {} },
  remove: { type: "StopAndQuarantineFile", path: "StopAndQuarantineFile", body: {} },
  kill: { type: "LiveResponse", path: "runliveresponse", body: {} },
} as const;
export type Kind = keyof typeof TYPES;

export const MachineAction = z.looseObject({
  id: z.string().min(1),
  type: z.string(),
  machineId: z.string(),
  status: z.string(),
  requestorComment: z.string().nullish(),
  creationDateTimeUtc: z.string().nullish(),
  relatedFileInfo: z.looseObject({ fileIdentifier: z.string().nullish() }).nullish(),
});
export type MachineAction = z.infer<typeof MachineAction>;

const Page = z.looseObject({ value: z.array(MachineAction), "@odata.nextLink": z.string().nullish() });
const mostPages = 20;

export const isActive = ({ status }: MachineAction): boolean => status === "Pending" || status === "InProgress";

/** Of this kind, on this computer, about this file. */
export function isOf(action: MachineAction, { target }: ActionRequest, kind: Kind): boolean {
  const isThere = action.machineId.toLowerCase() === target.computerId.toLowerCase();
  if (action.type !== TYPES[kind].type || !isThere) return false;
  const file = action.relatedFileInfo?.fileIdentifier;
  return kind !== "remove" || !file || file.toLowerCase() === target.executable?.sha1?.toLowerCase();
}

export interface ReadActions {
  one(id: string): Promise<MachineAction>;
  /** All of this kind on this computer, the newest first. */
  list(request: ActionRequest, kind: Kind): Promise<MachineAction[]>;
}

/** `api`: address of the API's root. */
export function createReading(send: Send, api: string): ReadActions {
  const read = <T>(what: string, url: string, schema: z.ZodType<T>): Promise<T> =>
    answered(send, { product, what, method: "GET", url, effect: "none" }, schema);
  return {
    one: (id) => read("read the machine action", `${api}/machineactions/${pathSegment(product, id)}`, MachineAction),
    async list(request, kind) {
      const machine = pathSegment(product, request.target.computerId);
      const filter = encodeURIComponent(`machineId eq '${machine}' and type eq '${TYPES[kind].type}'`);
      const found: MachineAction[] = [];
      let url: string | undefined = `${api}/machineactions?$filter=${filter}`;
      for (let pages = 0; url; pages += 1) {
        // An action that is not seen would be asked for again.
        if (pages === mostPages) throw new Unavailable(`${product.name}: too many machine actions to read`, "none");
        const page: z.infer<typeof Page> = await read("list the machine actions", url, Page);
        found.push(...page.value.filter((action) => isOf(action, request, kind)));
        url = page["@odata.nextLink"] ?? undefined;
      }
      return found.sort((a, b) => (b.creationDateTimeUtc ?? "").localeCompare(a.creationDateTimeUtc ?? ""));
    },
  };
}
