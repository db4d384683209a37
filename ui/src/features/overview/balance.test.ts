import { expect, test } from 'vitest';
import { balanceOf, byFindings, sideBar, splitVerdicts } from './balance';
import { stepWords } from './steps';

const kind = { kind: 'allergy', legacy: 400, destination: 300, balanced: 290, findings: 120 };

test('balanced statements are counted over statements, however many findings one has', () => {
  expect(balanceOf([])).toEqual({ balanced: 0, statements: 0 });
  expect(balanceOf([{ value: 'same', count: 80 }, { value: 'equivalent', count: 10 }, { value: 'altered', count: 9 }, { value: 'lost', count: 1 }])).toEqual({ balanced: 90, statements: 100 });
});

test('bars are relative to the longer side and never longer than their side', () => {
  expect(sideBar(400, kind)).toEqual({ length: 1, balanced: 0.725 });
  expect(sideBar(300, { ...kind, balanced: 350 })).toEqual({ length: 0.75, balanced: 0.75 });
  expect(sideBar(0, { ...kind, legacy: 0, destination: 0 })).toEqual({ length: 0, balanced: 0 });
});

test('what is withheld is told neither by a bar nor by the order', () => {
  const few = { kind: 'demographic', legacy: 60, destination: null, balanced: null, findings: null };
  expect([sideBar(60, few), sideBar(null, few)]).toEqual([{ length: 0, balanced: 0 }, { length: 0, balanced: 0 }]);
  expect(byFindings([few, { ...kind, findings: 1 }]).map((row) => row.kind)).toEqual(['allergy', 'demographic']);
});

test('verdicts are split into balanced ones and findings', () => {
  const split = splitVerdicts([{ value: 'same', count: 5 }, { value: 'equivalent', count: 0 }, { value: 'lost', count: 2 }, { value: 'split', count: 0 }]);
  expect(split.balanced.map((facet) => facet.value)).toEqual(['same', 'equivalent']);
  expect(split.found.map((facet) => facet.value)).toEqual(['lost']);
});

test('a step without words still shows', () => {
  expect(stepWords({ key: 'something_new', count: 3 }).title).toBe('something new');
});
