// What a comparison read, in words.
import { expect, it } from 'vitest';
import { readingOfSides, readingShort, readingWords } from './reading';

const none = { legacyRead: 0, legacyKept: 0, destinationRead: 0, destinationKept: 0, judged: 0, judgedKept: 0, rejudged: 0 };

it('says how much was read again and that the rest is unchanged', () => {
  const reading = { legacyRead: 0, legacyKept: 500_000, destinationRead: 1204, destinationKept: 368_248, judged: 31, judgedKept: 9969, rejudged: 0 };
  expect(readingWords(reading)).toBe('1,204 of 869,452 records read again, 31 of 10,000 patients judged again, the rest unchanged');
  expect(readingShort(reading)).toBe('1,204 of 869,452');
  expect(readingOfSides(reading)).toBe('Legacy: 0 of 500,000 records read. Destination: 1,204 of 369,452 records read. 31 of 10,000 patients judged.');
});

it('claims nothing unchanged where everything was read, and nothing read where nothing was', () => {
  expect(readingWords({ ...none, legacyRead: 20, destinationRead: 10 })).toBe('all 30 records read');
  expect(readingShort({ ...none, legacyRead: 20, destinationRead: 10 })).toBe('all 30');
  expect(readingWords({ ...none, legacyKept: 20, destinationKept: 10 })).toBe('none of 30 records read again, nothing changed');
  expect(readingWords({ ...none, legacyKept: 20, destinationKept: 10, judged: 2, judgedKept: 1 })).toBe('none of 30 records read again, 2 of 3 patients judged again, the rest unchanged');
  expect(readingWords({ ...none, legacyKept: 20, destinationKept: 10, judgedKept: 3 })).toBe('none of 30 records read again, none of 3 patients judged again, nothing changed');
  const untold = (judged: number | null, judgedKept: number | null) => readingWords({ ...none, legacyKept: 20, destinationKept: 10, judged, judgedKept });
  expect(untold(null, null)).toBe('none of 30 records read again, some patients judged again, the rest unchanged');
  expect([untold(0, null), untold(20, null), untold(null, 0)].map((words) => words.split(', ')[1])).toEqual(['no patient judged again', '20 patients judged again', 'all patients judged again']);
  expect(readingWords({ ...none, rejudged: 6 })).toBe('nothing read: the pairs of run 6 judged again');
});

it('is silent on a run of before this was counted', () => {
  expect([readingWords(none), readingShort(none), readingOfSides(none)]).toEqual(['', '', '']);
});
