import { expect, it } from 'vitest';
import { sameNumber } from './parted';

it('tells a number once where only what follows it parted', () => {
  expect(sameNumber('140 mmol/L', '140 mg/dL or MMOL/L')).toEqual({ number: '140', from: 'mmol/L', to: 'mg/dL or MMOL/L' });
  expect(sameNumber('<0.5 mg', '<0.5 mcg')).toEqual({ number: '<0.5', from: 'mg', to: 'mcg' });
});

it('tells both values whole where the numbers differ, or a unit is missing', () => {
  expect(sameNumber('140 mmol/L', '14.0 mmol/L')).toBeNull();
  expect(sameNumber('4 mg', '4')).toBeNull();
  expect(sameNumber('<5 mg', '5 g')).toBeNull();
  expect(sameNumber('stopped', 'active')).toBeNull();
  expect(sameNumber('140 mg', '140 mg')).toBeNull();
});
