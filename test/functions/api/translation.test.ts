// Machine translations: marked, made once, and never in the way of anything.
import { expect, test } from "vitest";
import { Unavailable } from "../../../core/errors.ts";
import type { Translator } from "../../../core/ports.ts";
import { type ApiHouse, apiHouse } from "../../api-house.ts";
import { seed } from "./incident-seed.ts";

const WORDS = "Delete `reg add x` and C:\\x\\srv.exe now";

async function commented(translate?: Translator["translate"]) {
  const house = await apiHouse();
  const asked: string[] = [];
  if (translate !== undefined)
    house.deps.translator = {
      translate: async (html, from, to) => {
        asked.push(`${from}>${to}`);
        return translate(html, from, to);
      },
    };
  const id = await seed(house);
  const incident = `/v1/customers/acme/incidents/${id}`;
  await house.call("POST", `${incident}/comments`, { as: "analyst", body: { text: WORDS, language: "en" } });
  const { entries } = (await house.call("GET", `${incident}/timeline`, { as: "customer", query: { limit: "200" } }))
    .body;
  const entry = entries.find(({ fact }: any) => fact.kind === "person-comment");
  const path = `${incident}/timeline/${entry.entryId}/translation`;
  const translation = async (to: string, as = "customer") =>
    house.call("GET", path, { as, query: { to, recordedAt: entry.recordedAt } });
  return { house, asked, path, entry, entries, translation };
}
const japanese: Translator["translate"] = async (html) =>
  html.replace("Delete ", "").replace(" and ", "と").replace(" now", "を今すぐ削除");

test("a comment is translated when somebody first asks, marked as such, and its commands stay", async () => {
  const { translation, asked } = await commented(japanese);
  const wanted = { machine: true, language: "ja", text: "`reg add x`とC:\\x\\srv.exeを今すぐ削除" };
  expect((await translation("ja")).body).toEqual(wanted);
  expect((await translation("ja", "support")).body).toEqual(wanted);
  expect(asked).toEqual(["en>ja"]);
  expect((await translation("en")).body).toEqual({ machine: true, language: "en" });
});

test.each([
  ["there is none", undefined],
  ["it does not answer", () => Promise.reject(new Unavailable("down", "none"))],
  ["it is broken", () => Promise.reject(new Error("defect"))],
  ["it loses a command", async (html: string) => html.replace(/<span[^>]*>0<\/span>/, "")],
])(
  "where the translator fails (%s), the original stands alone, and the next who asks may have it",
  async (_n, fails) => {
    const { house, translation } = await commented(fails);
    expect(await translation("ja")).toMatchObject({ status: 200, body: { machine: true, language: "ja" } });
    expect((await translation("ja")).body).not.toHaveProperty("text");
    house.deps.translator = { translate: japanese };
    expect((await translation("ja")).body.text).toContain("`reg add x`");
  },
);

test("only a person's comment is translated, and only for who may read it", async () => {
  const { house, path, entry, entries, translation } = await commented(japanese);
  expect((await translation("ja", "other")).status).toBe(404);
  expect((await translation("ja", "admin")).status).toBe(403);
  const another = entries.find(({ fact }: any) => fact.kind === "incident-created");
  const answer = await house.call("GET", path.replace(entry.entryId, another.entryId), {
    as: "customer",
    query: { to: "ja", recordedAt: another.recordedAt },
  });
  expect(answer).toMatchObject({ status: 404, body: { code: "comment-not-found" } });
});

test("a message of an inquiry is translated in the same way", async () => {
  const house: ApiHouse = await apiHouse();
  house.deps.translator = { translate: japanese };
  const root = "/v1/customers/acme/inquiries";
  const body = { subject: "s", text: WORDS, language: "en" };
  const { inquiryId } = (await house.call("POST", root, { as: "customer", body })).body;
  const [message] = (await house.call("GET", `${root}/${inquiryId}`, { as: "support" })).body.messages;
  const path = `${root}/${inquiryId}/messages/${message.messageId}/translation`;
  const read = async (as: string) => house.call("GET", path, { as, query: { to: "ja" } });
  expect((await read("support")).body).toMatchObject({
    machine: true,
    text: "`reg add x`とC:\\x\\srv.exeを今すぐ削除",
  });
  expect((await read("other")).status).toBe(404);
});
