/** What a list keeps where there is little room. */
import { expect, it } from 'vitest';
import { columnsFor } from '../list/columns';
import { sheetColumns } from '../review/columns';

const ids = (columns: readonly { id: string }[]): string[] => columns.map((column) => column.id);
/** The least that columns take, gaps of 10 and edges of 28 with them. */
const least = (columns: readonly { width: string }[]): number => columns.reduce((sum, { width }) => sum + Number(/\d+/.exec(width)?.[0]), 10 * (columns.length - 1) + 28);

it('keeps the harm and the reasons of a patient in half a window', () => {
  expect(ids(columnsFor(428))).toEqual(['rank', 'patient', 'safety', 'clinical', 'reasons']);
  expect(ids(columnsFor(1200))).toContain('difference');
  // Before it is measured nothing is left out.
  expect(ids(columnsFor(0))).toContain('destination');
});

it('keeps whose turn it is and why beside a panel, and cuts no column', () => {
  for (const [columns, width] of [[columnsFor(480), 480], [sheetColumns(524), 524]] as const) expect(least(columns)).toBeLessThanOrEqual(width);
  expect(ids(sheetColumns(524))).toEqual(['place', 'patient', 'state', 'mine', 'findings', 'reasons']);
  expect(ids(sheetColumns(900))).toContain('stratum');
});
