// What nobody can be faster than with the same promises: node:http, one committed SQLite insert per request, and for the
// relay one HTTP call after it. Inserts of one moment share a commit, as the house's do.
import { Agent, createServer, request } from "node:http";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { parseArgs } from "node:util";

const { values: options } = parseArgs({ options: { data: { type: "string" }, relay: { type: "string" } } });
if (options.data === undefined) throw new Error("--data is needed");

const database = new DatabaseSync(join(options.data, "floor.db"));
database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
CREATE TABLE IF NOT EXISTS delivery (id TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;`);
const insert = database.prepare("INSERT OR IGNORE INTO delivery VALUES (?, ?)");
const waiting: { id: string; body: Buffer; done(): void }[] = [];

function keep(id: string, body: Buffer): Promise<void> {
  return new Promise((done) => {
    if (waiting.length === 0) setImmediate(commit);
    waiting.push({ id, body, done });
  });
}

function commit(): void {
  const batch = waiting.splice(0);
  database.exec("BEGIN IMMEDIATE");
  for (const { id, body } of batch) insert.run(id, body);
  database.exec("COMMIT");
  for (const { done } of batch) done();
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

function relay(url: string, id: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = request(`${url}/${id}`, { method: "POST", agent }, (answer) => {
      answer.resume();
      answer.on("end", resolve);
    });
    call.on("error", reject);
    call.end(JSON.stringify({ id }));
  });
}

const server = createServer((incoming, response) => {
  const chunks: Buffer[] = [];
  incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
  incoming.on("end", () => {
    const id = String(incoming.headers["webhook-id"]);
    void keep(id, Buffer.concat(chunks)).then(() => {
      if (options.relay !== undefined) relay(options.relay, id).catch(() => {});
      response.writeHead(202, { "content-type": "application/json" });
      response.end(JSON.stringify({ deliveryId: id }));
    });
  });
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object" && address !== null) console.log(`floor listens on ${address.port}`);
});
