// What one machine serves beside the API: the console's files, its configuration, and the sign-in that it leads to.
import type { IncomingMessage, ServerResponse } from "node:http";
import { type ConsoleFiles, createFiles } from "./files.ts";
import { CLIENT_ID, ISSUER_PATH, SCOPE, type SignInParts } from "./names.ts";
import { createLocalSignIn, type LocalSignIn } from "./sign-in.ts";

export interface SiteParts extends SignInParts {
  /** A built console to serve as it is; absent: the one of this checkout, built when it is first asked for. */
  folder?: string | undefined;
}

/** Resolves to whether it has answered. The request's host has been checked. */
export type Site = (incoming: IncomingMessage, response: ServerResponse) => Promise<boolean>;

export function createSite(parts: SiteParts): Site {
  const files = createFiles(parts.folder);
  const signIn = createLocalSignIn(parts);
  return async (incoming, response) => {
    const { pathname } = new URL(incoming.url ?? "/", parts.origin());
    if (pathname.startsWith("/v1/") || pathname === "/mailbox" || pathname.startsWith("/mailbox/")) return false;
    // One address: tokens, redirects and what the browser keeps belong to it.
    if (incoming.headers.host !== new URL(parts.origin()).host) {
      response.writeHead(302, { location: `${parts.origin()}${incoming.url ?? "/"}` }).end();
      return true;
    }
    return answer(incoming, response, { ...parts, files, signIn, pathname });
  };
}

interface Answering extends SiteParts {
  files: ConsoleFiles;
  signIn: LocalSignIn;
  pathname: string;
}

async function answer(incoming: IncomingMessage, response: ServerResponse, site: Answering): Promise<boolean> {
  const { files, signIn, pathname, origin } = site;
  if (await signIn(incoming, response, pathname)) return true;
  if (incoming.method !== "GET" && incoming.method !== "HEAD") return false;
  if (pathname !== "/console-config.json") return files(incoming, response, pathname);
  const config = { authority: `${origin()}${ISSUER_PATH}`, clientId: CLIENT_ID, scope: SCOPE };
  response.writeHead(200, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(config));
  return true;
}
