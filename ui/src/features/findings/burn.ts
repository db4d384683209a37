// Geometry of the burn-down: a column a comparison, open findings stacked by severity above the line, what is accepted on top of them,
// what was closed below it. Pure. What must stay true: both directions share one scale, what is there is never too small to see, and every
// number on an axis is exact.
import { count, moment } from '../../components/formats';
import type { BurnPoint } from '../../contract/contract';
import { short, stepOf, type Box, type Tick } from './trend';

export type Part = { part: string; y: number; height: number };
export type Column = { run: number; x: number; width: number; parts: Part[]; left: number; right: number };
/** `names` stand under their columns: all of them, or as many as have room, the first and the last always. */
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
/** What a number on the left axis needs in height. */
const TICK_PX = 18;
/** What a digit, what stands around a number, and a number with its word need under a column. */
const DIGIT_PX = 6.6;
const AROUND_PX = 6;
const NAMED_PX = 92;

export function burn(points: readonly BurnPoint[], box: Box): Burn | null {
  if (points.length === 0) return null;
  const all = points.map(sums);
  const floor = box.height - box.bottom;
  const most = Math.max(1, ...all.map((one) => one.open + one.accepted));
  const below = Math.max(...all.map((one) => one.closed));
  const unit = stepOf(most + below, Math.floor((floor - box.top) / TICK_PX));
  const top = unit * Math.ceil(most / unit);
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
  // Below the line the numbers go on: what was closed is counted there, and is no negative number.
  const ticks = Array.from({ length: Math.floor(below / unit) + top / unit + 1 }, (_, index) => top - index * unit).map((value) => ({ value, label: short(Math.abs(value)), y: round(zero - value * scale) }));
  const names = named(columns, step).map(({ run, x, width: wide }) => ({ run, x: round(x + wide / 2), words: step >= NAMED_PX ? `comparison ${run}` : `${run}` }));
  return { columns, ticks, zero: round(zero), names };
}

/** The columns that have room for their number: counted from the latest, and the first instead of those that stand too near to it. */
function named(columns: readonly Column[], step: number): Column[] {
  const digits = Math.max(...columns.map(({ run }) => `${run}`.length));
  const every = Math.max(1, Math.ceil((digits * DIGIT_PX + AROUND_PX) / step));
  const last = columns.length - 1;
  return columns.filter((_, index) => index === 0 || ((last - index) % every === 0 && index >= every));
}

/** Whether runs lie between the comparisons that are no comparisons: migrations, and readings for the archive, are numbered along. */
export function isBroken(points: readonly BurnPoint[]): boolean {
  return points.some((point, index) => index > 0 && point.run !== (points[index - 1]?.run ?? 0) + 1);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** One comparison in words; what an older program did not count is not said. */
export function pointWords(point: BurnPoint): string {
  const all = sums(point);
  const words = [`comparison ${point.run}${point.atMs > 0 ? `, ${moment(point.atMs)}` : ''}${point.mappingVersion > 0 ? `, mapping v${point.mappingVersion}` : ''}: ${count(all.open)} open, ${count(all.safety)} safety`];
  if (all.accepted > 0) words.push(`${count(all.accepted)} accepted`);
  if (all.expired > 0) words.push(`${count(all.expired)} with an expired waiver`);
  if (point.settled) {
    words.push(`${count(all.closed)} closed`, `${count(all.fresh)} new`);
    if (all.returned > 0) words.push(`${count(all.returned)} back`);
  }
  return words.join(', ');
}
