// The products of vendors/index.ts, which does not come to the browser, and what the connector of each needs; a test holds the two together.
import type { Messages } from "../../messages/en.ts";

/** `isAlwaysIn`: the object that it is a step down in stands there even when empty. */
type Named<K extends string> = { name: K; isNeeded?: boolean; isAlwaysIn?: boolean };

/** One field of a connector's settings or credential. A dot in its name is a step down: `commands.kill`. */
export type ConnectorField = Named<keyof Messages["settings"]["sources"]["fields"]> &
  (
    | { kind: "text" | "lines" | "secret" }
    /** `on`: what stands there when it is on, where not `true`. */
    | { kind: "switch"; on?: string }
    | { kind: "number"; min: number; max: number }
    | { kind: "choice"; options: readonly string[] }
  );

interface Acting {
  settings: readonly ConnectorField[];
  credential: readonly ConnectorField[];
}

interface Product {
  name: string;
  /** Absent: it does not act. */
  acts?: Acting;
}

const timeout = { name: "timeoutSeconds", kind: "number", min: 1, max: 60 } as const;
const page = { name: "consoleUrl", kind: "text" } as const;
const poll = { name: "poll", kind: "switch" } as const;
const server = { name: "baseUrl", kind: "text", isNeeded: true } as const;

const account = [
  { name: "username", kind: "text", isNeeded: true },
  { name: "password", kind: "secret", isNeeded: true },
] as const;
const client = [
  { name: "clientId", kind: "text", isNeeded: true },
  { name: "clientSecret", kind: "secret", isNeeded: true },
] as const;

const PRODUCTS: Readonly<Record<string, Product>> = {
  eset: {
    name: "ESET PROTECT",
    acts: {
      settings: [
        { name: "region", kind: "choice", isNeeded: true, options: ["eu", "de", "us", "ca", "jpn"] },
        poll,
        page,
        timeout,
      ],
      credential: account,
    },
  },
  "eset-inspect": {
    name: "ESET Inspect",
    acts: {
      settings: [
        server,
        { name: "domain", kind: "switch" },
        { name: "protectUrl", kind: "text" },
        { name: "isolatedGroup", kind: "text" },
        { name: "exemptions", kind: "switch", on: "own-list-only" },
        poll,
        page,
        timeout,
      ],
      credential: account,
    },
  },
  crowdstrike: {
    name: "CrowdStrike Falcon",
    acts: {
      settings: [
        { name: "cloud", kind: "choice", isNeeded: true, options: ["us-1", "us-2", "eu-1", "us-gov-1"] },
        { name: "killScript", kind: "text" },
        timeout,
      ],
      credential: client,
    },
  },
  defender: {
    name: "Microsoft Defender for Endpoint",
    acts: {
      settings: [
        { name: "tenantId", kind: "text", isNeeded: true },
        { name: "notificationUrl", kind: "text" },
        { name: "killScript", kind: "text" },
        { name: "apiUrl", kind: "text" },
        timeout,
      ],
      credential: client,
    },
  },
  sentinelone: {
    name: "SentinelOne",
    acts: {
      settings: [server, page, timeout],
      credential: [{ name: "apiToken", kind: "secret", isNeeded: true }],
    },
  },
  wazuh: {
    name: "Wazuh",
    acts: {
      settings: [
        server,
        { name: "commands.kill", kind: "text", isAlwaysIn: true },
        { name: "commands.remove", kind: "text", isAlwaysIn: true },
        { name: "commands.isolate", kind: "text", isAlwaysIn: true },
        { name: "commands.release", kind: "text", isAlwaysIn: true },
        { name: "receipts", kind: "lines" },
        { name: "windowsCommands.kill", kind: "text" },
        { name: "windowsCommands.remove", kind: "text" },
        { name: "windowsCommands.isolate", kind: "text" },
        { name: "windowsCommands.release", kind: "text" },
        page,
        timeout,
      ],
      credential: account,
    },
  },
  guardduty: { name: "Amazon GuardDuty" },
  ec2: {
    name: "Amazon EC2",
    acts: {
      settings: [
        { name: "accountId", kind: "text", isNeeded: true },
        { name: "region", kind: "text", isNeeded: true },
        { name: "roleArn", kind: "text" },
        { name: "exemptTag", kind: "text" },
        timeout,
      ],
      credential: [
        { name: "accessKeyId", kind: "text", isNeeded: true },
        { name: "secretAccessKey", kind: "secret", isNeeded: true },
        { name: "sessionToken", kind: "secret" },
        { name: "externalId", kind: "secret" },
      ],
    },
  },
  ocsf: { name: "OCSF" },
  generic: { name: "JSON (Hikeshi)" },
};

export const productNames: readonly string[] = Object.keys(PRODUCTS);
export const productName = (vendor: string): string => PRODUCTS[vendor]?.name ?? vendor;

/** Products that can act on a computer. */
export const actingProducts: readonly string[] = productNames.filter((vendor) => PRODUCTS[vendor]?.acts !== undefined);
export const actingOf = (vendor: string): Acting => PRODUCTS[vendor]?.acts ?? { settings: [], credential: [] };

/** A source is asked, and subscribed to, by its own product only. */
export const OWN_ONLY: readonly string[] = ["poll", "notificationUrl"];
export const fieldsFor = (acting: string, vendor: string): readonly ConnectorField[] =>
  actingOf(acting).settings.filter(({ name }) => acting === vendor || !OWN_ONLY.includes(name));
