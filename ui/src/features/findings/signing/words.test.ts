// What waits for a lead, in words: who is offered a signature, what is counted, when a word can be given.
import { describe, expect, it } from 'vitest';
import type { SignQueue } from '../../../contract/contract';
import queueFixture from '../../../test/fixtures/sign_queue.json';
import { validate } from './search';
import { aboutWaivers, refusal, safetyOf, shownSamples, shownWaivers, signable, signedWords, wordProblem } from './words';

const queue = queueFixture as SignQueue;
const [first, own] = queue.waivers;
if (first === undefined || own === undefined) throw new Error('the fixture holds no acceptance');

describe('the queue', () => {
  it('shows what waits, and what is signed when asked for', () => {
    expect(shownWaivers(queue, false)).toHaveLength(queue.waiversWaiting);
    expect(shownWaivers(queue, true)).toHaveLength(queue.waivers.length);
    expect(shownSamples(queue, false)).toHaveLength(1);
    expect(shownWaivers(undefined, true)).toEqual([]);
  });

  it('offers nobody a signature under what they asked for', () => {
    expect(signable(queue.waivers).every((row) => row.by !== 'lead' && row.signed === '')).toBe(true);
    expect(refusal(first, 'lead', true)).toBeNull();
    expect(refusal(own, 'lead', true)).toContain('another lead');
    expect(refusal({ ...first, maySign: false }, 'ada', false)).toContain('A lead signs');
    expect(refusal({ ...first, maySign: false, signed: 'approved' }, 'lead', true)).toContain('reopen');
    expect(refusal({ maySign: false, signed: '', by: 'ada' }, 'lead', true)).toContain('took part');
  });

  it('is counted in acceptances and findings', () => {
    expect(aboutWaivers([{ ...first, findings: 1 }])).toBe('1 acceptance over 1 finding');
    expect(aboutWaivers([{ ...first, findings: 300 }, { ...own, findings: 15 }])).toBe('2 acceptances over 315 findings');
    expect(safetyOf([{ ...first, safety: 0 }])).toBe('');
    expect(safetyOf([{ ...first, safety: 3 }, { ...own, safety: 1 }])).toBe('4 safety');
    expect([signedWords({ signed: '', signedBy: '' }), signedWords({ signed: 'approved', signedBy: 'eve' })]).toEqual(['waits', 'approved by eve']);
  });
});

describe('a word', () => {
  it('is chosen, and a rejection says why', () => {
    expect(wordProblem(null, 'well')).toBe('verdict');
    expect(wordProblem('approved', '')).toBeNull();
    expect(wordProblem('rejected', '  ')).toBe('reason');
    expect(wordProblem('rejected', 'a safety matter')).toBeNull();
  });
});

describe('the place', () => {
  it('drops what it does not know', () => {
    expect(validate({ view: 'samples', id: 'cr-1', all: 'true', more: 1 })).toEqual({ view: 'samples', id: 'cr-1', all: true });
    expect(validate({ view: 'other', all: 'perhaps' })).toEqual({});
  });
});
