/**
 * Why a patient is here, as chips on one line of a table: those that have room, and how many more there are. Nothing is cut in
 * silence: what has no room is counted, and told where the pointer rests on the number.
 */
import type { ReactNode } from 'react';
import type { Reason } from '../../contract/contract';
import { reasonMeans, reasonOf } from './words';
import styles from './reasons.module.css';

/** Letters of a chip's words at 11 px, and what stands around them. */
const LETTER_PX = 6.3;
const NARROW_PX = 3.6;
const NARROW = /[fijlrt1 .,]/g;
const AROUND_PX = 14;
const GAP_PX = 5;
const MORE_PX = 22;

/** How many chips of these words stand on a line of some width; 0 is a line that is not measured yet. At least one does: it is cut before it is left out. */
export function chipsThatFit(words: readonly string[], room: number): number {
  if (room <= 0) return Math.min(2, words.length);
  const ends = words.map((word) => word.length * LETTER_PX - (word.match(NARROW)?.length ?? 0) * (LETTER_PX - NARROW_PX) + AROUND_PX);
  let taken = -GAP_PX;
  let shown = 0;
  for (const [at, width] of ends.entries()) {
    taken += GAP_PX + width;
    const more = at + 1 < words.length ? GAP_PX + MORE_PX : 0;
    if (shown > 0 && taken + more > room) break;
    shown += 1;
  }
  return shown;
}

/** Reasons that a column of their own already counts come last: they say nothing new in this row. */
export function tellingFirst(reasons: readonly Reason[]): Reason[] {
  const counted = (reason: Reason): boolean => reason.key === 'safety findings' || reason.key === 'clinical findings';
  return [...reasons.filter((reason) => !counted(reason)), ...reasons.filter(counted)];
}

/** `room` in pixels; `before` is a chip of the caller's that stands first. */
export function Reasons({ reasons, room, before }: { reasons: readonly Reason[]; room: number; before?: ReactNode }) {
  const all = tellingFirst(reasons);
  const shown = chipsThatFit(all.map(reasonOf), room);
  const left = all.slice(shown);
  return (
    <span className={styles['reasons']}>
      {before !== undefined && before !== false && <span className={styles['before']}>{before}</span>}
      {all.slice(0, shown).map((reason) => <span key={reason.key} className="tag" title={reasonMeans(reason.key)}>{reasonOf(reason)}</span>)}
      {left.length > 0 && <span className={styles['more']} title={left.map(reasonOf).join(', ')}>+{left.length}<span className="hidden-text"> more: {left.map(reasonOf).join(', ')}</span></span>}
    </span>
  );
}
