// A source as a form holds it, what is wrong with it, and the request that it becomes.

import type { Answer } from "../../api.ts";
import type { Operations } from "../../api-types.ts";

export type Source = Answer<"listSources">["sources"][number];

type Body = Operations["putSource"]["body"];

export interface SourceDraft extends Pick<Body, "vendor" | "credential"> {
  name: string;
  /** Hours, or empty. */
  silentAfterHours: string;
  acts: boolean;
  /** JSON. */
  connectorSettings: string;
  /** JSON, or empty: the present one stays. */
  connectorCredential: string;
}

export const draftOf = (source?: Source): SourceDraft => ({
  name: source?.name ?? "",
  vendor: source?.vendor ?? "eset",
  credential: source?.credential ?? "signature",
  silentAfterHours: source?.silentAfterHours === undefined ? "" : String(source.silentAfterHours),
  acts: source?.connector !== undefined,
  connectorSettings: JSON.stringify(source?.connector?.settings ?? {}, undefined, 2),
  connectorCredential: "",
});

/** As core/customer.ts wants it. */
const NAME = /^[a-z0-9][a-z0-9-]{0,31}$/;

function objectOf(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

interface Wrong {
  name?: "nameWrong" | "nameTaken";
  silentAfterHours?: true;
  connectorSettings?: true;
  connectorCredential?: true;
}

/** `taken`: names in use. */
export function wrongOf(draft: SourceDraft, taken: readonly string[]): Wrong {
  const { name, silentAfterHours, acts, connectorSettings, connectorCredential } = draft;
  const hours = Number(silentAfterHours);
  const isCredential = connectorCredential.trim() === "" || objectOf(connectorCredential) !== undefined;
  return {
    ...(NAME.test(name) ? {} : { name: "nameWrong" }),
    ...(taken.includes(name) ? { name: "nameTaken" } : {}),
    ...(Number.isInteger(hours) && hours >= 0 && hours <= 720 ? {} : { silentAfterHours: true }),
    ...(acts && objectOf(connectorSettings) === undefined ? { connectorSettings: true } : {}),
    ...(acts && !isCredential ? { connectorCredential: true } : {}),
  };
}

/** Undefined where something is wrong. The product that acts is not shown here: it stays what it was. */
export function bodyOf(draft: SourceDraft, source?: Source): Body | undefined {
  const { vendor, credential, acts } = draft;
  const silent = draft.silentAfterHours.trim();
  const settings = objectOf(draft.connectorSettings);
  const ownCredential = objectOf(draft.connectorCredential);
  if (acts && settings === undefined) return undefined;
  const acting = source?.connector?.vendor;
  return {
    vendor,
    credential,
    ...(silent === "" ? {} : { silentAfterHours: Number(silent) }),
    ...(acts && settings !== undefined
      ? {
          connector: {
            ...(acting === undefined ? {} : { vendor: acting }),
            settings,
            ...(ownCredential === undefined ? {} : { credential: ownCredential }),
          },
        }
      : {}),
  };
}
