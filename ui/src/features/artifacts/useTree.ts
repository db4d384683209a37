// The tree of artifacts as a list that a table can show: asks for what is open and looked at, and remembers what was there.
import { useQueries } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ArtifactsQuery, TreeRow, WireError } from '../../contract/contract';
import { call, keyOf } from '../../platform/call';
import { type Held, indexOf, type Known, type Line, lineAt, PAGE, parentOf, spans, wanted } from './tree';

export type Tree = {
  total: number;
  lines: (index: number) => Line | undefined;
  onVisible: (range: { first: number; last: number }) => void;
  loading: boolean;
  error: WireError | null;
  retry: () => void;
  /** Opens what is closed and closes what is open. */
  turn: (node: string) => void;
  indexOf: (is: (row: TreeRow) => boolean) => number | null;
  parentOf: (line: Line) => number | null;
};

/** `way` are the nodes that an artifact lies under: they are opened when it becomes another one. */
export function useTree(filter: Omit<ArtifactsQuery, 'offset' | 'limit'>, way: readonly string[]): Tree {
  const selection = JSON.stringify({ ...filter, sort: '', offset: 0, limit: 0 });
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  const [range, setRange] = useState({ first: 0, last: 0 });
  const [asked, setAsked] = useState([{ node: '', page: 0 }]);
  const shownWay = way.slice(1).join(' ');
  useEffect(() => {
    if (shownWay !== '') setTurned((now) => new Set([...now, ...shownWay.split(' ')]));
  }, [shownWay]);
  const requests = asked.map(({ node, page }) => ({ node, filter: JSON.parse(selection) as ArtifactsQuery, offset: page * PAGE, limit: PAGE }));
  const results = useQueries({ queries: requests.map((request) => ({ queryKey: keyOf('artifact_tree', request), queryFn: () => call('artifact_tree', request) })) });

  // Rows that were there stay known while others are asked for; another selection is another tree.
  const memory = useRef<{ of: string; nodes: Map<string, { total: number; rows: Map<number, TreeRow> }> }>({ of: selection, nodes: new Map() });
  if (memory.current.of !== selection) memory.current = { of: selection, nodes: new Map() };
  const stamps = results.map((result) => result.dataUpdatedAt).join(' ');
  const known: Known = useMemo(() => {
    const nodes = memory.current.nodes;
    results.forEach(({ data }, at) => {
      const request = asked[at];
      if (data === undefined || request === undefined) return;
      const held = nodes.get(request.node) ?? { total: 0, rows: new Map<number, TreeRow>() };
      if (held.total !== data.total) held.rows.clear();
      held.total = data.total;
      data.rows.forEach((row, index) => held.rows.set(request.page * PAGE + index, row));
      nodes.set(request.node, held);
    });
    return new Map<string, Held>(nodes);
  }, [stamps, asked, selection]);

  const list = useMemo(() => spans(known, turned), [known, turned]);
  // The same line as long as nothing changes, so that rows that stay in view are not drawn again.
  const drawn = useMemo(() => new Map<number, Line>(), [known, list, turned]);
  const next = useMemo(() => wanted(known, turned, list.spans, range), [known, turned, list, range]);
  const key = next.map(({ node, page }) => `${node} ${page}`).join(',');
  useEffect(() => setAsked(next), [key]);

  const onVisible = useCallback((seen: { first: number; last: number }) => {
    setRange((now) => (now.first === seen.first && now.last === seen.last ? now : seen));
  }, []);
  const turn = useCallback((node: string) => {
    setTurned((now) => {
      const changed = new Set(now);
      if (!changed.delete(node)) changed.add(node);
      return changed;
    });
  }, []);
  const failed = results.find((result) => result.error !== null);
  return {
    total: list.total,
    lines: (index) => {
      const line = drawn.get(index) ?? lineAt(known, list.spans, turned, index);
      if (line !== undefined) drawn.set(index, line);
      return line;
    },
    onVisible,
    loading: !known.has('') && failed === undefined,
    error: (failed?.error as WireError | null | undefined) ?? null,
    retry: () => results.forEach((result) => void (result.error !== null && result.refetch())),
    turn,
    indexOf: (is) => indexOf(known, list.spans, is),
    parentOf: (line) => parentOf(known, list.spans, line),
  };
}
