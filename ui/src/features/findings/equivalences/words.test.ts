import { describe, expect, it } from 'vitest';
import type { EquivalenceRow, EquivalencesView } from '../../../contract/contract';
import fixture from '../../../test/fixtures/equivalences.json';
import { validate } from './search';
import { about, beyond, brief, countWords, isStale, mayDeclare, ordered, sparkline, standing } from './words';

const view = fixture as EquivalencesView;
const named = (id: string): EquivalenceRow => {
  const row = view.rows.find((one) => one.id === id);
  if (row === undefined) throw new Error(`the fixture has no ${id}`);
  return row;
};

describe('standing', () => {
  it('names what wants somebody before what holds', () => {
    expect(standing(named('visit-times-hour')).words).toBe('explains more');
    expect(standing(named('peanut-allergen')).words).toBe('ends in 18 days');
    expect(standing(named('calculated-ldl'))).toEqual({ words: 'in force', tone: 'good' });
    expect(standing({ state: 'in force', daysLeft: 0, warning: '' }).words).toBe('ends today');
    expect(standing({ state: 'in force', daysLeft: 31, warning: '' }).words).toBe('in force');
    expect(standing({ state: 'retired', daysLeft: 3, warning: 'x' }).words).toBe('retired');
  });
});

describe('the line of counts', () => {
  it('is parted where the equivalence was not in force, and never a zero there', () => {
    expect(sparkline([null, 10, 20, null, 0], 100, 10)).toEqual({ lines: ['25,5 50,0', '100,10'], last: { x: 100, y: 10 } });
    expect(sparkline([null, null], 100, 10)).toEqual({ lines: [], last: null });
    expect(sparkline([7], 100, 10).last).toEqual({ x: 100, y: 0 });
    expect(countWords([null, 4], [7, 8])).toBe('comparison 7: not in force, comparison 8: 4');
  });
});

describe('the list', () => {
  it('starts with what grew, what ends and what has ended; the retired come last', () => {
    const ids = ordered(view.rows, undefined, '').map((row) => row.id);
    expect(ids.slice(0, 3)).toEqual(['visit-times-hour', 'peanut-allergen', 'onset-month']);
    expect(ids[ids.length - 1]).toBe('left-ear');
    expect(ordered(view.rows, '-statements', '')[0]?.id).toBe('lens:labs');
    expect(ordered(view.rows, 'expires', '')[0]?.id).toBe('onset-month');
    expect(ordered(view.rows, undefined, 'pharmacist').map((row) => row.id)).toEqual(['peanut-allergen']);
  });

  it('says kinds, aspects and codes in short', () => {
    expect(about(named('lens:labs'))).toBe('observation · code');
    expect(about({ ...named('lens:labs'), kinds: [] })).toBe('every kind · code');
    expect(brief('http://snomed.info/sct|91935009')).toBe('sct 91935009');
    expect(brief('urn:harbor:allergen|PNT')).toBe('allergen PNT');
    expect(brief('left')).toBe('left');
    expect(brief('')).toBe('nothing');
  });
});

describe('declaring', () => {
  it('is not offered for what no equivalence explains', () => {
    expect(mayDeclare({ aspect: 'time', verdict: 'altered' })).toBe(true);
    expect(mayDeclare({ aspect: 'statement', verdict: 'lost' })).toBe(false);
    expect(mayDeclare({ aspect: 'status', verdict: 'resurrected' })).toBe(false);
  });

  it('counts what lies beyond the cause', () => {
    expect(beyond({ findings: 1204, withinCause: 1190 })).toBe(14);
    expect(beyond({ findings: 0, withinCause: 3 })).toBe(0);
  });

  it('knows when the last run was judged by another version', () => {
    expect(isStale(view)).toBe(true);
    expect(isStale({ ...view, judged: view.version })).toBe(false);
    expect(isStale({ ...view, run: 0 })).toBe(false);
  });
});

describe('the URL', () => {
  it('drops what it does not know', () => {
    expect(validate({ id: 'a', sort: '-statements', text: '', other: 1 })).toEqual({ id: 'a', sort: '-statements' });
    expect(validate({ sort: 'author' })).toEqual({});
  });
});
