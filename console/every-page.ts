// All pages of a list, one after the other: for exports and drawings, which need the whole.
import type { Answer, Api, Operation } from "./api.ts";
import { answerOf, type Read } from "./queries.ts";

interface Paged<O extends Operation> {
  api: Api;
  operation: O;
  read: Read<O>;
  cursorOf(answer: Answer<O>): { cursor?: string };
  signal?: AbortSignal;
  onPage?(answer: Answer<O>): void;
}

/** Rejects as `api.call` does. */
export async function everyPage<O extends Operation>(wanted: Paged<O>): Promise<Answer<O>[]> {
  const { api, operation, read, cursorOf, signal, onPage } = wanted;
  const answers: Answer<O>[] = [];
  let cursor: string | undefined;
  do {
    const query = { ...read.query, ...(cursor === undefined ? {} : { cursor }) };
    const request = { ...read, query, ...(signal === undefined ? {} : { signal }) };
    const answer = answerOf(await api.call(operation, request));
    answers.push(answer);
    onPage?.(answer);
    cursor = cursorOf(answer).cursor;
  } while (cursor !== undefined);
  return answers;
}
