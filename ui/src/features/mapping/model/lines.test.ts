import { describe, expect, test } from 'vitest';
import { curvesInView, firstEdge, middle, type Edge, type Pane } from './lines';

const pane = (scrollTop = 0, rowHeight = 20): Pane => ({ top: 100, height: 200, scrollTop, rowHeight });
const panes = (source = 0, rules = 0, target = 0) => ({ source: pane(source), rules: pane(rules, 25), target: pane(target) });
const edge = (id: string, rule: number, fields: number[], element: number | null): Edge => ({ id, rule, fields, element });
const none = new Set<string>();

describe('link lines', () => {
  test('join the middles of their rows', () => {
    const { curves } = curvesInView([edge('a', 2, [1], 3)], panes(), 'view', none);
    expect(curves).toEqual([
      { side: 'source', from: 130, to: 162.5, selected: false, beyond: null },
      { side: 'target', from: 162.5, to: 170, selected: false, beyond: null },
    ]);
  });

  test('follow scrolling', () => {
    expect(middle(pane(20), 3)).toBe(150);
  });

  test('only rules in view are looked at, however many there are', () => {
    const edges = Array.from({ length: 100_000 }, (_, index) => edge(`r${index}`, index, [index], index));
    let read = 0;
    const watched = new Proxy(edges, {
      get(target, key, receiver) {
        if (typeof key === 'string' && /^\d+$/.test(key)) read += 1;
        return Reflect.get(target, key, receiver) as unknown;
      },
    });
    const at = 50_000;
    const { curves } = curvesInView(watched, panes(at * 20, at * 25, at * 20), 'view', none);
    expect(curves.length).toBe(16);
    expect(read).toBeLessThan(40);
  });

  test('a faint line whose other end is out of view is culled and counted', () => {
    const found = curvesInView([edge('a', 0, [0, 500], 900)], panes(), 'view', none);
    expect(found.curves.map((curve) => curve.side)).toEqual(['source']);
    expect(found.leaving).toEqual({ source: 1, target: 1 });
  });

  test('the selected rule shows where its lines lead, at the edge of the column', () => {
    const { curves } = curvesInView([edge('a', 1, [0], 900)], panes(100), 'view', new Set(['a']));
    expect(curves.map((curve) => [curve.side, curve.beyond, curve.side === 'source' ? curve.from : curve.to])).toEqual([
      ['source', 'above', 103],
      ['target', 'below', 297],
    ]);
  });

  test('selected lines lie on top, and alone when only they are wanted', () => {
    const edges = [edge('a', 0, [0], null), edge('b', 1, [1], null), edge('c', 2, [2], null)];
    expect(curvesInView(edges, panes(), 'view', new Set(['a'])).curves.at(-1)?.selected).toBe(true);
    expect(curvesInView(edges, panes(), 'selected', new Set(['b'])).curves.length).toBe(1);
    expect(curvesInView(edges, panes(), 'off', new Set(['b'])).curves).toEqual([]);
  });

  test('several fields end side by side at one rule', () => {
    const { curves } = curvesInView([edge('a', 0, [3, 1, 2], null)], panes(), 'view', none);
    const ends = curves.map((curve) => curve.to);
    expect(new Set(ends).size).toBe(3);
    expect([...ends].sort((a, b) => a - b)).toEqual(ends);
  });

  test('the first edge is found by its row, gaps between rows included', () => {
    const edges = [edge('a', 1, [], null), edge('b', 4, [], null), edge('c', 9, [], null)];
    expect([0, 1, 2, 4, 5, 10].map((row) => firstEdge(edges, row))).toEqual([0, 0, 1, 1, 2, 3]);
  });
});
