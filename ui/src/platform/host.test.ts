import { expect, test } from 'vitest';
import { bytesOf } from './host';

test('hexadecimal digits become the bytes they stand for', () => {
  expect([...bytesOf('00ff7a')]).toEqual([0, 255, 122]);
  expect(bytesOf('')).toHaveLength(0);
});
