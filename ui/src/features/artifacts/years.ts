// Traffic by year on one axis for all rows of the list, so that lines can be compared by eye. Pure geometry; a year with
// any traffic has a visible bar, and a row whose years are unknown has none.
import type { Integration } from '../../contract/contract';
import type { Bar } from './shape';

export type Axis = { first: number; last: number };

/** The years that the rows span, null when none is known. */
export function axisOf(rows: readonly Integration[]): Axis | null {
  const known = rows.filter((row) => row.firstYear > 0);
  if (known.length === 0) return null;
  return { first: Math.min(...known.map((row) => row.firstYear)), last: Math.max(...known.map((row) => row.lastYear)) };
}

/** The bars of one row, each with its year. */
export function yearBars(row: Integration, axis: Axis, width: number, height: number): (Bar & { year: number; records: number })[] {
  if (row.firstYear === 0) return [];
  const step = width / Math.max(1, axis.last - axis.first + 1);
  const most = Math.max(...row.years, 1);
  return row.years.flatMap((records, index) => {
    if (records === 0) return [];
    const tall = Math.max(1, Math.round((records / most) * (height - 1) * 100) / 100);
    const x = Math.round((row.firstYear - axis.first + index) * step * 100) / 100;
    return [{ year: row.firstYear + index, records, x, y: height - tall, width: Math.max(1, Math.round((step - 1) * 100) / 100), height: tall }];
  });
}
