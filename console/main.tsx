// The console's beginning: sign in, then show the address that the person wanted.
import "./console.css";
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { BrowserRouter } from "react-router";
import { type Api, createApi } from "./api.ts";
import { App } from "./app.tsx";
import { firstLanguage, LanguageProvider, useText } from "./language.tsx";
import { NoticesProvider } from "./parts/notices.tsx";
import { Loading } from "./parts/states.tsx";
import { ApiProvider, createQueries } from "./queries.ts";
import { createSignIn, loadConfig, type SignIn } from "./sign-in.ts";

// The sign-in page opens in the same language.
document.documentElement.lang = firstLanguage();
/** Once per page, however often React renders: an answer of the issuer can be taken once. */
const begun = begin();
const queries = createQueries();

async function begin(): Promise<SignIn> {
  const signIn = createSignIn(await loadConfig());
  if (signIn.isReturning(window.location.pathname)) {
    window.history.replaceState(null, "", await signIn.finish());
  }
  await signIn.token();
  return signIn;
}

function Signed() {
  const { text } = useText();
  const [ready, setReady] = useState<{ signIn: SignIn; api: Api }>();
  const [hasFailed, setHasFailed] = useState(false);
  useEffect(() => {
    begun.then((signIn) => setReady({ signIn, api: createApi(signIn) })).catch(() => setHasFailed(true));
  }, []);
  const { shell } = text;
  if (hasFailed)
    return (
      <Box padding="xxl">
        <Alert type="error" header={shell.signInFailed} action={<Button href="/">{shell.signInAgain}</Button>}>
          {text.states.unreachable}
        </Alert>
      </Box>
    );
  if (ready === undefined) return <Loading text={shell.signingIn} />;
  return (
    <ApiProvider value={ready.api}>
      <BrowserRouter>
        <NoticesProvider>
          <App onSignOut={() => void ready.signIn.signOut()} />
        </NoticesProvider>
      </BrowserRouter>
    </ApiProvider>
  );
}

const root = document.getElementById("root");
if (root !== null)
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <LanguageProvider>
          <Signed />
        </LanguageProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
