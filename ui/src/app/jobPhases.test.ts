// What a job does now, in words.
import { expect, it } from 'vitest';
import type { Job } from '../contract/contract';
import { outcomeWords, phaseWords, progressWords } from './jobPhases';

const job: Job = { id: 'j', kind: 'compare', state: 'running', phase: 'comparing', done: 20, total: 200, unit: 'patients', rate: 4, leftS: 45, account: 'ada', startedMs: 0, endedMs: null, run: 0, summary: '', error: null };

it('is said in words, and a phase it does not know in its own', () => {
  expect(phaseWords(job)).toBe('Balancing both charts, patient by patient');
  expect(phaseWords({ ...job, phase: 'weighing' })).toBe('weighing');
});

it('counts what can be counted', () => {
  expect(progressWords(job)).toBe('20 of 200 patients · 4 patients/s · 45 s left');
  expect(progressWords({ ...job, leftS: 0 })).toBe('20 of 200 patients · 4 patients/s');
  expect(progressWords({ ...job, done: 0, total: 0, rate: 0, leftS: null })).toBe('');
  expect(progressWords({ ...job, state: 'queued' })).toBe('waiting for its turn');
});

it('says what came of it with numbers that can be read', () => {
  expect(outcomeWords({ ...job, state: 'done', summary: '13578 statements against 551, after run 1204' })).toBe('13,578 statements against 551, after run 1204');
  expect(outcomeWords({ ...job, state: 'cancelled', summary: 'cancelled; nothing was changed' })).toBe('No result of it was kept.');
});
