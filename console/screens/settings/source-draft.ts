// A source as a form holds it, what is wrong with it, and the request that it becomes.

import type { Answer } from "../../api.ts";
import type { Operations } from "../../api-types.ts";
import { type Stored, storedOf, type Values, valuesOf, wrongIn } from "./connector-values.ts";
import { actingOf, actingProducts, fieldsFor, OWN_ONLY } from "./products.ts";

export type Source = Answer<"listSources">["sources"][number];

type Body = Operations["putSource"]["body"];

export interface SourceDraft extends Pick<Body, "vendor" | "credential"> {
  name: string;
  /** Hours, or empty. */
  silentAfterHours: string;
  /** The product that acts on this source's computers; empty: none does. */
  acting: string;
  connectorSettings: Values;
  /** All empty: the present one stays. */
  connectorCredential: Values;
}

const actingIn = (source?: Source): string =>
  source?.connector === undefined ? "" : (source.connector.vendor ?? source.vendor);

export function draftOf(source?: Source): SourceDraft {
  const { name = "", vendor = "eset", credential = "signature", silentAfterHours } = source ?? {};
  const acting = actingIn(source);
  return {
    name,
    vendor,
    credential,
    silentAfterHours: silentAfterHours === undefined ? "" : String(silentAfterHours),
    acting,
    connectorSettings: valuesOf(source?.connector?.settings ?? {}, actingOf(acting).settings),
    connectorCredential: {},
  };
}

/** Another product's settings and credential are no good for this one. */
export const actedBy = (draft: SourceDraft, acting: string, source?: Source): SourceDraft =>
  acting === actingIn(source)
    ? { ...draft, ...pick(draftOf(source)), acting }
    : { ...draft, acting, connectorSettings: {}, connectorCredential: {} };

/** Where the product acted itself, the new one does, if it can. */
export const ofProduct = (draft: SourceDraft, vendor: string): SourceDraft =>
  draft.acting === draft.vendor && draft.vendor !== vendor
    ? { ...actedBy(draft, actingProducts.includes(vendor) ? vendor : ""), vendor }
    : { ...draft, vendor };

const pick = ({ connectorSettings, connectorCredential }: SourceDraft) => ({ connectorSettings, connectorCredential });

/** As core/customer.ts wants it. */
const NAME = /^[a-z0-9][a-z0-9-]{0,31}$/;

export interface Wrong {
  name?: "nameWrong" | "nameTaken";
  silentAfterHours?: true;
  /** Names of fields. */
  settings?: readonly string[];
  credential?: readonly string[];
}

/** `taken`: names in use. */
export function wrongOf(draft: SourceDraft, taken: readonly string[], source?: Source): Wrong {
  const { name, vendor, silentAfterHours, acting, connectorSettings, connectorCredential } = draft;
  const hours = Number(silentAfterHours);
  const settings = wrongIn(connectorSettings, fieldsFor(acting, vendor));
  const credential = keepsCredential(draft, source) ? [] : wrongIn(connectorCredential, actingOf(acting).credential);
  return {
    ...(NAME.test(name) ? {} : { name: "nameWrong" }),
    ...(taken.includes(name) ? { name: "nameTaken" } : {}),
    ...(Number.isInteger(hours) && hours >= 0 && hours <= 720 ? {} : { silentAfterHours: true }),
    ...(settings.length === 0 ? {} : { settings }),
    ...(credential.length === 0 ? {} : { credential }),
  };
}

export const keepsCredential = ({ acting, connectorCredential }: SourceDraft, source?: Source): boolean =>
  acting === actingIn(source) && Object.values(connectorCredential).every((text) => text.trim() === "");

/** Of a draft that is right. */
export function bodyOf(draft: SourceDraft, source?: Source): Body {
  const { vendor, credential, acting } = draft;
  const silent = draft.silentAfterHours.trim();
  return {
    vendor,
    credential,
    ...(silent === "" ? {} : { silentAfterHours: Number(silent) }),
    ...(acting === "" ? {} : { connector: connectorOf(draft, source) }),
  };
}

function connectorOf(draft: SourceDraft, source?: Source): NonNullable<Body["connector"]> {
  const { vendor, acting } = draft;
  const fields = fieldsFor(acting, vendor);
  const settings = storedOf(draft.connectorSettings, fields, othersIn(draft, source));
  return {
    ...(acting === vendor ? {} : { vendor: acting }),
    settings,
    ...(keepsCredential(draft, source)
      ? {}
      : { credential: storedOf(draft.connectorCredential, actingOf(acting).credential) }),
  };
}

/** What stands there without a field of its own, but for what may have lost its field. */
function othersIn({ acting, vendor }: SourceDraft, source?: Source): Stored {
  if (acting !== actingIn(source)) return {};
  const standing = Object.entries(source?.connector?.settings ?? {});
  return Object.fromEntries(standing.filter(([name]) => acting === vendor || !OWN_ONLY.includes(name)));
}
