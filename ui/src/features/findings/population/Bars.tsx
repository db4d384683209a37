// Two bars on one scale: the legacy book above, the destination's below. A withheld count is drawn as a stub of its own, so that
// it is never taken for zero.
import styles from './population.module.css';

export function Bars({ lengths, words }: { lengths: [number | null, number | null]; words: string }) {
  const one = (length: number | null, side: 'legacy' | 'destination') =>
    length === null ? (
      <i className={styles['stub']} data-side={side} />
    ) : (
      <i data-side={side} style={{ width: length === 0 ? 0 : `max(2px, ${(length * 100).toFixed(2)}%)` }} />
    );
  return (
    <span className={styles['bars']} role="img" aria-label={words} title={words}>
      {one(lengths[0], 'legacy')}
      {one(lengths[1], 'destination')}
    </span>
  );
}
