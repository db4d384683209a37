// Where the open artifact stands in a list that is loaded in parts.
import { describe, expect, it } from 'vitest';
import { placeOf } from './useSelection';

const list = { total: 1_000_000, rows: (index: number) => (index < 100 || index >= 999_900 ? { id: `a-${index}` } : undefined) };

describe('the place of the open row', () => {
  it('is found among the loaded rows', () => {
    expect(placeOf(list, 'a-42', null)).toBe(42);
  });

  it('is remembered where looking for it would take too long', () => {
    expect(placeOf(list, 'a-999950', 999_950)).toBe(999_950);
    expect(placeOf(list, 'a-999950', null)).toBeNull();
  });

  it('stays where it was when nothing is open', () => {
    expect(placeOf(list, undefined, 7)).toBe(7);
  });
});
