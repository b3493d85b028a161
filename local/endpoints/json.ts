// Reading untrusted JSON and queries, and the two shapes of an answer.

/** What a handler gives back. `body` undefined: an empty body. */
export interface Answer {
  status: number;
  body?: unknown;
}

/** gRPC codes that the JSON error bodies carry beside the HTTP status (google.rpc.Code). */
const grpcCodes: Record<number, number> = {
  400: 3,
  401: 16,
  403: 7,
  404: 5,
  429: 8,
  500: 13,
  501: 12,
  503: 14,
  504: 4,
};

/** Thrown by handlers: becomes `{code, message, details: []}` with this HTTP status. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export function problemAnswer(status: number, message: string): Answer {
  return { status, body: { code: grpcCodes[status] ?? 2, message, details: [] } };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function recordAt(value: unknown, key: string): Record<string, unknown> {
  const found = isRecord(value) ? value[key] : undefined;
  if (found === undefined || found === null) return {};
  if (!isRecord(found)) throw new Problem(400, `${key} is not an object`);
  return found;
}

/** Unset text is "" as in protobuf JSON. */
export function textAt(record: Record<string, unknown>, key: string): string {
  const found = record[key];
  if (found === undefined || found === null) return "";
  if (typeof found !== "string") throw new Problem(400, `${key} is not a string`);
  return found;
}

export function textsAt(record: Record<string, unknown>, key: string): string[] {
  return listAt(record, key).map((item) => {
    if (typeof item !== "string") throw new Problem(400, `${key} holds something that is not a string`);
    return item;
  });
}

export function listAt(record: Record<string, unknown>, key: string): unknown[] {
  const found = record[key];
  if (found === undefined || found === null) return [];
  if (!Array.isArray(found)) throw new Problem(400, `${key} is not an array`);
  return found;
}

/** Epoch milliseconds, or undefined where unset. */
export function instantAt(record: Record<string, unknown>, key: string): number | undefined {
  const text = textAt(record, key);
  if (text === "") return undefined;
  const at = Date.parse(text);
  if (Number.isNaN(at) || !/^\d{4}-\d\d-\d\dT/.test(text)) throw new Problem(400, `${key} is not a timestamp`);
  return at;
}

export function flagAt(query: URLSearchParams, key: string): boolean {
  const text = query.get(key) ?? "";
  if (!["", "true", "false"].includes(text)) throw new Problem(400, `${key} is not a boolean`);
  return text === "true";
}

/** Protobuf-JSON instants of this API are whole seconds: "2024-03-27T09:54:20Z". */
export function instant(at: number): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, "Z");
}
