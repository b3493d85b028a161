// Ports whose adapters are loaded and made with their first call: what a function does not use, its start does not wait for.
import type { Invoker, Mailer, Secrets, Table, Translator, Workflow } from "../core/ports.ts";

type Load<T> = () => Promise<T>;

/** What fails is tried again with the next call. */
function once<T>(load: Load<T>): Load<T> {
  let loaded: Promise<T> | undefined;
  return () => {
    loaded ??= load().catch((error) => {
      loaded = undefined;
      throw error;
    });
    return loaded;
  };
}

export function lazyTable(load: Load<Table>): Table {
  const table = once(load);
  return {
    get: async (key) => (await table()).get(key),
    put: async (item, expected) => (await table()).put(item, expected),
    remove: async (key, version) => (await table()).remove(key, version),
    query: async (query) => (await table()).query(query),
    queryIndex: async (index, query) => (await table()).queryIndex(index, query),
  };
}

export function lazyMailer(load: Load<Mailer>): Mailer {
  const mailer = once(load);
  return { send: async (mail) => (await mailer()).send(mail) };
}

export function lazyWorkflow(load: Load<Workflow>): Workflow {
  const workflow = once(load);
  return {
    start: async (name, input) => (await workflow()).start(name, input),
    wake: async (token) => (await workflow()).wake(token),
    stop: async (name, reason) => (await workflow()).stop(name, reason),
    state: async (name) => (await workflow()).state(name),
    history: async (name, after) => (await workflow()).history(name, after),
  };
}

export function lazyInvoker(load: Load<Invoker>): Invoker {
  const invoker = once(load);
  return { invoke: async (name, event) => (await invoker()).invoke(name, event) };
}

export function lazySecrets(load: Load<Secrets>): Secrets {
  const secrets = once(load);
  return {
    get: async (name) => (await secrets()).get(name),
    put: async (name, value) => (await secrets()).put(name, value),
    retire: async (name) => (await secrets()).retire(name),
  };
}

export function lazyTranslator(load: Load<Translator>): Translator {
  const translator = once(load);
  return { translate: async (html, from, to) => (await translator()).translate(html, from, to) };
}
