// Rows of a list for a file: all of one comparison, or none.
import { beforeEach, expect, it, vi } from 'vitest';
import type { Work } from './exports';

const asked = vi.hoisted(() => ({ pages: [] as { offset: number; limit: number }[], total: 1200, runs: [7, 7], shrinks: false, noted: [] as string[] }));

vi.mock('../platform/call', () => ({
  call: (name: string, request: { offset: number; limit: number }) => {
    if (name === 'overview') return Promise.resolve({ compareRun: asked.runs.shift() });
    if (name.startsWith('note_')) return Promise.resolve(asked.noted.push(name));
    asked.pages.push(request);
    const total = asked.shrinks && asked.pages.length > 1 ? asked.total - 1 : asked.total;
    return Promise.resolve({ total, rows: Array.from({ length: Math.min(request.limit, total - request.offset) }, (_, at) => ({ id: `${request.offset + at}` })) });
  },
}));

const { ROWS_MAX, heldOf, takeRows } = await import('./takeRows');
const query = { text: '', severities: [], reasons: [], sides: [], question: '', difference: '', sort: 'safety' };
const work = (told: Work['told'] = () => undefined, control = new AbortController()): Work => ({ signal: control.signal, told });

beforeEach(() => Object.assign(asked, { pages: [], total: 1200, runs: [7, 7], shrinks: false, noted: [] }));

it('takes page after page with the filters of the list, and tells how far it is', async () => {
  const told: [number, number][] = [];
  const taken = await takeRows('patients', query, work((done, total) => told.push([done, total])));
  expect(taken?.run).toBe(7);
  expect(taken?.rows.map((row) => row.id)).toEqual(Array.from({ length: 1200 }, (_, at) => `${at}`));
  expect(asked.pages).toEqual([0, 500, 1000].map((offset) => ({ ...query, offset, limit: 500 })));
  expect(told).toEqual([[500, 1200], [1000, 1200], [1200, 1200]]);
  expect(asked.noted, 'the audit log knows of the file').toEqual(['note_patients_export']);
});

it('stops between two pages when it is cancelled, and gives nothing', async () => {
  const control = new AbortController();
  expect(await takeRows('patients', query, work(() => control.abort(), control))).toBeNull();
  expect(asked.pages).toHaveLength(1);
  expect(asked.noted).toEqual([]);
});

it('mixes no two comparisons', async () => {
  asked.runs = [7, 9];
  await expect(takeRows('patients', query, work())).rejects.toMatchObject({ code: 'conflict' });
  Object.assign(asked, { runs: [7, 7], pages: [], shrinks: true });
  await expect(takeRows('patients', query, work())).rejects.toMatchObject({ code: 'conflict' });
});

it('takes as many rows as a file holds, and says so', async () => {
  asked.total = ROWS_MAX + 3;
  expect((await takeRows('patients', query, work()))?.rows).toHaveLength(ROWS_MAX);
  expect(heldOf(ROWS_MAX + 3, String)).toBe('the first 50000 of 50003');
  expect(heldOf(12, String)).toBe('12');
});

it('asks once where nothing is', async () => {
  asked.total = 0;
  expect((await takeRows('patients', query, work()))?.rows).toEqual([]);
});
