// How each product's sender carries the source's secret: one line a product. A source whose credential is `signature` is
// signed instead, whatever the product (Standard Webhooks).

export interface Given {
  payload: Buffer<ArrayBuffer>;
  secret: string;
}

export interface Sent {
  headers: Record<string, string>;
  /** Where the secret goes into the body, or a sender wraps what it tells; the payload as it is unless told. */
  payload?: Buffer<ArrayBuffer>;
}

export type SendAs = (given: Given) => Sent;

export const bearer: SendAs = ({ secret }) => ({ headers: { authorization: `Bearer ${secret}` } });

/** As an EventBridge API destination does. */
const apiKey: SendAs = ({ secret }) => ({ headers: { "x-api-key": secret } });

/** Microsoft Graph: each notification carries the secret in its body; an alert itself is sent as anyone would. */
const clientState: SendAs = ({ payload, secret }) => {
  const text = payload.toString("utf8");
  const filled = text.replace(
    /("clientState"\s*:\s*)"(?:[^"\\]|\\.)*"/g,
    (_all, name) => name + JSON.stringify(secret),
  );
  return filled === text ? bearer({ payload, secret }) : { headers: {}, payload: Buffer.from(filled) };
};

export const sendingAs: ReadonlyMap<string, SendAs> = new Map([
  ["generic", bearer],
  ["eset", bearer],
  ["eset-inspect", bearer],
  ["guardduty", apiKey],
  ["ocsf", bearer],
  ["ec2", bearer],
  ["sentinelone", bearer],
  ["wazuh", bearer],
  ["defender", clientState],
  ["crowdstrike", bearer],
]);
