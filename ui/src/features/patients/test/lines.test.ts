/** The table of statements: which lines hold the words, and in which order they stand. */
import { expect, it } from 'vitest';
import chart from '../../../test/fixtures/chart.json';
import type { Chart } from '../../../contract/contract';
import { findingsShown, linesOf, linesShown } from '../chart/StatementList';
import { validateChart } from '../search';
import { bookOf } from '../timeline/book';

const book = bookOf(chart as unknown as Chart);
const lines = linesOf(book);
const said = (line: (typeof lines)[number]): string => [line.legacy?.label, line.destination?.label].join(' ').toLowerCase();

it('finds lines by every word, of either side, in any order and case', () => {
  const [word] = (lines.find((line) => line.legacy !== undefined)?.legacy?.label ?? '').split(' ');
  if (word === undefined || word === '') throw new Error('the fixture holds no legacy label');
  const found = linesShown(lines, word.toUpperCase(), '');
  expect(found.length).toBeGreaterThan(0);
  expect(found).toEqual(lines.filter((line) => found.includes(line)));
  expect(linesShown(lines, `${word} nobody-says-this`, '')).toEqual([]);
  expect(linesShown(lines, '  ', '')).toBe(lines);
});

it('sorts by harm, by time and by what either book says, and turns round', () => {
  const worst = linesShown(lines, '', '-verdict');
  expect(worst[0]?.pair.finding).not.toBe('');
  expect(worst.at(-1)?.pair.finding).toBe('');
  const names = linesShown(lines, '', 'legacy').map((line) => line.legacy?.label.toLowerCase() ?? '');
  expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b)));
  expect(linesShown(lines, '', 'when')).toHaveLength(lines.length);
  expect(linesShown(lines, '', 'nothing')).toEqual(lines);
  expect(said(linesShown(lines, '', '-legacy')[0] ?? lines[0]!)).not.toBe('');
});

it('walks the findings of the lines that words leave, and all of them without words', () => {
  expect(findingsShown(book, ' ')).toBe(book.findings);
  expect(findingsShown(book, 'nobody-says-this')).toEqual([]);
  const { kind } = book.findings[0] ?? { kind: '' };
  const walked = findingsShown(book, kind);
  const shown = linesShown(lines, kind, '');
  expect(walked.length).toBeGreaterThan(0);
  expect(walked.length).toBeLessThan(book.findings.length);
  expect(walked.every(({ id }) => shown.some(({ pair }) => pair.finding === id))).toBe(true);
  expect(walked).toEqual(book.findings.filter((finding) => walked.includes(finding)));
});

it('keeps words and order in the URL, and no order that there is not', () => {
  expect(validateChart({ as: 'list', words: 'warfarin', by: '-when' })).toEqual({ as: 'list', words: 'warfarin', by: '-when' });
  expect(validateChart({ by: 'password' })).toEqual({});
});
