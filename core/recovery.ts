// The steps of a recovery (NW隔離からの復旧) that are the customer's own, beside the recommended actions: ticked off by whoever did them.
import * as z from "zod";
import type { Bilingual } from "./ports.ts";

/** In their order; the isolation is ended after `updates-possible`. */
export const RecoveryStep = z.enum(["user-told", "credentials-checked", "updates-possible", "connection-checked"]);
export type RecoveryStep = z.infer<typeof RecoveryStep>;

export const recoveryStepWords: Record<RecoveryStep, Bilingual> = {
  "user-told": {
    ja: "端末の利用者に電話または対面で連絡した",
    en: "told the computer's user by phone or in person",
  },
  "credentials-checked": {
    ja: "同じ認証情報を使う他の端末を確認した",
    en: "checked other computers that use the same credentials",
  },
  "updates-possible": {
    ja: "最新の定義・OS更新が適用できる状態か確認した",
    en: "checked that current definitions and system updates can be installed",
  },
  "connection-checked": {
    ja: "VPN・業務システムの接続を利用者と確認した",
    en: "checked VPN and business systems together with the user",
  },
};
