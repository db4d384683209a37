// Drawing a layout: boundaries that part, join and move, and steps that can be taken back.
import { describe, expect, it } from 'vitest';
import type { LayoutColumn, LayoutSample } from '../../../contract/contract';
import { begun, cut, EMPTY, endOf, freeName, join, moveEnd, moveStart, named, problemOf, redo, relationOf, start, step, undo } from './draft';

const column = (name: string, from: number, width: number): LayoutColumn => ({ name, start: from, width });
const three = [column('A', 1, 4), column('B', 5, 6), column('C', 13, 2)];
const places = (columns: readonly LayoutColumn[]): string => columns.map((one) => `${one.name}${one.start}-${endOf(one)}`).join(' ');

describe('boundaries', () => {
  it('part a column, or take the gap', () => {
    expect(places(cut(three, 7, 20))).toBe('A1-4 B5-6 COL_47-10 C13-14');
    expect(places(cut(three, 11, 20))).toBe('A1-4 B5-10 COL_411-12 C13-14');
    expect(places(cut(three, 16, 20))).toBe('A1-4 B5-10 C13-14 COL_416-20');
    expect(places(cut([], 1, 20))).toBe('COL_11-20');
    expect(cut(three, 5, 20)).toEqual(three);
    expect(cut(three, 0, 20)).toEqual(three);
  });

  it('join what met, and leave a gap where nothing did', () => {
    expect(places(join(three, 5))).toBe('A1-10 C13-14');
    expect(places(join(three, 13))).toBe('A1-4 B5-10');
    expect(places(join(three, 1))).toBe('B5-10 C13-14');
    expect(join(three, 2)).toEqual(three);
  });

  it('move with what touches them and pass nothing', () => {
    expect(places(moveStart(three, 1, 3))).toBe('A1-2 B3-10 C13-14');
    expect(places(moveStart(three, 1, -5))).toBe('A1-1 B2-10 C13-14');
    expect(places(moveStart(three, 1, 99))).toBe('A1-9 B10-10 C13-14');
    expect(places(moveStart(three, 2, 1))).toBe('A1-4 B5-10 C11-14');
    expect(places(moveStart(three, 0, 3))).toBe('A3-4 B5-10 C13-14');
    expect(places(moveEnd(three, 1, 99))).toBe('A1-4 B5-12 C13-14');
    expect(places(moveEnd(three, 1, 1))).toBe('A1-4 B5-5 C13-14');
    expect(places(moveEnd(three, 9, 1))).toBe(places(three));
  });

  it('stand in order and apart whatever is pressed', () => {
    let columns: LayoutColumn[] = [];
    let seed = 7;
    const next = (below: number): number => (seed = (seed * 1103515245 + 12345) % 2147483648) % below;
    for (let turn = 0; turn < 2000; turn += 1) {
      const at = 1 + next(60);
      const index = columns.length === 0 ? 0 : next(columns.length);
      columns = [() => cut(columns, at, 60), () => join(columns, at), () => moveStart(columns, index, at), () => moveEnd(columns, index, at)][next(4)]?.() ?? columns;
      for (const [place, one] of columns.entries()) {
        expect(one.width).toBeGreaterThan(0);
        expect(one.start).toBeGreaterThan(place === 0 ? 0 : endOf(columns[place - 1] ?? one));
      }
    }
  });
});

describe('a drawing', () => {
  const sample: LayoutSample = { lines: [], looked: 9, longest: 19, sameLength: 19, edges: [], suggested: [column('', 1, 4), column('', 5, 6)], delimiters: [] };

  it('begins as the file suggests', () => {
    const file = { id: 'a-1', name: 'export.zip!/claims/list.2014.dat', format: 'unknown', header: '' };
    expect(begun(file, sample)).toMatchObject({ artifact: 'a-1', form: 'fixed width', relation: 'list.2014', columns: [{ name: 'COL_1' }, { name: 'COL_2' }] });
    expect(begun(file, { ...sample, delimiters: ['|', ','] })).toMatchObject({ form: 'delimited', delimiter: '|', columns: [] });
    expect(begun(file, { ...sample, delimiters: [','] })).toMatchObject({ form: 'fixed width' });
    expect(begun({ ...file, format: 'CSV' }, { ...sample, sameLength: null })).toMatchObject({ form: 'delimited', delimiter: ',', header: true, columns: [] });
    expect(begun({ ...file, format: 'CSV', header: 'none' }, { ...sample, sameLength: null })).toMatchObject({ form: 'delimited', header: false });
    expect(relationOf('labs.dat')).toBe('labs');
    expect(freeName([column('COL_2', 1, 1)])).toBe('COL_3');
    expect(named([column('', 1, 1), column('X', 2, 1)]).map((one) => one.name)).toEqual(['COL_1', 'X']);
  });

  it('says what is missing', () => {
    expect(problemOf(EMPTY)).toContain('first column');
    expect(problemOf({ ...EMPTY, columns: three })).toBeNull();
    expect(problemOf({ ...EMPTY, columns: [column('A', 1, 1), column(' ', 2, 1)] })).toContain('no name');
    expect(problemOf({ ...EMPTY, columns: [column('A', 1, 1), column('A', 2, 1)] })).toContain('named A');
    expect(problemOf({ ...EMPTY, form: 'delimited' })).toContain('which character');
  });

  it('takes steps back and does them again; what is dragged is one step', () => {
    const [one, two] = [{ ...EMPTY, columns: three }, { ...EMPTY, columns: three.slice(0, 2) }];
    let steps = step(start(EMPTY), one);
    steps = step(steps, { ...one, skip: 1 });
    steps = step(steps, { ...one, skip: 2 }, true);
    expect(undo(steps).now).toEqual(one);
    expect(redo(undo(steps)).now.skip).toBe(2);
    expect(undo(undo(undo(steps))).now).toEqual(EMPTY);
    expect(step(undo(steps), two).after).toEqual([]);
    expect(step(steps, steps.now)).toBe(steps);
  });
});
