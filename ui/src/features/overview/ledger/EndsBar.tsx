// Every legacy record as one bar, a part an end. The legend says the same in words and numbers, so that no part, however
// small, is told by colour alone.
import type { Ledger } from '../../../contract/contract';
import { count } from '../../../components/formats';
import { MEANINGS, widthOf } from './ends';
import styles from './ledger.module.css';

export function EndsBar({ ledger }: { ledger: Pick<Ledger, 'ends' | 'records' | 'unaccounted'> }) {
  const whole = ledger.records + ledger.unaccounted;
  return (
    <div className={styles['ends']} data-none={ledger.records === 0 || undefined} aria-hidden="true">
      {ledger.ends.map((end) => <i key={end.value} data-end={end.value} style={{ width: widthOf(end.count, whole) }} title={`${end.value}: ${count(end.count)}`} />)}
      {ledger.unaccounted > 0 && <i data-end="unaccounted" style={{ width: widthOf(ledger.unaccounted, whole) }} />}
    </div>
  );
}

/** `15,527 = 15,000 migrated + ...`: all six ends, and what does not add up. */
export function Equation({ ledger }: { ledger: Pick<Ledger, 'ends' | 'records' | 'unaccounted'> }) {
  return (
    <p className={styles['equation']}>
      <b>{count(ledger.records)}</b>
      <span aria-hidden="true">=</span>
      {ledger.ends.map((end, index) => (
        <span key={end.value} className={end.count === 0 ? 'dim' : undefined} title={MEANINGS[end.value]}>
          {index > 0 && <em>+</em>}<i className={styles['swatch']} data-end={end.value} aria-hidden="true" />{count(end.count)} {end.value}
        </span>
      ))}
      {ledger.unaccounted > 0 && <strong className="safety">unaccounted: {count(ledger.unaccounted)}</strong>}
    </p>
  );
}
