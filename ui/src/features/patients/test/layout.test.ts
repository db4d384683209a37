/**
 * Layout under property checks: charts of up to 20,000 statements by seed, and the promises that each module names.
 */
import { describe, expect, it } from 'vitest';
import type { Side } from '../timeline/book';
import { bookOf, severityRank, walkOrder } from '../timeline/book';
import { binCounts, indexSpans, placeMarks, visibleSlice } from '../timeline/cull';
import { pieceAt, pieceTop } from '../timeline/hit';
import type { Lane } from '../timeline/layout';
import { isDated, laneAt, layoutOf, rowHeight, rowTop } from '../timeline/layout';
import { packRows } from '../timeline/pack';
import { xOf } from '../timeline/time';
import type { Piece } from '../timeline/units';
import { chartOf, randomOf, sampleChart, statement } from './sample-chart';

const options = { width: 800, height: 600, measure: (text: string) => text.length * 6, expanded: new Set<string>() };
const SIDES: readonly Side[] = ['legacy', 'destination'];

function overlaps(spans: readonly { row: number; start: number; end: number }[]): number {
  const byRow = new Map<number, { start: number; end: number }[]>();
  for (const span of spans) byRow.set(span.row, [...(byRow.get(span.row) ?? []), span]);
  let found = 0;
  for (const row of byRow.values()) {
    row.sort((a, b) => a.start - b.start || a.end - b.end);
    for (let at = 1; at < row.length; at++) if ((row[at]?.start ?? 0) < (row[at - 1]?.end ?? 0)) found++;
  }
  return found;
}

describe('density', () => {
  it('counts every value in view once, whatever the number of parts', () => {
    const random = randomOf(41);
    const values = Float64Array.from({ length: 5_000 }, () => Math.floor(random() * 3000) / 3).sort();
    for (let n = 0; n < 60; n++) {
      const from = random() * 900;
      const to = from + 0.2 + random() * 200;
      const counts = binCounts(values, from, to, 1 + Math.floor(random() * 700));
      const inside = values.filter((value) => value >= from && value <= to).length;
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(inside);
    }
  });
});

describe('packing', () => {
  it('never lets two units of a row overlap, whatever their rank and height', () => {
    for (let seed = 1; seed <= 25; seed++) {
      const random = randomOf(seed * 7919);
      const units = Array.from({ length: 400 }, () => {
        const start = Math.floor(random() * 1000);
        return { start, end: start + 1 + Math.floor(random() * 80), rank: random() < 0.2 ? 0 : 1, rows: random() < 0.1 ? 3 : 1 };
      });
      const { rows, count } = packRows(units);
      const spans = units.flatMap((unit, index) =>
        Array.from({ length: unit.rows }, (_, more) => ({ row: (rows[index] as number) + more, start: unit.start, end: unit.end })),
      );
      expect(overlaps(spans)).toBe(0);
      expect(Math.max(...spans.map((span) => span.row)) + 1).toBe(count);
    }
  });

  it('uses no more rows than lie on top of each other at once', () => {
    const units = Array.from({ length: 500 }, (_, index) => ({ start: index, end: index + 3, rank: 1, rows: 1 }));
    expect(packRows(units).count).toBe(3);
  });

  it('keeps units with findings nearest to the middle', () => {
    const { rows } = packRows([
      { start: 0, end: 100, rank: 1, rows: 1 },
      { start: 5, end: 50, rank: 0, rows: 1 },
      { start: 60, end: 90, rank: 1, rows: 1 },
    ]);
    expect(rows).toEqual([1, 0, 0]);
  });

  it('packs 20,000 units that all overlap, a row each', () => {
    const units = Array.from({ length: 20_000 }, () => ({ start: 1, end: 2, rank: 1, rows: 1 }));
    expect(packRows(units).count).toBe(20_000);
  });
});

describe('culling', () => {
  it('leaves out nothing that touches the range', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const random = randomOf(seed * 104729);
      const spans = Array.from({ length: 300 }, () => {
        const start = Math.floor(random() * 1000);
        return { start, end: start + Math.floor(random() * random() * 400) };
      }).sort((a, b) => a.start - b.start);
      const from = random() * 1100 - 50;
      const to = from + random() * 300;
      const [begin, end] = visibleSlice(indexSpans(spans), from, to);
      spans.forEach((span, index) => {
        if (span.start <= to && span.end >= from) expect(index >= begin && index < end).toBe(true);
      });
      expect(begin).toBeLessThanOrEqual(end);
    }
  });

  it('looks at few of 20,000 points when zoomed to a day', () => {
    const spans = Array.from({ length: 20_000 }, (_, index) => ({ start: index, end: index }));
    const [begin, end] = visibleSlice(indexSpans(spans), 9_000, 9_001);
    expect(end - begin).toBe(2);
  });

  it('places marks without overlap, loses none, and lets the worst stand', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const random = randomOf(seed * 31);
      const wishes = Array.from({ length: 200 }, () => ({ x: random() * 900, rank: Math.floor(random() * 5), first: false }));
      const places = placeMarks(wishes, 13);
      expect(places.reduce((sum, place) => sum + 1 + place.more, 0)).toBe(wishes.length);
      const xs = places.map((place) => wishes[place.index]?.x ?? 0).sort((a, b) => a - b);
      xs.forEach((x, at) => at > 0 && expect(x - (xs[at - 1] ?? 0)).toBeGreaterThanOrEqual(13));
      const worst = Math.min(...wishes.map((wish) => wish.rank));
      expect(places.some((place) => wishes[place.index]?.rank === worst)).toBe(true);
    }
  });
});

describe('layout', () => {
  for (const [size, seed] of [[1, 3], [40, 5], [900, 7], [20_000, 11]] as const) {
    it(`holds every one of ${size} statements once, without overlap`, () => {
      const chart = sampleChart(size, seed);
      const book = bookOf(chart);
      const layout = layoutOf(book, options);
      const seen = new Map<string, number>();
      let top = 0;
      for (const lane of layout.lanes) {
        expect(lane.top).toBe(top);
        top += lane.height;
        for (const side of SIDES) {
          const { pieces, undated } = lane[side];
          for (const one of [...pieces.filter((piece) => !piece.ghost).map((piece) => piece.statement), ...undated]) {
            seen.set(one.id, (seen.get(one.id) ?? 0) + 1);
            expect(one.side).toBe(side);
          }
          if (lane.style === 'bars') expect(overlaps(pieces)).toBe(0);
          checkHeights(lane, pieces);
        }
      }
      expect(layout.height).toBe(top);
      expect(seen.size).toBe(chart.statements.length);
      expect([...seen.values()].every((times) => times === 1)).toBe(true);
    });
  }

  it('keeps mates on the same row of both sides', () => {
    const chart = chartOf(
      [statement({ id: 'l', start: 0, end: 90 }), statement({ id: 'd', start: 0, end: 90, side: 'destination' })],
      [{ finding: '', legacy: 'l', destination: 'd', verdict: 'same', aspect: '', severity: '' }],
    );
    const lane = layoutOf(bookOf(chart), options).lanes[0] as Lane;
    expect(lane.legacy.pieces[0]?.row).toBe(lane.destination.pieces[0]?.row);
    expect(lane.links).toHaveLength(1);
  });

  it('leaves a ghost where the destination lost a statement', () => {
    const chart = chartOf(
      [statement({ id: 'l', kind: 'allergy', label: 'Penicillin', start: 10, open: true }), statement({ id: 'x', kind: 'note', start: 400 })],
      [{ finding: 'f', legacy: 'l', destination: null, verdict: 'lost', aspect: '', severity: 'safety' }],
    );
    const lane = layoutOf(bookOf(chart), options).lanes[0] as Lane;
    expect(lane.destination.pieces[0]).toMatchObject({ ghost: true, start: 10, row: lane.legacy.pieces[0]?.row });
  });

  it('shows repeated courses of a drug in one row with their gaps', () => {
    const course = (id: string, start: number, end: number) => statement({ id, kind: 'medication', codes: ['local met'], start, end });
    const lane = layoutOf(bookOf(chartOf([course('a', 0, 100), course('b', 200, 300), course('c', 400, 500)])), options).lanes[0] as Lane;
    expect(lane.legacy.pieces.map((piece) => piece.row)).toEqual([0, 0, 0]);
    expect(lane.legacy.pieces[0]?.until).toBe(200);
  });

  it('is the same for the same chart', () => {
    const rows = () => layoutOf(bookOf(sampleChart(900, 7)), options).lanes.map((lane) => lane.legacy.pieces.map((piece) => piece.row));
    expect(rows()).toEqual(rows());
  });

  it('finds what it drew: the lane and the piece under a point', () => {
    const layout = layoutOf(bookOf(sampleChart(900, 7)), options);
    const scale = { ...layout.bounds, left: 130, right: 930 };
    let tried = 0;
    for (const lane of layout.lanes) {
      expect(laneAt(layout, lane.top + 1)).toBe(lane);
      if (lane.style !== 'bars') continue;
      for (const piece of lane.legacy.pieces.filter((one) => one.row < lane.fullRows)) {
        const x = xOf(scale, piece.start) + 0.5;
        const hit = pieceAt(lane, scale, x, pieceTop(lane, piece) + 4);
        expect(hit?.row).toBe(piece.row);
        tried++;
      }
    }
    expect(tried).toBeGreaterThan(20);
  });
});

describe('findings', () => {
  it('are walked severest first, each once', () => {
    const book = bookOf(sampleChart(2_000, 13));
    const ranks = book.findings.map((finding) => severityRank(finding.severity));
    expect([...ranks].sort((a, b) => a - b)).toEqual(ranks);
    expect(new Set(book.findings.map((finding) => finding.id)).size).toBe(book.findings.length);
    expect([...book.findings].sort(walkOrder)).toEqual(book.findings);
  });
});

function checkHeights(lane: Lane, pieces: readonly Piece[]): void {
  for (const piece of pieces) {
    if (lane.style !== 'bars') continue;
    const at = rowTop(lane, piece.side, piece.row);
    if (at < 0 || at + rowHeight(lane, piece.row) > lane.height) expect.fail(`${piece.statement.id} leaves its lane`);
  }
}

describe('an axis', () => {
  it('is one where something has a day', () => {
    const one = (start: number | null) => layoutOf(bookOf(chartOf([statement({ id: 'L1', side: 'legacy', start, end: start })], [])), options);
    expect([isDated(one(null)), isDated(one(-40))]).toEqual([false, true]);
  });
});

describe('what parted', () => {
  it('is never in a thin row, however little room there is, and what agrees gives way', () => {
    const statements = [];
    const pairs = [];
    for (let n = 0; n < 9; n++) {
      statements.push(statement({ id: `l${n}`, kind: 'medication', start: 0, end: 900 }), statement({ id: `d${n}`, kind: 'medication', side: 'destination', start: 0, end: 900 }));
      pairs.push({ finding: n < 7 ? `f${n}` : '', legacy: `l${n}`, destination: `d${n}`, verdict: n < 7 ? 'altered' : 'same', aspect: 'status', severity: 'safety' });
    }
    const [lane] = layoutOf(bookOf(chartOf(statements, pairs)), { ...options, height: 100 }).lanes;
    if (lane === undefined) throw new Error('there is no lane');
    expect([lane.loudRows, lane.fullRows, lane.rows]).toEqual([7, 7, 9]);
    for (const side of SIDES) for (const piece of lane[side].pieces) expect(rowHeight(lane, piece.row) >= 13).toBe(piece.finding !== null);
  });
});
