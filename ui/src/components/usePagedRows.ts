// Pages of a long list, fetched as they come into view and kept in the query cache. Made for VirtualTable: `rows` and
// `onVisible` plug straight into it. The caller gives the command and the request without its page.
import { useQueries, keepPreviousData } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import type { WireError } from '../contract/contract';
import { call, keyOf, type Answer, type CommandName, type Request } from '../platform/call';

type Paged = { rows: readonly unknown[]; total: number };
export type PagedCommand = { [K in CommandName]: Answer<K> extends Paged ? (Request<K> extends { offset: number; limit: number } ? K : never) : never }[CommandName];
export type RowOf<K extends PagedCommand> = Answer<K> extends { rows: (infer Row)[] } ? Row : never;

export type PagedRows<K extends PagedCommand> = {
  total: number;
  rows: (index: number) => RowOf<K> | undefined;
  onVisible: (range: { first: number; last: number }) => void;
  /** The first page's answer: totals and facets of the selection. */
  head: Answer<K> | undefined;
  /** True until the first answer is there. */
  loading: boolean;
  error: WireError | null;
  retry: () => void;
};

/** The list that `request` selects, in pages of `size` rows (at most 500). */
export function usePagedRows<K extends PagedCommand>(name: K, request: Omit<Request<K>, 'offset' | 'limit'>, size = 100): PagedRows<K> {
  const [range, setRange] = useState({ first: 0, last: 0 });
  const selection = JSON.stringify(request);
  const pages = useMemo(() => {
    const wanted = new Set([0]);
    for (let page = Math.floor(range.first / size); page * size < range.last; page += 1) wanted.add(page);
    return [...wanted].sort((a, b) => a - b);
  }, [range, size]);
  const requests = useMemo(
    () => pages.map((page) => ({ ...(JSON.parse(selection) as object), offset: page * size, limit: size }) as unknown as Request<K>),
    [pages, selection, size],
  );
  const results = useQueries({
    queries: requests.map((one, at) => ({
      queryKey: keyOf(name, one),
      queryFn: () => call(name, one),
      // Only the first page keeps the last selection's answer: later pages would show rows of another list.
      ...(pages[at] === 0 ? { placeholderData: keepPreviousData } : {}),
    })),
  });
  const first = results[0];
  const head = first?.data as Answer<K> | undefined;
  const answers = new Map(pages.map((page, at) => [page, results[at]?.data as Paged | undefined]));
  const onVisible = useCallback((next: { first: number; last: number }) => {
    setRange((now) => (now.first === next.first && now.last === next.last ? now : next));
  }, []);
  const failed = results.find((result) => result.error !== null);
  return {
    total: (head as Paged | undefined)?.total ?? 0,
    rows: (index) => answers.get(Math.floor(index / size))?.rows[index % size] as RowOf<K> | undefined,
    onVisible,
    head,
    loading: head === undefined && failed === undefined,
    error: (failed?.error as WireError | null | undefined) ?? null,
    retry: () => results.forEach((result) => void (result.error !== null && result.refetch())),
  };
}
