// The ledger of records, summed up on the Overview: every legacy record has exactly one end, and the ends add up.
import { Link } from '@tanstack/react-router';
import { Icon } from '../../../components/Icon';
import { Kbd } from '../../../components/Kbd';
import { Skeleton } from '../../../components/Skeleton';
import { plural } from '../../../components/formats';
import { useCommand } from '../../../platform/call';
import styles from '../Overview.module.css';
import { EndsBar, Equation } from './EndsBar';
import own from './ledger.module.css';

export function Records() {
  const answer = useCommand('ledger', {}, { staleTime: 60_000 });
  const ledger = answer.data;
  return (
    <section className={own['records']} aria-label="Ledger of records" aria-busy={answer.isFetching}>
      <div className={styles['blockHead']}>
        <h2>Every legacy record</h2>
        <span className="dim x">one end each{ledger && follows(ledger)}</span>
        {ledger && ledger.records > 0 && <Link className="x" to={'/overview/ledger' as string}>See all <Kbd keys="L" /></Link>}
      </div>
      {answer.isError && ledger === undefined ? (
        <p className={own['failed']} role="alert"><Icon name="warn" size={12} className="clinical" /> {answer.error.message} <button type="button" className="button small" onClick={() => void answer.refetch()}>Try again</button></p>
      ) : ledger === undefined ? (
        <p className={own['waiting']}><Skeleton height={8} /><Skeleton width="70%" /></p>
      ) : (
        <>
          <EndsBar ledger={ledger} />
          {ledger.records === 0 ? <p className={own['equation']}><span className="dim">The legacy side holds no records yet.</span></p> : <Equation ledger={ledger} />}
          {ledger.contradictions.length > 0 && (
            <p className={own['contrary']}><Link to={'/overview/ledger' as string}><Icon name="warn" size={12} /> {plural(ledger.contradictions.length, 'decision')} on hidden corners {ledger.contradictions.length === 1 ? 'is' : 'are'} contradicted by the mapping or the lens</Link></p>
          )}
        </>
      )}
    </section>
  );
}

/** What the ledger follows, in words. */
export function follows(ledger: { migrateRun: number; compareRun: number; records: number }): string {
  if (ledger.records === 0) return '';
  if (ledger.migrateRun > 0) return `, by migration ${ledger.migrateRun}${ledger.compareRun > 0 ? ` and comparison ${ledger.compareRun}` : ''}`;
  return ledger.compareRun > 0 ? `, by the alignment of comparison ${ledger.compareRun}` : ', before any migration or comparison';
}
