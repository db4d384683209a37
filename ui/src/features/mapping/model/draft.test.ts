import { describe, expect, test } from 'vitest';
import type { CodeMapEntry } from '../../../contract/contract';
import { codeMapProblems, mergeDrafts, sameDraft, type Draft } from './draft';

const code = (from: string, to: string, relation = 'equivalent', rows: number | null = null): CodeMapEntry => ({ from, to, display: '', system: '', relation, rows });
const base: Draft = {
  element: 'status',
  expression: "map(STATUS_CD, 'med-status')",
  reason: '',
  note: '',
  codeMap: { id: 'med-status', otherwise: 'hold', rows: [code('A', 'active'), code('C', 'completed'), code('X', '')] },
};
const withCodes = (draft: Draft, ...rows: CodeMapEntry[]): Draft => ({ ...draft, codeMap: draft.codeMap && { ...draft.codeMap, rows } });

describe('two changes of one rule', () => {
  test('different parts: both stand', () => {
    const theirs = { ...base, reason: 'agreed in the review' };
    const mine = { ...base, expression: "'stopped'", note: 'mine' };
    const { merged, overlap, parts } = mergeDrafts(base, theirs, mine);
    expect(merged).toEqual({ ...base, expression: "'stopped'", reason: 'agreed in the review', note: 'mine' });
    expect(overlap).toBe(false);
    expect(parts.map((part) => `${part.name} ${part.state}`)).toEqual(['expression mine', 'reason theirs']);
  });

  test('the same part: mine stands in the text and both are shown', () => {
    const { merged, overlap, parts } = mergeDrafts(base, { ...base, expression: "'theirs'" }, { ...base, expression: "'mine'" });
    expect(merged.expression).toBe("'mine'");
    expect(overlap).toBe(true);
    expect(parts).toEqual([{ name: 'expression', base: base.expression, theirs: "'theirs'", mine: "'mine'", state: 'both' }]);
  });

  test('the same change on both sides is no conflict', () => {
    const both = { ...base, expression: "'same'" };
    expect(mergeDrafts(base, both, both)).toEqual({ merged: both, parts: [], overlap: false });
  });

  test('code maps merge code by code', () => {
    const theirs = withCodes(base, code('A', 'active'), code('C', 'stopped'), code('X', ''), code('H', 'on-hold'));
    const mine = withCodes(base, code('A', 'draft'), code('C', 'completed'), code('D', 'stopped'));
    const { merged, overlap } = mergeDrafts(base, theirs, mine);
    expect(merged.codeMap?.rows.map((row) => `${row.from} ${row.to}`)).toEqual(['A draft', 'C stopped', 'H on-hold', 'D stopped']);
    expect(overlap).toBe(false);
  });

  test('a code that one removed and the other changed is an overlap', () => {
    const theirs = withCodes(base, code('A', 'active'), code('C', 'stopped'), code('X', ''));
    const mine = withCodes(base, code('A', 'active'), code('X', ''));
    const { merged, overlap, parts } = mergeDrafts(base, theirs, mine);
    expect(overlap).toBe(true);
    expect(merged.codeMap?.rows.map((row) => row.from)).toEqual(['A', 'X']);
    expect(parts.map((part) => part.name)).toEqual(['code C']);
  });

  test('other counts beside a code are no change', () => {
    expect(sameDraft(base, withCodes(base, code('A', 'active', 'equivalent', 99), code('C', 'completed'), code('X', '')))).toBe(true);
  });

  test('a map that one side no longer uses', () => {
    expect(mergeDrafts(base, { ...base, codeMap: null }, base).merged.codeMap).toBeNull();
    const mine = withCodes(base, code('A', 'draft'));
    expect(mergeDrafts(base, { ...base, codeMap: null }, mine).merged.codeMap).toEqual(mine.codeMap);
  });
});

test('a code map with an empty or doubled source code is not saved', () => {
  const map = { id: 'm', otherwise: 'hold', rows: [code('A', 'a'), code(' ', 'b'), code('A', 'c')] };
  expect([...codeMapProblems(map).keys()]).toEqual([1, 2]);
});
