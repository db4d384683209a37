// The one way to ask the workspace anything: `call()` for a single question, `useCommand()` for server state in the
// query cache, `useAct()` for a change. Every name, request and answer is typed by the generated contract.
//
// It is not a place for rules about any screen. What must stay true: a failure is always a `WireError`; nothing else
// is thrown. Which queries a change refreshes is read off the command table's tags, never listed by a screen.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { UseMutationResult, UseQueryOptions, UseQueryResult } from '@tanstack/react-query';
import table from '../contract/commands.json';
import type { Commands, WireError } from '../contract/contract';
import { asWireError } from './failure';
import { noteExpired } from './session';
import { send } from './transport';

export type CommandName = keyof Commands & string;
export type Request<K extends CommandName> = Commands[K][0];
export type Answer<K extends CommandName> = Commands[K][1];

const reads = new Map<string, readonly string[]>(table.map((row) => [row.name, row.reads]));
const writes = new Map<string, readonly string[]>(table.map((row) => [row.name, row.writes]));

/** Ask the workspace. Throws a `WireError` and nothing else. */
export async function call<K extends CommandName>(name: K, request: Request<K>): Promise<Answer<K>> {
  try {
    return (await send(name, request)) as Answer<K>;
  } catch (thrown) {
    const failure = asWireError(thrown);
    if (failure.code === 'session_expired') noteExpired();
    throw failure;
  }
}

/** The cache key of a question. */
export function keyOf<K extends CommandName>(name: K, request: Request<K>): [K, Request<K>] {
  return [name, request];
}

/** Whether a change made by `changed` can alter what `asked` answers. */
export function refreshes(changed: string, asked: string): boolean {
  const written = writes.get(changed) ?? [];
  return (reads.get(asked) ?? []).some((tag) => written.includes(tag));
}

export type CommandOptions<K extends CommandName> = Partial<
  Pick<UseQueryOptions<Answer<K>, WireError>, 'enabled' | 'refetchInterval' | 'staleTime'>
> & {
  /** Keep showing the last answer while the next one loads (lists whose filters change). Default true. */
  keep?: boolean;
};

/** A question as server state. The query key is `[name, request]`. */
export function useCommand<K extends CommandName>(
  name: K,
  request: Request<K>,
  options: CommandOptions<K> = {},
): UseQueryResult<Answer<K>, WireError> {
  const { keep = true, ...rest } = options;
  return useQuery<Answer<K>, WireError>({
    queryKey: keyOf(name, request),
    queryFn: () => call(name, request),
    ...(keep ? { placeholderData: keepPreviousData as never } : {}),
    ...rest,
  });
}

/** A change. When it succeeded, every question that reads a tag it writes is asked again. */
export function useAct<K extends CommandName>(name: K): UseMutationResult<Answer<K>, WireError, Request<K>> {
  const client = useQueryClient();
  return useMutation<Answer<K>, WireError, Request<K>>({
    mutationFn: (request) => call(name, request),
    onSuccess: () =>
      client.invalidateQueries({ predicate: (query) => refreshes(name, String(query.queryKey[0])) }),
  });
}
