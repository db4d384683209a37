// What a failed job says: where it was, what was in the way, what can be done.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Job } from '../contract/contract';
import { failureOf } from './jobFailure';

const job: Job = { id: 'job-7', kind: 'compare', state: 'failed', phase: 'comparing', done: 20, total: 1200, unit: 'patients', rate: 4, leftS: null, account: 'ada', startedMs: 0, endedMs: 1, run: 0, summary: '', error: 'internal' };

it('says where it stopped, and names the job for the log when nothing else is known', () => {
  const said = failureOf(job);
  expect(said.where).toBe('It stopped while balancing both charts, patient by patient, at 20 of 1,200 patients.');
  expect(said.then).toContain('under job job-7');
  expect(said.then).toContain('What was there before stands.');
  expect(failureOf({ ...job, phase: 'starting', done: 0, total: 0 }).where).toBe('');
  expect(failureOf({ ...job, phase: 'weighing', done: 0 }).where).toBe('It stopped while weighing.');
});

it('leads from what was missing to the screen where it is given', () => {
  const lacks = (kind: string, summary: string) => failureOf({ ...job, kind, phase: 'starting', error: 'not_found', summary });
  expect(lacks('compare', 'the legacy side asserts nothing: tables need a lens (`throughline starter apply`)').to?.path).toBe('/lens');
  expect(lacks('compare', 'the destination side holds no records; run `migrate`, or ingest a destination').to?.path).toBe('/mapping');
  expect(lacks('compare', 'the legacy side holds no records; ingest it first').to?.path).toBe('/artifacts');
  expect(lacks('migrate', 'there is no mapping yet').why).toBe('There is no mapping yet.');
  // A workspace that tells no more than the code.
  expect(lacks('archive', 'This is not in the workspace any more.').why).toBe('This is not in the workspace any more.');
});

it('knows every thing that the workspace says was missing', () => {
  const source = (file: string): string => readFileSync(new URL(`../../../crates/app/src/${file}`, import.meta.url), 'utf8');
  const files = ['compare/mod.rs', 'compare/books.rs', 'compare/rejudge.rs', 'migrate.rs', 'archive/mod.rs', 'ingest.rs'];
  const sentences = files.flatMap((file) => [...source(file).matchAll(/Nothing\((?:format!\()?"([^"]+)"|"((?:no|there is no) mapping[^"]*)"/g)].map((found) => (found[1] ?? found[2] ?? '').replaceAll('{}', '7')));
  expect(sentences.length).toBeGreaterThanOrEqual(11);
  const plain = failureOf({ ...job, error: 'not_found' }).why;
  for (const summary of sentences) expect(failureOf({ ...job, error: 'not_found', summary }).why, summary).not.toBe(plain);
});

it('has something to do for every code', () => {
  for (const error of ['disk_full', 'busy', 'conflict', 'withheld', 'invalid', 'not_found', 'internal', 'forbidden', null] as const) {
    for (const kind of ['compare', 'migrate', 'ingest']) expect(failureOf({ ...job, kind, error }).then).toMatch(/\w\.$/);
  }
  expect(failureOf({ ...job, kind: 'migrate', error: 'invalid' }).to?.search).toEqual({ panel: 'problems' });
  expect(failureOf({ ...job, kind: 'ingest', error: 'disk_full' }).then).not.toContain('before stands');
});
