import { expect, test } from 'vitest';
import { setAside, share, sideBar, splitVerdicts, totals } from './balance';
import { stepWords } from './steps';

const kind = { kind: 'allergy', legacy: 400, destination: 300, balanced: 290, findings: 120 };

test('the share is of balanced and findings together, and null before a comparison', () => {
  expect(share(0, 0)).toBeNull();
  expect(share(9, 1)).toBe(0.9);
  expect(totals([kind, kind])).toEqual({ balanced: 580, findings: 240 });
});

test('bars are relative to the longer side and never longer than their side', () => {
  expect(sideBar(400, kind)).toEqual({ length: 1, balanced: 0.725 });
  expect(sideBar(300, { ...kind, balanced: 350 })).toEqual({ length: 0.75, balanced: 0.75 });
  expect(sideBar(0, { ...kind, legacy: 0, destination: 0 })).toEqual({ length: 0, balanced: 0 });
});

test('verdicts are split into balanced ones and findings', () => {
  const split = splitVerdicts([{ value: 'same', count: 5 }, { value: 'equivalent', count: 0 }, { value: 'lost', count: 2 }, { value: 'split', count: 0 }]);
  expect(split.balanced.map((facet) => facet.value)).toEqual(['same', 'equivalent']);
  expect(split.found.map((facet) => facet.value)).toEqual(['lost']);
});

test('a step without words still shows', () => {
  expect(stepWords({ key: 'something_new', count: 3 }).title).toBe('something new');
});

test('statements that no kind is held against anything are told apart, and none before a comparison', () => {
  expect(setAside({ legacyStatements: kind.legacy + 40, kinds: [kind] })).toBe(40);
  expect(setAside({ legacyStatements: kind.legacy, kinds: [kind] })).toBe(0);
  expect(setAside({ legacyStatements: 9, kinds: [] })).toBe(0);
});
