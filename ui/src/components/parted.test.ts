import { expect, it } from 'vitest';
import { sameNumber } from './parted';

it('tells a number once where only what follows it parted', () => {
  expect(sameNumber('unit', '140 mmol/L', '140 mg/dL or MMOL/L')).toEqual({ number: '140', from: 'mmol/L', to: 'mg/dL or MMOL/L' });
  expect(sameNumber('unit', '<0.5 mg', '<0.5 mcg')).toEqual({ number: '<0.5', from: 'mg', to: 'mcg' });
});

it('tells both values whole where the numbers differ, or a unit is missing', () => {
  expect(sameNumber('unit', '140 mmol/L', '14.0 mmol/L')).toBeNull();
  expect(sameNumber('unit', '4 mg', '4')).toBeNull();
  expect(sameNumber('unit', '<5 mg', '5 g')).toBeNull();
  expect(sameNumber('unit', 'stopped', 'active')).toBeNull();
  expect(sameNumber('unit', '140 mg', '140 mg')).toBeNull();
  // A pressure, a list of pointers and an instruction are no number with a unit.
  expect(sameNumber('value', '120 / 80 mmHg', '120 / 90 mmHg')).toBeNull();
  expect(sameNumber('diagnosis_pointer', '1, 2', '1, 3')).toBeNull();
  expect(sameNumber('sig', '2 tablets daily', '2 tablets weekly')).toBeNull();
});
