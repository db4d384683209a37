// How two charts are linked, in words: one line for the eye, the evidence behind it. Pure.
import type { ChartTie } from '../contract/contract';

/** `linked with 0.97 by identifier`. */
export function tieSaid(tie: ChartTie): string {
  return tie.by === '' ? `linked with ${tie.words}` : `linked with ${tie.words} by ${tie.by}`;
}

/** What says so and what speaks against it; empty where nothing was weighed. */
export function tieWhy(tie: ChartTie): string {
  return tie.evidence.join(', ');
}
