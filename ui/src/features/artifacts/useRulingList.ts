// What the lists of integrations and of rules share: marks, the row or rows that a decision is about, the keys that choose
// one, and where to go next.
import { useCallback, useState } from 'react';
import type { Ruled } from './RulingForm';
import type { Ruling } from './rulings';
import { type ArtifactsSearch, discoveryRequest, NONE } from './search';
import { useDiscoveryList, type DiscoveryList } from './useDiscoveryList';
import { useMarks, type Marks } from '../../components/useMarks';
import type { Rulings } from './useRulings';
import type { Go } from './useWhere';

type Names = 'integrations' | 'legacy_rules';

export type RulingList<K extends Names, Row extends { id: string }> = {
  of: DiscoveryList<K>;
  marks: Marks<Row>;
  /** What a decision is about: what is marked, else the row that is open. */
  subject: readonly Row[];
  choice: string | null;
  taken: () => void;
  last: Ruled | null;
  send: (ruled: Ruled) => void;
  takeBack: () => void;
  close: () => void;
};

type Asked<Row> = { rulings: readonly Ruling[]; open: string; wordOf: (row: Row) => string; may: boolean; by: Rulings<Row> };

export function useRulingList<K extends Names, Row extends { id: string }>(name: K, search: ArtifactsSearch, go: Go, asked: Asked<Row>): RulingList<K, Row> {
  const { rulings, open, wordOf, may, by } = asked;
  const [choice, setChoice] = useState<string | null>(null);
  const [last, setLast] = useState<Ruled | null>(null);
  const taken = useCallback(() => setChoice(null), []);
  const choose = (word: string) => (): void => {
    if (search.item === NONE && marks.rows.length === 0) go({ item: undefined }, { replace: true });
    setChoice(word);
  };
  const of: DiscoveryList<K> = useDiscoveryList(name, search, go, (row) => (row as unknown as Row).id, {
    ...Object.fromEntries(rulings.map((one) => [one.key, choose(one.word)])),
    x: () => of.selected !== null && marks.mark(of.selected, 'toggle'),
    o: () => may && subject.some((row) => wordOf(row) !== open) && takeBack(),
    Escape: () => (marks.rows.length > 0 ? marks.clear() : go({ item: NONE })),
  });
  const row = (index: number): Row | undefined => of.row(index) as unknown as Row | undefined;
  const marks = useMarks<Row, K>(name, { total: of.list.total, row }, discoveryRequest(search) as never, of.selected);
  const current = of.selected === null || of.open === undefined ? undefined : row(of.selected);
  const subject = marks.rows.length > 0 ? marks.rows : current === undefined ? [] : [current];
  const nextOpen = (): Row | undefined => {
    const from = of.selected ?? 0;
    for (let step = 1; step < of.list.total; step += 1) {
      const one = row((from + step) % of.list.total);
      if (one !== undefined && wordOf(one) === open) return one;
    }
    return undefined;
  };
  const send = (ruled: Ruled): void => {
    const next = marks.rows.length === 0 && ruled.word !== open ? nextOpen() : undefined;
    void by.rule(subject, ruled, () => {
      if (ruled.word !== open) setLast(ruled);
      marks.clear();
      if (next !== undefined) go({ item: next.id }, { replace: true });
      of.focus();
    });
  };
  const takeBack = (): void => send({ word: open, owner: '', reason: '' });
  const close = (): void => {
    marks.clear();
    go({ item: NONE });
  };
  return { of, marks, subject, choice, taken, last, send, takeBack, close };
}
