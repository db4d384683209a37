/**
 * Who this is, why this patient is here, and whether the books balance: counts a verdict, coloured by severity where
 * they parted. Few findings are drawn one by one; many as a bar with the same shares.
 */
import { Kbd } from '../../../components/Kbd';
import { Skeleton } from '../../../components/Skeleton';
import { TieTag } from '../../../components/Tie';
import { Verdict } from '../../../components/Verdict';
import { count, plural } from '../../../components/formats';
import type { Facet, PatientRow } from '../../../contract/contract';
import type { Book } from '../timeline/book';
import { severitiesOf } from '../timeline/book';
import { personOf, reasonMeans, reasonOf } from '../words';
import type { Neighbours } from './useNeighbours';
import styles from './chart.module.css';

const CELLS = 12;
/** What is no difference; what stays in the archive has nothing to balance with. */
const SETTLED = new Set(['same', 'equivalent', 'archived']);

export function ChartHeader({ patient, book, neighbours }: { patient: PatientRow; book: Book; neighbours: Neighbours }) {
  return (
    <header className={styles['head']}>
      <div className={styles['who']}>
        <h1>Patient <span className={styles['token']}>{patient.id}</span></h1>
        <span className="dim">{personOf(patient)}</span>
        {patient.safety > 0 && <span className="tag safety"><b>{count(patient.safety)}</b> safety</span>}
        {patient.clinical > 0 && <span className="tag clinical"><b>{count(patient.clinical)}</b> clinical</span>}
        <span className={`tag ${styles['gives']}`} title="Of a statement several things can differ; it is walked once">
          {plural(patient.findings, 'finding')}
          {book.findings.length > 0 && book.findings.length < patient.findings && <span className={styles['onStatements']}>{` on ${plural(book.findings.length, 'statement')}`}</span>}
        </span>
        {patient.side !== 'paired' && <span className={patient.side === 'archived' ? 'tag' : 'tag safety'}>{patient.side}</span>}
        <TieTag tie={book.chart.tie} />
        <nav className={styles['neighbours']} aria-label="Other patients">
          {neighbours.at !== null && <span>Edge case <b>{count(neighbours.at + 1)}</b> of {count(neighbours.total)}</span>}
          <button type="button" disabled={neighbours.previous === null} aria-label="Previous patient" onClick={neighbours.goPrevious}><Kbd keys="[" /></button>
          <button type="button" disabled={neighbours.next === null} aria-label="Next patient" onClick={neighbours.goNext}><Kbd keys="]" /></button>
        </nav>
      </div>
      <p className={`cut ${styles['why']}`} title={patient.reasons.map((reason) => `${reasonOf(reason)}: ${reasonMeans(reason.key)}`).join('\n')}>
        <span className="dim">Why here:</span> {patient.reasons.length > 0 ? patient.reasons.map(reasonOf).join(', ') : 'nothing stands out'}
      </p>
      <Balance patient={patient} book={book} />
    </header>
  );
}

function Balance({ patient, book }: { patient: PatientRow; book: Book }) {
  const { verdicts } = book.chart;
  const balanced = verdicts.filter((facet) => SETTLED.has(facet.value));
  const parted = verdicts.filter((facet) => !SETTLED.has(facet.value) && facet.count > 0);
  const most = Math.max(1, ...balanced.map((facet) => facet.count));
  // Whom the archive rule keeps out is expected nowhere: nothing was held against anything, so nothing is called the same.
  const out = patient.side === 'archived';
  return (
    <div className={styles['balance']}>
      <div className={`legacy ${styles['book']}`}><b>{count(patient.legacy)}</b>legacy</div>
      <div className={styles['middle']}>
        {out && <span className={`mid ${styles['settled']}`}>The archive rule keeps this patient out of the destination{parted.length === 0 ? ', and nothing of this chart stands there.' : '.'}</span>}
        {!out && balanced.map((facet) => (
          <div key={facet.value} className={styles['group']}>
            <span className={styles['solid']} data-verdict={facet.value} style={{ width: Math.max(26, Math.min(84, (facet.count / most) * 84)) }} />
            <Name facet={facet} />
          </div>
        ))}
        {parted.length > 0 && <span className={styles['rule']} />}
        {parted.map((facet) => <Parted key={facet.value} facet={facet} book={book} />)}
        {!out && parted.length === 0 && balanced.length > 0 && <span className={`good ${styles['settled']}`}>The books balance.</span>}
      </div>
      <div className={`destination ${styles['book']} ${styles['right']}`}><b>{count(patient.destination)}</b>destination</div>
    </div>
  );
}

function Parted({ facet, book }: { facet: Facet; book: Book }) {
  const shares = severitiesOf(book.findings, facet.value);
  const known = shares.reduce((sum, [, number]) => sum + number, 0);
  const words = shares.map(([severity, number]) => `${number} ${severity}`).join(', ');
  const cells = shares.flatMap(([severity, number]) => Array.from({ length: Math.min(number, CELLS + 1) }, () => severity));
  return (
    <div className={styles['group']} title={`${facet.value}: ${words}`}>
      <span className={styles['cells']} role="img" aria-label={words}>
        {known > CELLS || known === 0
          ? shares.map(([severity, number]) => <i key={severity} data-severity={severity} style={{ width: Math.max(4, (number / known) * 84) }} />)
          : cells.map((severity, at) => <i key={at} data-severity={severity} />)}
        {known === 0 && <i style={{ width: 26 }} />}
      </span>
      <Name facet={facet} />
    </div>
  );
}

function Name({ facet }: { facet: Facet }) {
  return <span className={styles['name']}><Verdict name={facet.value} size={12} /> <span className={styles['word']}>{facet.value}</span> <b>{count(facet.count)}</b></span>;
}

/** The header's place while the chart loads. */
export function HeaderSkeleton({ id }: { id: string }) {
  return (
    <header className={styles['head']} aria-busy="true">
      <div className={styles['who']}><h1>Patient <span className={styles['token']}>{id}</span></h1><Skeleton width={120} /></div>
      <p className={styles['why']}><Skeleton width={420} /></p>
      <div className={styles['balance']}><Skeleton width={48} height={24} /><Skeleton width={420} height={14} /></div>
    </header>
  );
}
