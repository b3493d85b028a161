// The local issuer's own pages: who are you, and sign out. Plain forms, no script.
import type { IncomingMessage } from "node:http";
import { type Html, html } from "../../core/html.ts";
import type { Language } from "../../core/ports.ts";

const STYLE = `body{font:16px/1.6 system-ui,"Hiragino Sans","Yu Gothic UI",Meiryo,"Noto Sans CJK JP",sans-serif;max-width:24rem;margin:10vh auto;padding:1rem;color:#16191f}
h1{font-size:1.4rem}label{display:block;margin:1rem 0 .25rem;font-weight:600}
select,input{font:inherit;width:100%;box-sizing:border-box;padding:.5rem;border:1px solid #687078;border-radius:.5rem;background:#fff}
button{font:inherit;font-weight:600;margin-top:1.5rem;width:100%;padding:.6rem;border:0;border-radius:2rem;background:#0972d3;color:#fff}
.wrong{color:#a3170f;font-weight:600}.hint{color:#50555c;font-size:.9rem}`;

export const frame = (language: Language, title: string, content: Html): string =>
  html`<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title><style>${{ markup: STYLE }}</style></head><body><main><h1>${title}</h1>${content}</main></body></html>`
    .markup;

interface SignInPage {
  language: Language;
  users: readonly string[];
  /** Who was chosen before. */
  user?: string;
  isWrong?: boolean;
}

const NAMES: Record<string, Record<Language, string>> = {
  customer: { ja: "お客様の管理者", en: "customer's administrator" },
  analyst: { ja: "セキュリティエンジニア", en: "security engineer" },
  support: { ja: "テクニカルサポート", en: "technical support" },
  admin: { ja: "管理者", en: "administrator of the house" },
};

export function signInPage({ language, users, user = users[0] ?? "", isWrong = false }: SignInPage): string {
  const say = (ja: string, en: string) => (language === "ja" ? ja : en);
  const options = users.map((one) => {
    const text = `${one} — ${NAMES[one]?.[language] ?? ""}`;
    return one === user
      ? html`<option value="${one}" selected>${text}</option>`
      : html`<option value="${one}">${text}</option>`;
  });
  const wrong = isWrong
    ? html`<p class="wrong" role="alert">${say("ユーザーまたはパスワードが正しくありません。", "The user or the password is wrong.")}</p>`
    : html``;
  const title = say("Hikeshi にサインイン", "Sign in to Hikeshi");
  return frame(
    language,
    title,
    html`${wrong}<form method="post"><label for="user">${say("ユーザー", "User")}</label><select id="user" name="user">${options}</select><label for="password">${say("パスワード", "Password")}</label><input id="password" name="password" type="password" autocomplete="current-password" required autofocus><button type="submit">${say("サインイン", "Sign in")}</button></form><p class="hint">${say("パスワードは npm start の起動時に表示され、データフォルダーの access.json にもあります。", "npm start prints the passwords; they also stand in access.json in the data folder.")}</p>`,
  );
}

/** `form`: the issuer's own form `op.logoutForm`, as markup. */
export const signOutPage = (language: Language, form: string): string => {
  const isJapanese = language === "ja";
  return frame(
    language,
    isJapanese ? "Hikeshi からサインアウト" : "Sign out of Hikeshi",
    html`${{ markup: form }}<button type="submit" form="op.logoutForm" name="logout" value="yes">${isJapanese ? "サインアウト" : "Sign out"}</button>`,
  );
};

/** `error`: OAuth's word for it. In both languages: who cannot be told apart has none. */
export const errorPage = (error: string): string =>
  frame(
    "ja",
    "Hikeshi",
    html`<p>サインインを続けられませんでした（${error}）。</p><p lang="en">The sign-in could not go on (${error}).</p><p><a href="/">コンソールを開く / Open the console</a></p>`,
  );

const MOST_BYTES = 4096;

/** The fields of a posted form; nothing of one that is too large. */
export async function formOf(incoming: IncomingMessage): Promise<Record<string, string>> {
  let text = "";
  incoming.setEncoding("utf8");
  for await (const part of incoming) {
    text += String(part);
    if (text.length > MOST_BYTES) return {};
  }
  return Object.fromEntries(new URLSearchParams(text));
}
