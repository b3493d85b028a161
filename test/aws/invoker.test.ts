// The Invoker on Lambda: over a double that answers as the API reference of Invoke says.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createInvoker } from "../../aws/invoker.ts";
import { invokerContract } from "../contracts/invoker.ts";
import { failureOf } from "./failures.ts";

beforeEach(() => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "s3cret");
  vi.stubEnv("AWS_SESSION_TOKEN", "session");
});
afterEach(() => vi.unstubAllEnvs());

const PLACE = { stage: "prod", region: "ap-northeast-1" };

/** Takes an event, answers 202, and runs the function then, as Lambda does. */
function opened() {
  let run = async (_name: string, _event: any): Promise<unknown> => undefined;
  const requests: Request[] = [];
  const fetch: typeof globalThis.fetch = async (input) => {
    const request = new Request(input);
    requests.push(request.clone());
    const [, name = ""] = /\/functions\/hikeshi-prod-([\w-]+)\/invocations$/.exec(new URL(request.url).pathname) ?? [];
    const event = JSON.parse(await request.text());
    setImmediate(() => void run(name, event).catch(() => {}));
    return new Response(null, { status: 202 });
  };
  return {
    invoker: createInvoker({ ...PLACE, fetch }),
    requests,
    behave(now: typeof run) {
      run = now;
    },
  };
}

invokerContract("Lambda", async () => opened());

test("the call is of Lambda's API, for an event that nobody waits for, and signed for its region and service", async () => {
  const { invoker, requests } = opened();
  await invoker.invoke("poll-source", { a: 1 });
  const [request] = requests;
  expect([request?.method, request?.url]).toEqual([
    "POST",
    "https://lambda.ap-northeast-1.amazonaws.com/2015-03-31/functions/hikeshi-prod-poll-source/invocations",
  ]);
  const header = (name: string) => request?.headers.get(name);
  expect(header("x-amz-invocation-type")).toBe("Event");
  expect(header("x-amz-security-token")).toBe("session");
  expect(header("authorization")).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/ap-northeast-1\/lambda\/aws4_request, SignedHeaders=\S*x-amz-invocation-type\S*, Signature=[0-9a-f]{64}$/,
  );
});

const answering = (status: number, type?: string) => async () =>
  new Response("s3cret", { status, headers: type === undefined ? {} : { "x-amzn-errortype": type } });
const failing = (code: string) => async () => {
  throw new TypeError("fetch failed", { cause: Object.assign(new Error("s3cret"), { code }) });
};
const late = async () => {
  throw new DOMException("s3cret", "TimeoutError");
};

test.each<[string, () => Promise<Response>, object]>([
  ["too many", answering(429, "TooManyRequestsException"), { name: "Unavailable", effect: "none" }],
  ["a server's failure", answering(500, "ServiceException"), { name: "Unavailable", effect: "maybe" }],
  ["something in between", answering(502), { name: "Unavailable", effect: "maybe" }],
  ["a time-out", late, { name: "Unavailable", effect: "maybe" }],
  ["a cut connection", failing("ECONNRESET"), { name: "Unavailable", effect: "maybe" }],
  ["another end of the network's", failing("UND_ERR_SOCKET"), { name: "Unavailable", effect: "maybe" }],
  ["no connection", failing("ECONNREFUSED"), { name: "Unavailable", effect: "none" }],
  ["no right to", answering(403, "AccessDeniedException:http://x/"), { name: "Aws.AccessDeniedException" }],
  ["no such function", answering(404, "ResourceNotFoundException"), { name: "Aws.ResourceNotFoundException" }],
  ["an answer as if somebody waited", answering(200), { name: "Aws.Status200" }],
])("%s is told in our words, and quotes nothing", async (_what, fetch, wanted) => {
  const invoker = createInvoker({ ...PLACE, fetch });
  expect(await failureOf(invoker.invoke("poll-source", { a: "s3cret" }))).toMatchObject(wanted);
});

test("an endpoint that the environment names is asked instead", async () => {
  const asked: string[] = [];
  const fetch: typeof globalThis.fetch = async (input) => {
    asked.push(new Request(input).url);
    return new Response(null, { status: 202 });
  };
  await createInvoker({ ...PLACE, endpoint: "http://127.0.0.1:9", fetch }).invoke("poll-source", {});
  await createInvoker({ stage: "prod", region: "cn-north-1", fetch }).invoke("poll-source", {});
  expect(asked.map((url) => new URL(url).origin)).toEqual([
    "http://127.0.0.1:9",
    "https://lambda.cn-north-1.amazonaws.com.cn",
  ]);
});
