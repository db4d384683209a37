// Triage in words, requests and days: what may be sent, what takes it back, and when a day ends.
import { describe, expect, it } from 'vitest';
import type { CauseRow, CausesPage, FindingRow, FindingsPage, TriageState } from '../../contract/contract';
import causes from '../../test/fixtures/causes.json';
import findings from '../../test/fixtures/findings.json';
import {
  acceptProblem,
  ACTS,
  dayAfter,
  dispositionWords,
  doneWords,
  endOfDay,
  findingsOf,
  lastDay,
  madeOf,
  marked,
  nameOf,
  refusal,
  requestOf,
  restoring,
  sharedCause,
  standingWords,
  stateWords,
  suggestionOf,
  WAIVER_DAYS,
  WAIVER_DAYS_MAX,
} from './triage';

const NOW = new Date(2026, 1, 23, 15, 30).getTime();
const DAY = 86_400_000;
const untouched: TriageState = {
  disposition: '', state: 'open', overdue: false, reason: '', by: '', atMs: 0, expiresMs: null, owner: '', dueMs: null, found: 0, grown: 0, inherited: false, comments: 0, signed: '', signedBy: '', signedMs: 0, signedReason: '',
};
const cause = (id: string, statements: number, triage: Partial<TriageState> = {}): CauseRow => {
  const [first] = (causes as CausesPage).rows;
  if (first === undefined) throw new Error('the fixture holds no cause');
  return { ...first, id, statements, triage: { ...untouched, ...triage } };
};
const finding = (id: string, triage: Partial<TriageState> = {}): FindingRow => {
  const [first] = (findings as FindingsPage).rows;
  if (first === undefined) throw new Error('the fixture holds no finding');
  return { ...first, id, triage: { ...untouched, ...triage } };
};
const accepted = { disposition: 'accepted', state: 'accepted', reason: 'known', expiresMs: NOW + DAY } as const;

describe('days', () => {
  it('end with the day, whatever its length', () => {
    expect(endOfDay('2026-02-23')).toBe(new Date(2026, 1, 24).getTime());
    expect(lastDay(endOfDay('2026-03-29') ?? 0)).toBe('2026-03-29');
    expect(lastDay(endOfDay('2026-10-25') ?? 0)).toBe('2026-10-25');
    expect(dayAfter(new Date(2026, 2, 28, 23, 59).getTime(), 1)).toBe('2026-03-29');
    expect(dayAfter(NOW, 90)).toBe('2026-05-24');
  });

  it('that do not exist are none', () => {
    for (const text of ['', '2026-02-30', '2026-13-01', '23.02.2026', '2026-2-3']) expect(endOfDay(text)).toBeNull();
  });
});

describe('an acceptance', () => {
  it('needs a reason and a day within a year', () => {
    expect(acceptProblem('  ', dayAfter(NOW, WAIVER_DAYS), NOW)).toBe('reason');
    expect(acceptProblem('known', '', NOW)).toBe('day');
    expect(acceptProblem('known', dayAfter(NOW, -1), NOW)).toBe('day');
    expect(acceptProblem('known', dayAfter(NOW, WAIVER_DAYS_MAX + 1), NOW)).toBe('day');
    expect(acceptProblem('known', dayAfter(NOW, 0), NOW)).toBeNull();
    expect(acceptProblem('known', dayAfter(NOW, WAIVER_DAYS_MAX), NOW)).toBeNull();
    // The workspace takes 366 days from now: the last day of the box has to end before that.
    expect(endOfDay(dayAfter(NOW, WAIVER_DAYS_MAX)) ?? Infinity).toBeLessThanOrEqual(NOW + 366 * DAY);
  });

  it('says until when, and that it has ended', () => {
    expect(standingWords({ ...untouched, ...accepted, expiresMs: endOfDay('2026-05-24') })).toBe('accepted until 2026-05-24');
    expect(standingWords({ ...untouched, ...accepted, state: 'expired', expiresMs: endOfDay('2026-01-31') })).toBe('waiver expired, held until 2026-01-31');
    expect(standingWords({ ...untouched, ...accepted, state: 'proposed', expiresMs: endOfDay('2026-05-24') })).toBe('proposed until 2026-05-24, not signed');
    expect(standingWords({ ...untouched, ...accepted, state: 'open', signed: 'rejected' })).toBe('waiver rejected');
    expect(stateWords('accepted')).not.toBe(dispositionWords('accepted'));
    expect([dispositionWords('undecided'), dispositionWords('identity')]).toEqual(['not decided', 'identity']);
    expect(standingWords(untouched)).toBe('not decided');
  });
});

describe('what may be done', () => {
  it('leaves accepting, and ending it, to those who may', () => {
    const open = { causes: [cause('c-1', 3)], findings: [] };
    const waived = { causes: [cause('c-1', 3), cause('c-2', 1, accepted)], findings: [] };
    expect(refusal('accepted', open, false)).toContain('informaticists');
    expect(refusal('accepted', open, true)).toBeNull();
    expect(refusal('mapping defect', open, false)).toBeNull();
    expect(refusal('mapping defect', waived, false)).toContain('end an acceptance');
    expect(refusal('mapping defect', { causes: [cause('c-1', 3, { ...accepted, state: 'proposed' })], findings: [] }, false)).toContain('end an acceptance');
    expect(refusal('reopened', waived, true)).toBeNull();
    expect(refusal('reopened', open, true)).toContain('nothing was decided');
    expect(refusal('comment', waived, false)).toBeNull();
  });

  it('has a letter of its own each', () => {
    expect(ACTS.map((one) => one.key).join('')).toBe('amsdiocr');
  });
});

describe('the request', () => {
  it('names what it changes and leaves the rest', () => {
    const subjects = { causes: [cause('c-1', 3), cause('c-2', 40)], findings: [] };
    expect(requestOf(subjects, { disposition: 'identity' })).toEqual({
      causes: ['c-1', 'c-2'], findings: [], disposition: 'identity', reason: '', expiresMs: null, owner: null, dueMs: null, comment: '', since: null,
    });
    expect(findingsOf(subjects)).toBe(43);
    expect(nameOf(subjects)).toBe('2 causes, 43 findings');
    expect(doneWords('accepted', subjects)).toBe('2 causes proposed as variance');
  });

  it('that takes back gives each what it had', () => {
    const subjects = {
      causes: [cause('c-1', 3), cause('c-2', 40, accepted), cause('c-3', 1, { disposition: 'identity', reason: 'twins' }), cause('c-4', 1)],
      findings: [finding('f-1', { ...accepted, expiresMs: NOW - 1 }), finding('f-2', { ...accepted, signed: 'rejected' })],
    };
    const back = restoring(subjects, NOW);
    expect(back).toHaveLength(3);
    expect(back[0]).toMatchObject({ causes: ['c-1', 'c-4'], findings: ['f-1', 'f-2'], disposition: 'reopened', expiresMs: null });
    expect(back[1]).toMatchObject({ causes: ['c-2'], disposition: 'accepted', reason: 'known', expiresMs: NOW + DAY });
    expect(back[2]).toMatchObject({ causes: ['c-3'], disposition: 'identity', reason: 'twins', expiresMs: null });
  });
});

describe('several together', () => {
  it('are counted by what they are before anything is sent', () => {
    const findings = [
      { ...finding('f-1', accepted), severity: 'safety', cause: 'c-1' },
      { ...finding('f-2'), severity: 'clinical', cause: 'c-1' },
      { ...finding('f-3', { disposition: 'identity' }), severity: 'clinical', cause: 'c-2' },
    ];
    expect(madeOf({ causes: [], findings })).toEqual({ subjects: 3, findings: 3, safety: 1, causes: 2, decided: 2, waived: 1 });
    expect(madeOf({ causes: [{ ...cause('c-1', 40), safety: 7 }, { ...cause('c-2', 2), safety: 0 }], findings: [] })).toMatchObject({ subjects: 2, findings: 42, safety: 7, causes: 2 });
    expect(nameOf({ causes: [], findings })).toBe('3 findings');
  });
});

describe('marks', () => {
  const ids = ['a', 'b', 'c', 'd'];

  it('turn round one by one and fill a range either way', () => {
    expect([...marked(new Set(['b']), ids, 1, null)]).toEqual([]);
    expect([...marked(new Set(['d']), ids, 2, 0)].sort()).toEqual(['a', 'b', 'c', 'd']);
    expect([...marked(new Set(), ids, 0, 2)].sort()).toEqual(['a', 'b', 'c']);
    expect([...marked(new Set(['a']), ids, 9, null)]).toEqual(['a']);
  });
});

describe('a suggestion', () => {
  const of = (row: Partial<CauseRow>) => ({ class: 'mapping rule', evidence: 'Every one was made by rule status.', proposal: { text: 'Send stopped.', place: 'rule', target: 'status' }, ...row }) as CauseRow;
  const open = { causes: [cause('c-1', 4)], findings: [] };

  it('says what the class of the cause names, in the words of the comparison', () => {
    expect(suggestionOf(of({}), open)).toEqual({ act: 'mapping defect', reason: 'As proposed: Every one was made by rule status. Send stopped.' });
    expect(['unit', 'code map', 'source defect', 'destination', 'identity'].map((word) => suggestionOf(of({ class: word }), open)?.act)).toEqual([
      'mapping defect', 'mapping defect', 'source defect', 'destination defect', 'identity',
    ]);
  });

  it('names whoever loads the destination where no rule of ours made it', () => {
    const theirs = { text: 'Ask whoever loads the destination to keep mg/dL as mg/dL.', place: '', target: '' };
    const ours = { text: 'Send mg/dL.', place: 'rule', target: 'observation.unit' };
    const act = (word: string, proposal: CauseRow['proposal']) => suggestionOf(of({ class: word, proposal }), open)?.act;
    expect(['unit', 'time zone', 'source defect'].map((word) => act(word, theirs))).toEqual(['destination defect', 'destination defect', 'source defect']);
    expect(['unit', 'time zone'].map((word) => act(word, ours))).toEqual(['mapping defect', 'mapping defect']);
    expect(act('unit', { text: '', place: '', target: '' })).toBe('mapping defect');
  });

  it('is silent where nobody is named, where somebody decided, and never accepts', () => {
    expect(suggestionOf(undefined, open)).toBeNull();
    for (const word of ['expected by design', 'extraction gap', 'of a later program']) expect(suggestionOf(of({ class: word }), open)).toBeNull();
    expect(suggestionOf(of({}), { causes: [cause('c-1', 4, { disposition: 'identity' })], findings: [] })).toBeNull();
  });

  it('is of one cause only', () => {
    const [one, two] = [finding('f-1'), { ...finding('f-2'), cause: 'c-other' }];
    expect(sharedCause({ causes: [], findings: [one, one] })).toBe(one.cause);
    expect(sharedCause({ causes: [], findings: [one, two] })).toBeUndefined();
    expect(sharedCause({ causes: [], findings: [] })).toBeUndefined();
  });
});
