// Geometry of the plot of open findings over runs: one step a run, findings above, safety as an area of its own below.
// Pure. What must stay true: the axis starts at zero, and safety is drawn on its own scale only when that is written
// beside it; here both share one axis, so a safety line near zero really is near zero.
import type { RunPoint } from '../../contract/contract';

export interface Tick {
  value: number;
  label: string;
  y: number;
}

export interface Trend {
  line: string;
  cosmetic: string;
  safety: string;
  ticks: Tick[];
  last: { x: number; y: number };
  xs: number[];
}

export interface Box {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** A round number at or above the value: 1, 2, 2.5 or 5 times a power of ten. */
export function ceiling(value: number): number {
  if (value <= 4) return 4;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 2.5, 4, 5, 10].find((factor) => factor * power >= value) ?? 10;
  return step * power;
}

/** `40k`, `1.5M`, `900`. */
export function short(value: number): string {
  if (value >= 1e6) return `${trim(value / 1e6)}M`;
  if (value >= 1e3) return `${trim(value / 1e3)}k`;
  return String(Math.round(value));
}

function trim(value: number): string {
  return String(Math.round(value * 10) / 10);
}

export function trend(points: readonly RunPoint[], box: Box): Trend | null {
  const latest = points[points.length - 1];
  if (latest === undefined) return null;
  const top = ceiling(Math.max(...points.map((point) => point.findings)));
  const floor = box.height - box.bottom;
  const y = (value: number) => round(floor - (value / top) * (floor - box.top));
  const step = (box.width - box.left - box.right) / points.length;
  const xs = points.map((_, index) => round(box.left + index * step));
  const end = round(box.width - box.right);
  const steps = (value: (point: RunPoint) => number) =>
    points
      .map((point, index) => `${index === 0 ? 'M' : 'V'}${index === 0 ? `${xs[0]} ${y(value(point))}` : y(value(point))}H${xs[index + 1] ?? end}`)
      .join('');
  const area = (value: (point: RunPoint) => number) => `${steps(value)}V${floor}H${xs[0]}Z`;
  return {
    line: steps((point) => point.findings),
    cosmetic: area((point) => point.cosmetic),
    safety: area((point) => point.safety),
    ticks: [0, 0.5, 1].map((part) => ({ value: part * top, label: short(part * top), y: y(part * top) })),
    last: { x: end, y: y(latest.findings) },
    xs: [...xs, end],
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** How the last run differs from the one before; null with fewer than two. */
export function sinceLast(points: readonly RunPoint[]): { run: number; findings: number; safety: number } | null {
  const [before, now] = points.slice(-2);
  if (before === undefined || now === undefined) return null;
  return { run: before.run, findings: now.findings - before.findings, safety: now.safety - before.safety };
}
