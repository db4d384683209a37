// Geometry and words of the burn-down.
import { describe, expect, it } from 'vitest';
import type { BurnCounts, BurnDown, BurnPoint } from '../../contract/contract';
import fixture from '../../test/fixtures/burn_down.json';
import { burn, isBroken, pointWords, sums } from './burn';
import type { Box } from './trend';

const box: Box = { width: 500, height: 110, left: 40, right: 60, top: 10, bottom: 20 };
const counts = (severity: string, change: Partial<BurnCounts> = {}): BurnCounts => ({ severity, open: 0, accepted: 0, expired: 0, fresh: 0, returned: 0, closed: 0, ...change });
const point = (run: number, ...severities: BurnCounts[]): BurnPoint => ({ run, atMs: 0, mappingVersion: 0, settled: true, severities });

describe('the burn-down', () => {
  it('is nothing without a comparison and stands without findings', () => {
    expect(burn([], box)).toBeNull();
    const empty = burn([point(1, counts('safety'))], box);
    expect(empty?.columns[0]?.parts).toEqual([]);
    expect(empty?.zero).toBe(90);
  });

  it('stacks upwards and closes downwards on one scale', () => {
    const plot = burn([point(1, counts('safety', { open: 40, closed: 50 }), counts('clinical', { open: 40, accepted: 20 }))], box);
    const parts = plot?.columns[0]?.parts ?? [];
    expect(parts.map((one) => one.part)).toEqual(['safety', 'clinical', 'accepted', 'closed']);
    const height = (name: string): number => parts.find((one) => one.part === name)?.height ?? 0;
    expect(height('safety')).toBeCloseTo(height('clinical'), 5);
    expect(height('safety') / height('accepted')).toBeCloseTo(2, 1);
    expect(height('closed') / height('safety')).toBeCloseTo(50 / 40, 1);
    const [safety, clinical, , closed] = parts;
    expect((clinical?.y ?? 0) + (clinical?.height ?? 0)).toBeCloseTo(safety?.y ?? -1, 5);
    expect(closed?.y).toBe(plot?.zero);
    expect((closed?.y ?? 0) + (closed?.height ?? 0)).toBeLessThanOrEqual(90.1);
  });

  it('keeps one finding among many thousands in sight', () => {
    const plot = burn([point(1, counts('safety', { open: 1 }), counts('cosmetic', { open: 100_000 }))], box);
    expect(plot?.columns[0]?.parts[0]).toMatchObject({ part: 'safety', height: 1.5 });
  });

  it('stays inside its box over fifty comparisons', () => {
    const plot = burn(Array.from({ length: 50 }, (_, run) => point(run, counts('clinical', { open: 50 - run, closed: run }))), box);
    expect(plot?.columns).toHaveLength(50);
    expect(plot?.names.at(-1)?.words).toBe('49');
    expect(plot?.names[0]?.words).toBe('0');
    const gaps = (plot?.names ?? []).slice(1).map((name, index) => name.x - (plot?.names[index]?.x ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(19);
    for (const column of plot?.columns ?? []) {
      expect(column.x).toBeGreaterThanOrEqual(40);
      expect(column.x + column.width).toBeLessThanOrEqual(440.1);
      for (const part of column.parts) expect(part.y + part.height).toBeLessThanOrEqual(90.1);
    }
  });

  it('names each of a few comparisons under its own column', () => {
    const plot = burn([point(2, counts('safety', { open: 3 })), point(4, counts('safety', { open: 9 }))], box);
    expect(plot?.names.map((one) => one.words)).toEqual(['comparison 2', 'comparison 4']);
    expect(plot?.names.map((one) => one.x)).toEqual(plot?.columns.map((one) => one.x + one.width / 2));
  });

  it('leaves no number out that has room', () => {
    const plot = burn(Array.from({ length: 20 }, (_, at) => point(99 + at, counts('clinical', { open: 5 }))), { ...box, width: 640 });
    expect(plot?.names.map((one) => one.words)).toEqual(Array.from({ length: 20 }, (_, at) => `${99 + at}`));
  });

  it('numbers the left axis in whole steps, and goes on below the line', () => {
    const plot = burn([point(1, counts('safety', { open: 23, closed: 12 }))], box);
    expect(plot?.ticks.map((one) => one.label)).toEqual(['30', '20', '10', '0', '10']);
    const [top, , , zero, below] = plot?.ticks ?? [];
    expect(zero?.y).toBe(plot?.zero);
    expect((below?.y ?? 0) - (zero?.y ?? 0)).toBeCloseTo(((zero?.y ?? 0) - (top?.y ?? 0)) / 3, 0);
    expect(burn([point(1, counts('safety', { open: 2500 }))], box)?.ticks.map((one) => one.label)).toEqual(['3k', '2k', '1k', '0']);
  });

  it('says whether other runs are numbered between', () => {
    expect(isBroken([point(2), point(3)])).toBe(false);
    expect(isBroken([point(2), point(4)])).toBe(true);
  });

  it('reads out, and keeps quiet about what an older comparison did not count', () => {
    const now = point(7, counts('safety', { open: 2, closed: 90, returned: 1 }), counts('clinical', { open: 10, accepted: 5, expired: 3, fresh: 4 }));
    expect(pointWords(now)).toBe('comparison 7: 12 open, 2 safety, 5 accepted, 3 with an expired waiver, 90 closed, 4 new, 1 back');
    expect(pointWords({ ...now, settled: false })).not.toContain('closed');
    const last = (fixture as BurnDown).points.at(-1);
    expect(last && sums(last).open).toBeGreaterThan(0);
  });
});
