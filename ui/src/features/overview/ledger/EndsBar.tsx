// Every legacy record as one bar, a part an end. The legend says the same in words and numbers, so that no part, however
// small, is told by colour alone.
import type { Ledger } from '../../../contract/contract';
import { count } from '../../../components/formats';
import { MEANINGS, toldOf, widthOf, withheldEnds } from './ends';
import styles from './ledger.module.css';

type Props = { ledger: Pick<Ledger, 'ends' | 'lines' | 'records' | 'unaccounted'> };

export function EndsBar({ ledger }: Props) {
  const withheld = withheldEnds(ledger.lines);
  const whole = ledger.records + ledger.unaccounted;
  return (
    <div className={styles['ends']} data-none={ledger.records === 0 || undefined} aria-hidden="true">
      {ledger.ends.map((end) => <i key={end.value} data-end={end.value} style={{ width: widthOf(end.count, whole) }} title={`${end.value}: ${toldOf(end, withheld)}`} />)}
      {ledger.unaccounted > 0 && <i data-end="unaccounted" style={{ width: widthOf(ledger.unaccounted, whole) }} />}
    </div>
  );
}

/**
 * `15,527 = 15,000 migrated + ...`: all six ends, and what does not add up. Where a line is withheld the ends are the sums of the
 * others, and the rest of the whole is said to be withheld; an end of which nothing is told stands there and not as none.
 */
export function Equation({ ledger }: Props) {
  const withheld = withheldEnds(ledger.lines);
  const told = ledger.ends.filter((end) => end.count > 0 || !withheld.has(end.value));
  return (
    <p className={styles['equation']}>
      <b>{count(ledger.records)}</b>
      <span aria-hidden="true">=</span>
      {told.map((end, index) => (
        <span key={end.value} className={end.count === 0 ? 'dim' : undefined} title={MEANINGS[end.value]}>
          {index > 0 && <em>+</em>}<i className={styles['swatch']} data-end={end.value} aria-hidden="true" />{count(end.count)} {end.value}
        </span>
      ))}
      {withheld.size > 0 && (
        <span title="Beside the other numbers it would tell how few patients stay in the archive.">
          {told.length > 0 && <em>+</em>}a number that is withheld <span className="dim">({ledger.ends.filter((end) => withheld.has(end.value)).map((end) => end.value).join(', ')})</span>
        </span>
      )}
      {ledger.unaccounted > 0 && <strong className="safety">unaccounted: {count(ledger.unaccounted)}</strong>}
    </p>
  );
}
