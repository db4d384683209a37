// Where the months of one kind stand in their plot. Pure: the oldest on the left, one unit of width a month, both books on one
// scale. A withheld side has no height; a month that nobody has leaves a gap.
import type { PopulationCell } from '../../../contract/contract';

export type Column = { x: number; up: number | null; down: number | null; cell: PopulationCell };
export type Plot = { columns: Column[]; width: number; oldest: number; newest: number };

const HALF = 46;

export function layout(rows: readonly PopulationCell[]): Plot {
  const dated = rows.filter((row) => row.month !== null);
  const months = dated.map((row) => row.month ?? 0);
  const oldest = months.reduce((most, month) => Math.max(most, month), 0);
  const newest = months.reduce((least, month) => Math.min(least, month), 0);
  const most = dated.reduce((top, row) => Math.max(top, row.legacy ?? 0, row.destination ?? 0), 1);
  const height = (value: number | null): number | null => (value === null ? null : (value / most) * HALF);
  const columns = dated
    .map((cell) => ({ x: oldest - (cell.month ?? 0), up: height(cell.legacy), down: height(cell.destination), cell }))
    .sort((a, b) => a.x - b.x);
  return { columns, width: Math.max(12, oldest - newest + 1), oldest, newest };
}
