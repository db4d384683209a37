// The two ledgers: where every source field ended, and every value of the output that no source asserted.
import { Link } from '@tanstack/react-router';
import { count, percent, plural } from '../../components/formats';
import { Icon } from '../../components/Icon';
import type { InventedLine, NegativeSpace } from '../../contract/contract';
import styles from './Overview.module.css';

const shown = 6;

/** Lines that nobody justified first, then the larger. */
function unjustifiedFirst(lines: readonly InventedLine[]): InventedLine[] {
  return [...lines].sort((a, b) => Number(a.reason !== null) - Number(b.reason !== null) || b.values - a.values);
}

/** The invented-value ledger, by rule. */
export function Invented({ invented, migrated }: { invented: readonly InventedLine[]; migrated: boolean }) {
  const lines = unjustifiedFirst(invented);
  const values = lines.reduce((sum, line) => sum + line.values, 0);
  const open = lines.filter((line) => line.reason === null).length;
  return (
    <section className={`${styles['block'] ?? ''} ${styles['invented'] ?? ''}`} aria-label="Invented-value ledger">
      <h2>Invented values <span className="dim">{migrated ? count(values) : '–'}</span>{open > 0 && <span className="clinical x">{plural(open, 'rule')} without a reason</span>}</h2>
      {lines.length === 0 && <p className="dim">{migrated ? 'No rule made a value that no source asserts.' : 'Nothing is migrated yet.'}</p>}
      {lines.slice(0, shown).map((line) => (
        <Link key={line.rule} className={styles['line']} to="/mapping" search={{ rule: line.rule } as never} title={`${line.element}: ${line.reason ?? 'nobody said why this is right'}`}>
          <span className={line.reason === null ? 'clinical' : 'dim'}><Icon name={line.reason === null ? 'decide' : 'done'} size={12} title={line.reason === null ? 'no reason' : 'has a reason'} /></span>
          <span className="mono cut">{line.rule}</span>
          <span>{count(line.values)}</span>
        </Link>
      ))}
      {lines.length > shown && <Link className={`x ${styles['more'] ?? ''}`} to="/mapping">{lines.length - shown} more</Link>}
    </section>
  );
}

/** The negative-space ledger, summed up. */
export function Space({ space }: { space: NegativeSpace }) {
  const part = (number: number): string => `${space.fields === 0 ? 0 : (number / space.fields) * 100}%`;
  return (
    <section className={styles['negative']} aria-label="Negative-space ledger">
      <div className={styles['blockHead']}>
        <h2>Negative space</h2>
        <span className="dim x">where every source field ended: {plural(space.fields, 'field')}{space.fields > 0 && `, ${percent((space.mapped + space.dropped) / space.fields)} decided`}</span>
        {space.fields > 0 && <Link className="x" to="/mapping" search={(space.undecided > 0 ? { decisions: ['undecided'] } : {}) as never}>{space.undecided > 0 ? 'Decide' : 'See all'}</Link>}
      </div>
      <div className={styles['space']} data-none={space.fields === 0 || undefined} aria-hidden="true">
        <i data-part="mapped" style={{ width: part(space.mapped) }} />
        <i data-part="dropped" style={{ width: part(space.dropped) }} />
      </div>
      <p className={styles['legend']}>
        <span data-part="mapped">{count(space.mapped)} mapped</span>
        <span data-part="dropped">{count(space.dropped)} dropped, with a reason</span>
        <span data-part="undecided" className={space.undecided > 0 ? 'clinical b' : 'dim'}>{count(space.undecided)} undecided</span>
      </p>
    </section>
  );
}
