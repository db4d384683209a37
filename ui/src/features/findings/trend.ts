// Axes of the plot over runs, and what the last run changed. Pure. What must stay true: an axis starts at zero.
import type { RunPoint } from '../../contract/contract';

export interface Tick {
  value: number;
  label: string;
  y: number;
}

export interface Box {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** The step between the numbers of an axis that reaches `most` in at most `parts` steps: 1, 2 or 5 times a power of ten, so that each number is whole and written as it is. */
export function stepOf(most: number, parts: number): number {
  const least = Math.max(1, most / Math.max(1, parts));
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 5].find((factor) => factor * power >= least) ?? 10) * power;
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

/** How the last run differs from the one before; null with fewer than two. */
export function sinceLast(points: readonly RunPoint[]): { run: number; findings: number; safety: number } | null {
  const [before, now] = points.slice(-2);
  if (before === undefined || now === undefined) return null;
  return { run: before.run, findings: now.findings - before.findings, safety: now.safety - before.safety };
}
