// The calls of an inquiry that tests make, in a house with a desk.
import { type ApiHouse, apiHouse } from "../../api-house.ts";

export const root = "/v1/customers/acme/inquiries";
export const WORDS = { subject: "推奨対応について", text: "キーが見つかりません。", language: "ja" };
export const SUSPICION = { computer: "PC-SOUMU03", noticedAt: "2026-01-04T23:00:00Z", done: "LANケーブルを抜きました" };

export const open = (house: ApiHouse, more: object = {}, key = "open-1") =>
  house.call("POST", root, { as: "customer", body: { ...WORDS, ...more }, headers: { "idempotency-key": key } });
export const write = (house: ApiHouse, id: string, as: string, more: object = {}, headers = {}) =>
  house.call("POST", `${root}/${id}/messages`, { as, body: { text: "answer", language: "en", ...more }, headers });
export const read = async (house: ApiHouse, id: string, as = "customer") =>
  (await house.call("GET", `${root}/${id}`, { as })).body;

export async function houseWithDesk(): Promise<ApiHouse> {
  const house = await apiHouse();
  const kinds = ["inquiry-received" as const];
  house.deps.house.support = [{ address: "desk@hikeshi.test", language: "en", kinds }];
  return house;
}
