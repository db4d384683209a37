// The words, order and lengths of the populations.
import { describe, expect, it } from 'vitest';
import type { QuestionRow, QuestionsAnswer } from '../../../contract/contract';
import questions from '../../../test/fixtures/questions.json';
import { validate } from './search';
import { answers, apart, difference, lengths, ordered, ways } from './words';

const { rows } = questions as QuestionsAnswer;
const row = (id: string): QuestionRow => {
  const found = rows.find((one) => one.id === id);
  if (found === undefined) throw new Error(`the fixture has no ${id}`);
  return found;
};

describe('questions', () => {
  it('come with those that differ first, in the order of the document', () => {
    const verdicts = ordered(rows, undefined, '', false).map((one) => one.verdict);
    expect(verdicts.lastIndexOf('differs')).toBeLessThan(verdicts.indexOf('same'));
    expect(ordered(rows, undefined, '', true).every((one) => one.verdict === 'differs')).toBe(true);
    expect(ordered(rows, undefined, 'HBA1C', false).length).toBe(2);
  });

  it('sort by how many patients are apart', () => {
    const numbers = ordered(rows, '-only', '', false).map(apart);
    expect([...numbers].sort((a, b) => b - a)).toEqual(numbers);
  });

  it('never make a zero of what is withheld', () => {
    const few = row('diabetes-hba1c-over-9');
    expect(few.destination).toBeNull();
    expect(difference(few)).toBe('withheld');
    // What is withheld may be a few, all but a few, or any number near one that is told: never is it said which.
    expect(answers({ ...few, legacy: null }).destinationOf).toContain('withheld of');
    expect(answers({ ...few, legacy: 21, destination: null }).destinationOf).toContain('withheld of');
    expect(answers({ ...few, legacy: 21, destination: null, destinationOf: null }).destinationOf).toBe('withheld');
    expect(answers({ ...few, legacy: null, destination: null })).toMatchObject({ legacy: 'withheld', destination: 'withheld' });
    expect(lengths(few.legacy, few.destination, few.legacyOf ?? 0)[1]).toBeNull();
    expect(ways(few)).toEqual([{ difference: 'only legacy', value: null, words: 'in the legacy book only' }]);
  });

  it('equal totals with other patients still lead to both lists', () => {
    const equal = row('opioids');
    expect(difference(equal)).toBe('0');
    expect(ways(equal).map((way) => way.value)).toEqual([14, 14]);
  });
});

describe('the place', () => {
  it('drops what it does not know', () => {
    expect(validate({ view: 'moon', sort: 'colour', differing: 'yes', kinds: 'problem,problem' })).toEqual({ kinds: ['problem'] });
    expect(validate({ view: 'month', differing: 'true', sort: '-legacy' })).toEqual({ view: 'month', differing: true, sort: '-legacy' });
  });
});
