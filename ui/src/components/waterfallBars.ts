// Where the bars of a waterfall stand: each starts where the one before ended, and the evidence that a step could have
// given and did not stands behind it as a ghost. Numbers only; the plot draws them.
import type { EvidenceStep } from '../contract/contract';

export interface Bar {
  /** Where the bar begins and ends, as shares of the plot's width; equal where a step gives nothing. */
  readonly from: number;
  readonly to: number;
  /** How far the step could have reached; `to` where nothing was left. */
  readonly ghost: number;
  /** Sum so far. */
  readonly level: number;
}

/** One bar a step. The scale is shared by all waterfalls of a panel, so that they can be compared: see `reach`. */
export function barsOf(steps: readonly EvidenceStep[], scale: number): Bar[] {
  const at = (points: number): number => Math.min(1, Math.max(0, points / Math.max(1, scale)));
  let level = 0;
  return steps.map((step) => {
    const before = level;
    level += step.points;
    return { from: at(Math.min(before, level)), to: at(Math.max(before, level)), ghost: at(Math.max(before, level, before + step.most)), level };
  });
}

/** The furthest point that some waterfalls reach, ghosts included. */
export function reach(all: readonly (readonly EvidenceStep[])[]): number {
  let furthest = 1;
  for (const steps of all) {
    let level = 0;
    for (const step of steps) {
      furthest = Math.max(furthest, level + step.most, level + step.points);
      level += step.points;
    }
  }
  return furthest;
}

/** `+400`, `−500`, `0`. */
export function pointsOf(points: number): string {
  return points > 0 ? `+${points}` : points < 0 ? `−${-points}` : '0';
}

/** What both sides say of a step, as one line; empty where neither says anything, or the words say it all. */
export function saidOf(step: Pick<EvidenceStep, 'legacy' | 'destination'>): string {
  if (step.legacy === '' && step.destination === '') return '';
  if (step.legacy === step.destination) return step.legacy;
  return `${step.legacy === '' ? 'nothing' : step.legacy} | ${step.destination === '' ? 'nothing' : step.destination}`;
}
