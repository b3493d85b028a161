// The ports: all that the house asks of the world. aws/ and local/ implement them under the same file names,
// test/contracts/ says what any implementation must do.

/** Where an item stands. `pk` never crosses customers, but for the customer registry. */
export interface Key {
  pk: string;
  sk: string;
}

/**
 * One stored item. `version` starts at 1 and grows by one with each change. `body` is JSON, of one record shape, and
 * carries that shape's own `v`. `list` and `due` put it into the two indexes; their `sk` ends in the item's own id.
 */
export interface Item extends Key {
  version: number;
  body: Record<string, unknown>;
  list?: Key;
  due?: Key;
  /** Epoch seconds after which the item reads as absent. */
  expiresAtSeconds?: number;
}

export interface Page {
  items: Item[];
  /** Pass as `after` to go on; absent on the last page. */
  next?: string;
}

export interface Query {
  pk: string;
  /** Only items whose sk begins with this. */
  prefix?: string;
  /** Only items whose sk is greater (or, descending, smaller) than this: exclusive. */
  after?: string;
  descending?: boolean;
  /** At most 1000; 100 unless told. */
  limit?: number;
}

/** Conditional single-item storage. No transactions, no scans. Throws Unavailable. */
export interface Table {
  /** Strongly consistent. */
  get(key: Key): Promise<Item | undefined>;
  /** Writes if no item stands there (`"absent"`) or if the one there has this version; "refused" otherwise. The written item has version 1, or that version + 1. */
  put(item: Omit<Item, "version">, expected: "absent" | number): Promise<"done" | "refused">;
  /** Removes if the item has this version; a missing item counts as done. */
  remove(key: Key, version: number): Promise<"done" | "refused">;
  /** Strongly consistent, ordered by sk (UTF-8 bytes). `next` is the last sk read. */
  query(query: Query): Promise<Page>;
  /**
   * By index key; may lag behind on AWS, so no decision reads it. `prefix` and `after` speak of the index sk. Of the
   * items in `due` only pk, sk, `due` and `expiresAtSeconds` count: on AWS nothing else stands in that index.
   */
  queryIndex(index: "list" | "due", query: Query): Promise<Page>;
}

/** A mail as a value; the host composes MIME and sends it. Header values hold no line breaks. */
export interface Mail {
  to: string;
  from: string;
  subject: string;
  html: string;
  text: string;
  /** Our id of this mail, same on every repeat. */
  id: string;
  /** The thread's anchor, `<…@…>`: for References and In-Reply-To. */
  threadId?: string;
  /** Whom it concerns: tags where the mail server keeps some (SES), never a header. `incidentId`: or an inquiry's, which stands where incidents do. */
  about?: { customerId: string; incidentId?: string };
  language: Language;
}

export type Language = "ja" | "en";

/** Text that the house writes itself, in both languages. */
export interface Bilingual {
  ja: string;
  en: string;
}

export interface Mailer {
  /** Resolves once the mail server took it. Throws Refusal (never will) or Unavailable (may be tried again). */
  send(mail: Mail): Promise<void>;
}

/** The whole input of an execution: ids only, so history holds nothing private. It may only grow. */
export interface ExecutionInput {
  customerId: string;
  incidentId: string;
  round: number;
  /** Of the console, for whoever looks at the execution; no step reads it, and earlier executions have none. */
  incidentPage?: string;
}

export type ExecutionState = "running" | "succeeded" | "failed" | "timed-out" | "aborted" | "absent";

/** One event in the shape of Step Functions' GetExecutionHistory; `timestamp` is an ISO instant. */
export interface HistoryEvent {
  id: number;
  previousEventId: number;
  timestamp: string;
  type: string;
  [details: string]: unknown;
}

export interface Workflow {
  /** Name: incident id + "-" + round, 80 characters at most. While it runs, AWS answers "started" to everyone who asks the same. */
  start(name: string, input: ExecutionInput): Promise<"started" | "already-exists">;
  /** Ends the wait that holds this token, with `{}`. "gone": no wait holds it (any more). */
  wake(token: string): Promise<"woken" | "gone">;
  stop(name: string, reason: string): Promise<void>;
  state(name: string): Promise<ExecutionState>;
  history(name: string, after?: string): Promise<{ events: HistoryEvent[]; next?: string }>;
}

/** Work that nobody waits for, each in an invocation of its own: with a time-out of its own, and slow for nobody else. */
export interface Invoker {
  /**
   * Resolves once it is accepted: that function of the unattended ones (functions/index.ts) then gets `event`, at least
   * once. Ids only, as JSON of at most 200 kB: else Refusal. Throws Unavailable.
   */
  invoke(name: string, event: Record<string, unknown>): Promise<void>;
}

export interface Secrets {
  get(name: string): Promise<string | undefined>;
  put(name: string, value: string): Promise<void>;
  retire(name: string): Promise<void>;
}

export interface Translator {
  /** HTML of `<p>` elements, at most 10,000 bytes; what bears translate="no" comes back as it is. Nothing where it cannot. Throws Unavailable. */
  translate(html: string, from: Language, to: Language): Promise<string | undefined>;
}

/** One line per call: ids, outcome, milliseconds. Never a payload, a secret or a token. */
export type LogLine = Record<string, string | number | boolean | undefined>;
export interface Log {
  info(line: LogLine): void;
  warn(line: LogLine): void;
  error(line: LogLine): void;
}

/** Everything a function may use of the world. */
export interface Ports {
  table: Table;
  mailer: Mailer;
  workflow: Workflow;
  invoker: Invoker;
  secrets: Secrets;
  /** Absent where there is none, as on one machine. */
  translator?: Translator;
  log: Log;
  /** Epoch milliseconds. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  /** Resolves when nobody waits to act, or after a while: for work that may come later. Absent where no processor is shared. */
  standBack?(): Promise<void>;
  /** In [0, 1). */
  random(): number;
  fetch: typeof fetch;
}
