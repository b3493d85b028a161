// The table of products by name: the only list of them.
import { parseEset } from "./eset/detections.ts";
import { createConnector } from "./eset/response.ts";
import { parseGeneric } from "./generic/detections.ts";
import type { Vendor } from "./vendor.ts";

const generic: Vendor = { name: "generic", onInvalid: "answer", identityWithin: "source", parse: parseGeneric };
const eset: Vendor = {
  name: "eset",
  onInvalid: "quarantine",
  identityWithin: "product",
  parse: parseEset,
  createConnector,
};

/** A map, so that a name out of a request (`constructor`, `__proto__`) finds nothing that is not here. */
export const vendors: ReadonlyMap<string, Vendor> = new Map([generic, eset].map((vendor) => [vendor.name, vendor]));
