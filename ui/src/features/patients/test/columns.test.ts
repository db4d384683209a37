/** What a list keeps where there is little room. */
import { expect, it } from 'vitest';
import { columnsOf } from '../chart/StatementList';
import { columnsFor } from '../list/columns';
import { chipsThatFit } from '../Reasons';
import { sampleColumns, sheetColumns } from '../review/columns';

const ids = (columns: readonly { id: string }[]): string[] => columns.map((column) => column.id);
/** The least that columns take, gaps of 10 and edges of 28 with them. */
const least = (columns: readonly { width: string }[]): number => columns.reduce((sum, { width }) => sum + Number(/\d+/.exec(width)?.[0]), 10 * (columns.length - 1) + 28);

it('keeps the harm and the reasons of a patient in half a window', () => {
  expect(ids(columnsFor(428))).toEqual(['rank', 'patient', 'safety', 'clinical', 'reasons']);
  expect(ids(columnsFor(1200))).toContain('difference');
  // In a window of 1280: the balance says how far the books part, and two reasons have room.
  const small = columnsFor(952);
  expect(ids(small)).toEqual(['rank', 'patient', 'sex', 'age', 'safety', 'clinical', 'findings', 'difference', 'reasons']);
  expect(chipsThatFit(['conflicting allergies', 'corrected or refuted 4', 'near midnight 7'], 952 - least(small.slice(0, -1)) - 24)).toBe(2);
  // Before it is measured nothing is left out.
  expect(ids(columnsFor(0))).toContain('destination');
});

it('keeps whose turn it is and why beside a panel, and cuts no column', () => {
  for (const [columns, width] of [[columnsFor(428), 428], [columnsFor(480), 480], [sheetColumns(524), 524], [sampleColumns(970, 0), 970], [sampleColumns(586, 0), 586], [columnsOf(898), 898], [columnsOf(650), 650], [columnsOf(586), 586]] as const) expect(least(columns)).toBeLessThanOrEqual(width);
  expect(ids(sheetColumns(524))).toEqual(['place', 'patient', 'state', 'mine', 'findings', 'reasons']);
  expect(ids(sheetColumns(900))).toContain('stratum');
});

it('keeps what changed in a narrow list of statements, and what may be said of a sample', () => {
  expect(ids(columnsOf(586))).toEqual(['verdict', 'when', 'legacy', 'destination', 'aspect']);
  expect(ids(columnsOf(0))).toContain('kind');
  expect(ids(sampleColumns(1090, 0))).toContain('by');
  expect(ids(sampleColumns(970, 0))).toEqual(['claim', 'state', 'words', 'settled', 'errors', 'run']);
  expect(ids(sampleColumns(586, 0))).toEqual(['claim', 'state', 'words', 'settled']);
});

it('shows as many reasons as have room, one at least, and counts the others', () => {
  const words = ['conflicting allergies', 'corrected or refuted 4', 'near midnight 7'];
  expect(chipsThatFit(words, 1000)).toBe(3);
  expect(chipsThatFit(words, 290)).toBe(2);
  expect(chipsThatFit(words, 160)).toBe(1);
  expect(chipsThatFit(words, 10)).toBe(1);
  expect(chipsThatFit([], 10)).toBe(0);
  // Before it is measured, and where all of it has room without a count of others.
  expect(chipsThatFit(words, 0)).toBe(2);
  expect(chipsThatFit(words.slice(0, 1), 128)).toBe(1);
});
