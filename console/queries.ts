// Reading and changing through the API in components: React Query over api.ts.
import {
  keepPreviousData,
  QueryClient,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { createContext, useContext } from "react";
import { type Answer, type Answered, type Api, ApiError, type Operation, type Request } from "./api.ts";

const ApiContext = createContext<Api | undefined>(undefined);
export const ApiProvider = ApiContext.Provider;

export function useApi(): Api {
  const api = useContext(ApiContext);
  if (api === undefined) throw new Error("There is no ApiProvider above.");
  return api;
}

/** What passes by itself is tried again; what the API refuses is not. */
const mayPass = (error: Error): boolean => !(error instanceof ApiError) || error.status === 0 || error.status >= 500;

export const createQueries = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: { staleTime: 2000, retry: (failures, error) => failures < 2 && mayPass(error) },
    },
  });

export type Read<O extends Operation> = Pick<Request<O>, "params" | "query">;
export const keyOf = <O extends Operation>(operation: O, { params, query }: Read<O>) =>
  [operation, params, query ?? {}] as const;

interface ReadOptions {
  enabled?: boolean;
  /** Reads again this often while the page is seen. */
  everyMilliseconds?: number;
  /** Shows the last page until the next one is there. */
  keepsPrevious?: boolean;
}

/** Reads one operation; the state machine of loading and error is React Query's. */
export function useRead<O extends Operation>(operation: O, read: Read<O>, options: ReadOptions = {}) {
  const api = useApi();
  const { enabled = true, everyMilliseconds, keepsPrevious = false } = options;
  return useQuery<Answer<O>, Error>({
    queryKey: keyOf(operation, read),
    enabled,
    refetchInterval: everyMilliseconds ?? false,
    queryFn: async ({ signal }): Promise<Answer<O>> => answerOf(await api.call(operation, { ...read, signal })),
    ...(keepsPrevious ? { placeholderData: keepPreviousData } : {}),
  });
}

export function answerOf<O extends Operation>({ answer }: Answered<O>): Answer<O> {
  if (answer === undefined) throw new ApiError(304, "unchanged", "Nothing has changed.");
  return answer;
}

/**
 * A change: `mutate({params, body, …})`; each press has an Idempotency-Key of its own. Afterwards all that is on screen is
 * read again.
 */
export function useChange<O extends Operation>(operation: O) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation<Answer<O>, Error, Request<O>>({
    mutationFn: async (request) => answerOf(await api.call(operation, request)),
    // Not awaited: who asked is told at once, and not after all is read anew, when what asked may be gone.
    onSettled: () => void queries.invalidateQueries(),
  });
}

type Cursored = { cursor?: string };

/** All pages of a list that were asked for so far, as one; `itemsOf` takes the items out of an answer. */
export function usePages<O extends Operation, T>(
  operation: O,
  read: Read<O>,
  itemsOf: (answer: Answer<O>) => readonly T[],
  cursorOf: (answer: Answer<O>) => Cursored,
  { everyMilliseconds }: Pick<ReadOptions, "everyMilliseconds"> = {},
) {
  const api = useApi();
  const pages = useInfiniteQuery({
    refetchInterval: everyMilliseconds ?? false,
    queryKey: [...keyOf(operation, read), "pages"],
    initialPageParam: "",
    queryFn: async ({ pageParam, signal }): Promise<Answer<O>> => {
      const query = { ...read.query, ...(pageParam === "" ? {} : { cursor: pageParam }) };
      return answerOf(await api.call(operation, { ...read, query, signal }));
    },
    getNextPageParam: (last: Answer<O>) => cursorOf(last).cursor,
  });
  return {
    items: pages.data?.pages.flatMap(itemsOf) ?? [],
    isPending: pages.isPending,
    error: pages.error,
    hasMore: pages.hasNextPage,
    isLoadingMore: pages.isFetchingNextPage,
    more: () => void pages.fetchNextPage(),
    again: () => void pages.refetch(),
  };
}
