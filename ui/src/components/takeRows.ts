// All rows of a paged list for a file: what the list itself would show, asked for page by page with the list's own filters and order.
// What must stay true: the rows are of one comparison, or there are none; whoever cancels gets none; the audit log knows of the file before it is there.
import { call, type Answer, type Request } from '../platform/call';
import { failure } from '../platform/failure';
import type { Work } from './exports';
import type { RowOf } from './usePagedRows';

/** Rows in one file, as many as a file of findings holds. */
export const ROWS_MAX = 50_000;
const PAGE_ROWS = 500;

/** Lists that are taken out as files, and what tells the audit log so. */
const NOTED = { patients: 'note_patients_export', population: 'note_population_export' } as const;

export type Taken<Row> = { rows: Row[]; run: number };

const compared = async (): Promise<number> => (await call('overview', {})).compareRun;

/** The first rows of the selection up to `ROWS_MAX`, and the comparison that they are of; null when it was cancelled. */
export async function takeRows<K extends keyof typeof NOTED>(name: K, request: Omit<Request<K>, 'offset' | 'limit'>, work: Work): Promise<Taken<RowOf<K>> | null> {
  const changed = failure('conflict', 'Another comparison ended meanwhile. Export again.');
  const rows: RowOf<K>[] = [];
  const run = await compared();
  let total: number | null = null;
  while (total === null || rows.length < Math.min(total, ROWS_MAX)) {
    if (work.signal.aborted) return null;
    const page: Answer<K> = await call(name, { ...request, offset: rows.length, limit: PAGE_ROWS } as unknown as Request<K>);
    total ??= page.total;
    if (page.total !== total || (page.rows.length === 0 && rows.length < total)) throw changed;
    rows.push(...(page.rows as RowOf<K>[]));
    work.told(Math.min(rows.length, total, ROWS_MAX), Math.min(total, ROWS_MAX));
  }
  if ((await compared()) !== run) throw changed;
  if (work.signal.aborted) return null;
  const note: (typeof NOTED)[keyof typeof NOTED] = NOTED[name];
  await call(note, {});
  return { rows: rows.slice(0, ROWS_MAX), run };
}

/** What a file of so many rows holds: all of them, or the first. */
export function heldOf(total: number, written: (value: number) => string): string {
  return total > ROWS_MAX ? `the first ${written(ROWS_MAX)} of ${written(total)}` : written(total);
}
