import { expect, test } from 'vitest';
import { stepFor } from './tableKeys';

test('keys move within the rows and never beyond', () => {
  expect(stepFor('j', null, 10, 5)).toBe(0);
  expect(stepFor('j', 3, 10, 5)).toBe(4);
  expect(stepFor('ArrowDown', 9, 10, 5)).toBe(9);
  expect(stepFor('k', 0, 10, 5)).toBe(0);
  expect(stepFor('PageDown', 3, 1_000_000, 24)).toBe(27);
  expect(stepFor('PageUp', 3, 1_000_000, 24)).toBe(0);
  expect(stepFor('Home', 400, 1_000_000, 24)).toBe(0);
  expect(stepFor('End', 3, 1_000_000, 24)).toBe(999_999);
});

test('other keys and empty lists are not ours', () => {
  expect(stepFor('x', 3, 10, 5)).toBeNull();
  expect(stepFor('End', null, 0, 5)).toBeNull();
});
