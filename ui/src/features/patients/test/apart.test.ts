// Words on one line: none is written over another, and the first asked for is written.
import { expect, it } from 'vitest';
import { beside } from '../paint/trend';
import { apart } from '../timeline/pack';

it('writes the first of those that would overlap, and whatever has room', () => {
  expect(apart([[50, 90], [0, 40], [40, 50], [80, 120], [90, 95]])).toEqual([true, true, true, false, true]);
  expect(apart([])).toEqual([]);
});

it('words of a mark stand behind it, and before it where only there they are whole', () => {
  const marks = [100, 300, 360];
  expect(beside(100, 80, marks, 0, 500)).toEqual({ from: 113, room: 177 });
  expect(beside(300, 80, marks, 0, 500)).toEqual({ from: 207, room: 80 });
  expect(beside(360, 200, marks, 0, 500)).toEqual({ from: 373, room: 126 });
  expect(beside(300, 400, marks, 0, 500).from).toBe(313);
});
