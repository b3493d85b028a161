import { readFileSync } from "node:fs";
import { generic } from "../../../vendors/generic/index.ts";
import type { Proof } from "../proof.ts";

const example = readFileSync(new URL("../../../examples/payloads/detections.generic.json", import.meta.url), "utf8");

export const genericProof: Proof = { vendor: generic, payloads: { "detections.generic.json": example } };
