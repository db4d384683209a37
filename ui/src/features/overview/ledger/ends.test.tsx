import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRouter, RouterContextProvider } from '@tanstack/react-router';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import type { Ledger } from '../../../contract/contract';
import sample from '../../../test/fixtures/ledger.json';
import { Equation } from './EndsBar';
import { recordsOf, shownLines, toldOf, validate, widthOf, withheldEnds } from './ends';
import { Contradictions } from './LedgerScreen';
import { follows, Records } from './Records';

const ledger = sample as Ledger;

test('the fixture adds up, and the equation names all six ends', () => {
  expect(ledger.lines.reduce((sum, line) => sum + (line.records ?? 0), 0)).toBe(ledger.records);
  const html = renderToStaticMarkup(<Equation ledger={ledger} />);
  for (const end of ledger.ends) expect(html).toContain(end.value);
  expect(html).not.toContain('unaccounted');
});

test('what does not add up is said', () => {
  expect(renderToStaticMarkup(<Equation ledger={{ ...ledger, unaccounted: 3 }} />)).toContain('unaccounted: 3');
});

test('a URL shows what it names and nothing unknown', () => {
  expect(validate({ ends: ['archived', 'lost', 'archived'], text: '', sort: 'nonsense' })).toEqual({ ends: ['archived'] });
  expect(shownLines(ledger, { ends: ['archived'] }).every((line) => line.end === 'archived')).toBe(true);
  expect(shownLines(ledger, { text: 'VOIDED' }).map((line) => line.relation)).toEqual(['medications']);
  const sorted = shownLines(ledger, { sort: '-records' }).map((line) => line.records ?? 0);
  expect(sorted).toEqual([...sorted].sort((a, b) => b - a));
  expect(shownLines(ledger, {})).toEqual(ledger.lines);
});

test('records that are withheld are said to be', () => {
  const line = { relation: 'people', end: 'migrated', reason: '', records: 57 };
  expect([recordsOf([line]), recordsOf([line, { ...line, end: 'archived', records: null }])]).toEqual(['57 records', '57 records and a withheld number']);
});

test('the equation says that a number is withheld, and of an end of which nothing is told not that it is none', () => {
  const line = (end: string, records: number | null) => ({ relation: 'people', end, reason: '', records });
  const few = { records: 64, unaccounted: 0, lines: [line('migrated', 50), line('rejected', null), line('rejected', 2), line('archived', null)], ends: [['migrated', 50], ['merged', 0], ['rejected', 2], ['archived', 0]].map(([value, count]) => ({ value: String(value), count: Number(count) })) };
  const text = renderToStaticMarkup(<Equation ledger={few} />).replaceAll(/<[^>]*>/g, '');
  expect(text).toBe('64=50 migrated+0 merged+2 rejected+a number that is withheld (rejected, archived)');
  expect(few.ends.map((end) => toldOf(end, withheldEnds(few.lines)))).toEqual(['50', '0', '2 + withheld', 'withheld']);
  expect(renderToStaticMarkup(<Equation ledger={{ ...ledger, lines: ledger.lines.filter((one) => one.records !== null) }} />)).not.toContain('withheld');
});

test('the smallest part is still seen, and none is none', () => {
  expect(widthOf(0, 100)).toBe('0');
  expect(widthOf(1, 1_000_000)).toMatch(/^max\(3px/);
});

test('it says what it follows', () => {
  expect(follows({ records: 1, migrateRun: 2, compareRun: 3 })).toBe(', by migration 2 and comparison 3');
  expect(follows({ records: 1, migrateRun: 0, compareRun: 3 })).toBe(', by the alignment of comparison 3');
});

test('decisions that a document contradicts are counted and told', () => {
  const router = createRouter({ routeTree: createRootRoute(), history: createMemoryHistory() });
  const told = (lines: string[]) => renderToStaticMarkup(<RouterContextProvider router={router}><Contradictions lines={lines} /></RouterContextProvider>);
  const one = told(ledger.contradictions);
  expect(one).toContain('1 decision on hidden corners is contradicted');
  expect(one).toContain('letters_old is decided to be dropped');
  expect(told(['a', 'b'])).toContain('2 decisions on hidden corners are contradicted');
});

test('the summary on the Overview leads to all lines', () => {
  const client = new QueryClient();
  client.setQueryData(['ledger', {}], ledger);
  const router = createRouter({ routeTree: createRootRoute(), history: createMemoryHistory() });
  const html = renderToStaticMarkup(
    <RouterContextProvider router={router}>
      <QueryClientProvider client={client}><Records /></QueryClientProvider>
    </RouterContextProvider>,
  );
  expect(html).toContain('href="/overview/ledger"');
  expect(html).toContain('15,527');
});
