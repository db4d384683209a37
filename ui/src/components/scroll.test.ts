// The scroll mapping of the virtual table, at sizes where browsers give up.
import { describe, expect, test } from 'vitest';
import { heightMax, realHeight, reveal, rowsInView, scrolledHeight, toReal, toScrolled } from './scroll';

const million = { total: 1_000_000, rowHeight: 28, viewHeight: 700 };
const small = { total: 500, rowHeight: 28, viewHeight: 700 };

describe('a million rows', () => {
  test('the element stays within what browsers can make', () => {
    expect(realHeight(million)).toBe(28_000_000);
    expect(scrolledHeight(million)).toBe(heightMax);
  });

  test('the ends are reached exactly', () => {
    expect(rowsInView(toReal(0, million), million, 0)).toEqual({ first: 0, last: 25 });
    const end = toReal(scrolledHeight(million) - million.viewHeight, million);
    expect(rowsInView(end, million, 0)).toEqual({ first: 999_975, last: 1_000_000 });
  });

  test('every row can be brought into view, and mapping there and back keeps it in view', () => {
    for (const index of [0, 1, 24, 25, 500_000, 958_001, 999_998, 999_999]) {
      const position = reveal(index, 0, million);
      const { first, last } = rowsInView(position, million, 0);
      expect(first <= index && index < last).toBe(true);
      expect(Math.abs(toReal(toScrolled(position, million), million) - position)).toBeLessThan(1e-3);
    }
  });

  test('a scroll position never leads outside', () => {
    expect(toReal(-50, million)).toBe(0);
    expect(toReal(1e9, million)).toBe(realHeight(million) - million.viewHeight);
  });
});

test('below the cap the mapping is the identity', () => {
  for (const position of [0, 17, 5_000, 13_300]) expect(toReal(position, small)).toBeCloseTo(position, 9);
});

test('fewer rows than the view do not scroll', () => {
  const few = { total: 3, rowHeight: 28, viewHeight: 700 };
  expect(toReal(100, few)).toBe(0);
  expect(toScrolled(100, few)).toBe(0);
  expect(rowsInView(0, few)).toEqual({ first: 0, last: 3 });
});

test('a row in view does not move the view', () => {
  expect(reveal(10, 140, small)).toBe(140);
  expect(reveal(2, 140, small)).toBe(56);
  expect(reveal(40, 140, small)).toBe(41 * 28 - 700);
});
