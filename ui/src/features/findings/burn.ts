// Geometry of the burn-down: a column a comparison, open findings stacked by severity above the line, what is accepted on top of them,
// what was closed below it. Pure. What must stay true: both directions share one scale, and what is there is never too small to see.
import { count } from '../../components/formats';
import type { BurnPoint } from '../../contract/contract';
import { ceiling, short, type Box, type Tick } from './trend';

export type Part = { part: string; y: number; height: number };
export type Column = { run: number; x: number; width: number; parts: Part[]; left: number; right: number };
/** `names` stand under their columns: all of them, or as many as have room. */
export type Burn = { columns: Column[]; ticks: Tick[]; zero: number; names: Name[] };
export type Name = { run: number; x: number; words: string };

export type Sums = { open: number; accepted: number; expired: number; fresh: number; returned: number; closed: number; safety: number };

export function sums(point: BurnPoint): Sums {
  const all: Sums = { open: 0, accepted: 0, expired: 0, fresh: 0, returned: 0, closed: 0, safety: 0 };
  for (const one of point.severities) {
    all.open += one.open;
    all.accepted += one.accepted;
    all.expired += one.expired;
    all.fresh += one.fresh;
    all.returned += one.returned;
    all.closed += one.closed;
    if (one.severity === 'safety') all.safety += one.open;
  }
  return all;
}

const LEAST_PX = 1.5;
const WIDEST_PX = 22;
/** What a number, and a number with its word, needs under its column. */
const NUMBER_PX = 30;
const NAMED_PX = 92;

export function burn(points: readonly BurnPoint[], box: Box): Burn | null {
  if (points.length === 0) return null;
  const all = points.map(sums);
  const top = ceiling(Math.max(...all.map((one) => one.open + one.accepted)));
  const below = Math.max(...all.map((one) => one.closed));
  const floor = box.height - box.bottom;
  const scale = (floor - box.top) / (top + below);
  const zero = box.top + top * scale;
  const step = (box.width - box.left - box.right) / points.length;
  const width = Math.max(1, Math.min(WIDEST_PX, step - 2));
  const tall = (value: number): number => (value > 0 ? Math.max(LEAST_PX, value * scale) : 0);
  const columns = points.map((point, index) => {
    const left = box.left + index * step;
    const parts: Part[] = [];
    let y = zero;
    const stack = (part: string, value: number): void => {
      if (value <= 0) return;
      y -= tall(value);
      parts.push({ part, y: round(y), height: round(tall(value)) });
    };
    for (const one of point.severities) stack(one.severity, one.open);
    stack('accepted', all[index]?.accepted ?? 0);
    const closed = tall(all[index]?.closed ?? 0);
    if (closed > 0) parts.push({ part: 'closed', y: round(zero), height: round(closed) });
    return { run: point.run, x: round(left + (step - width) / 2), width: round(width), parts, left: round(left), right: round(left + step) };
  });
  const ticks = [0, 0.5, 1].map((part) => ({ value: part * top, label: short(part * top), y: round(zero - part * top * scale) }));
  // Counted from the latest, which is always named.
  const every = Math.max(1, Math.ceil(NUMBER_PX / step));
  const names = columns
    .filter((_, index) => (columns.length - 1 - index) % every === 0)
    .map(({ run, x, width: wide }) => ({ run, x: round(x + wide / 2), words: step >= NAMED_PX ? `comparison ${run}` : `${run}` }));
  return { columns, ticks, zero: round(zero), names };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** One comparison in words; what an older program did not count is not said. */
export function pointWords(point: BurnPoint): string {
  const all = sums(point);
  const words = [`comparison ${point.run}${point.mappingVersion > 0 ? `, mapping v${point.mappingVersion}` : ''}: ${count(all.open)} open, ${count(all.safety)} safety`];
  if (all.accepted > 0) words.push(`${count(all.accepted)} accepted`);
  if (all.expired > 0) words.push(`${count(all.expired)} with an expired waiver`);
  if (point.settled) {
    words.push(`${count(all.closed)} closed`, `${count(all.fresh)} new`);
    if (all.returned > 0) words.push(`${count(all.returned)} back`);
  }
  return words.join(', ');
}
