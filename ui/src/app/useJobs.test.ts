import { expect, test } from 'vitest';
import type { Job } from '../contract/contract';
import jobs from '../test/fixtures/jobs.json';
import { isActive, jobName, withJob } from './useJobs';

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
