// Words on one line: none is written over another, and the first asked for is written.
import { expect, it } from 'vitest';
import { apart } from '../timeline/pack';

it('writes the first of those that would overlap, and whatever has room', () => {
  expect(apart([[50, 90], [0, 40], [40, 50], [80, 120], [90, 95]])).toEqual([true, true, true, false, true]);
  expect(apart([])).toEqual([]);
});
