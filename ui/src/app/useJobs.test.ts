import { expect, test } from 'vitest';
import type { Job } from '../contract/contract';
import jobs from '../test/fixtures/jobs.json';
import { isActive, jobName, newlyEnded, withJob } from './useJobs';

const rows = jobs.rows as Job[];
const first = rows[0] as Job;

test('an event replaces its job where it stands; a new one goes on top', () => {
  const moved = { ...first, done: 200 };
  expect(withJob({ rows }, moved).rows.map((job) => job.id)).toEqual(rows.map((job) => job.id));
  expect(withJob({ rows }, moved).rows[0]?.done).toBe(200);
  expect(withJob({ rows }, { ...first, id: 'new' }).rows[0]?.id).toBe('new');
  expect(withJob(undefined, first).rows).toEqual([first]);
});

test('names and activity', () => {
  expect(jobName(first)).toBe('Comparison 119');
  expect(jobName({ ...first, run: 0, kind: 'ingest' })).toBe('Ingest');
  expect(rows.filter(isActive)).toHaveLength(2);
});

test('an end is news once, by the list as by an event, and what was over before never is', () => {
  const running = { ...first, state: 'running' } as Job;
  const done = { ...first, state: 'done' } as Job;
  const old = { ...first, id: 'old', state: 'done' } as Job;
  const at = (list: Job[], seen: Set<string> | null) => newlyEnded({ rows: list }, seen);
  const begun = at([running, old], null);
  expect(begun.ended).toEqual([]);
  const ended = at([done, old], begun.seen);
  expect(ended.ended).toEqual([done]);
  // A list that was on its way when the event came says that it runs; the next one is no news.
  const late = at([running, old], ended.seen);
  expect([late.ended, at([done, old], late.seen).ended]).toEqual([[], []]);
  // One that began and ended between two lists.
  expect(at([{ ...done, id: 'quick' }, done, old], late.seen).ended.map((job) => job.id)).toEqual(['quick']);
});
