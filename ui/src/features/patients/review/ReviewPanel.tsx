/** One chart of a sheet: why it is here, what was entered as far as this reader may see it, and the form. */
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Ago } from '../../../components/Ago';
import { Kbd } from '../../../components/Kbd';
import { count, plural } from '../../../components/formats';
import type { ChartReading, ReviewedChart } from '../../../contract/contract';
import { reasonOf } from '../words';
import { StateMark } from './Marks';
import styles from './review.module.css';

export function ReviewPanel({ chart, sample, children }: { chart: ReviewedChart; sample: string; children: ReactNode }) {
  return (
    <aside className={styles['panel']} aria-label={`Chart ${chart.id}`}>
      <header>
        <h2 className="mono">{chart.id}</h2>
        <Link className={`button small ${styles['push'] ?? ''}`} to={`/patients/${encodeURIComponent(chart.id)}` as string} search={{ sample } as never}>
          Both charts <Kbd keys="Enter" />
        </Link>
      </header>
      <div className={styles['panelBody']}>
        <dl className={styles['about']}>
          <dt>State</dt>
          <dd><StateMark state={chart.state} /></dd>
          <dt>Place</dt>
          <dd>no. {count(chart.place)} of the draw</dd>
          <dt>Stratum</dt>
          <dd>{chart.stratum}{chart.byLot ? ', by lot' : ', taken on purpose: it bears the stratum’s bound, not the claim'}</dd>
          <dt>When drawn</dt>
          <dd>{plural(chart.findings, 'finding')}, <span className={chart.safety > 0 ? 'safety b' : undefined}>{count(chart.safety)} safety</span>{chart.side !== 'paired' && <span className="safety"> · {chart.side}</span>}</dd>
          <dt>Why here</dt>
          <dd>{chart.reasons.length > 0 ? chart.reasons.map(reasonOf).join(', ') : 'nothing stands out'}</dd>
          {chart.since !== '' && <><dt>Since</dt><dd className="clinical">{chart.since === 'gone' ? 'not in the newest run any more' : 'other numbers of statements or findings in the newest run'}</dd></>}
        </dl>
        {children}
        <Readings chart={chart} />
      </div>
    </aside>
  );
}

function Readings({ chart }: { chart: ReviewedChart }) {
  const hidden = chart.read - new Set(chart.readings.map((reading) => reading.by)).size;
  if (chart.read === 0) return null;
  return (
    <section className={styles['readings']} aria-label="Readings">
      <h3>Readings {chart.how !== '' && <span className="dim">{chart.how}</span>}</h3>
      {chart.readings.map((reading, at) => <One key={at} reading={reading} />)}
      {hidden > 0 && <p className="x dim">{plural(hidden, 'reading')} by somebody else, shown when both are in.</p>}
    </section>
  );
}

function One({ reading }: { reading: ChartReading }) {
  const where = [reading.kind, reading.aspect.replaceAll('_', ' ')].filter((part) => part !== '').join(', ');
  return (
    <div className={styles['reading']}>
      <StateMark state={reading.outcome} /> <b>{reading.by}</b>{reading.part === 'adjudicator' && <span className="tag">decides</span>}
      <span className="x dim"><Ago atMs={reading.atMs} /></span>
      {(where !== '' || reading.comment !== '') && <p>{where !== '' && <span className="tag">{where}</span>} {reading.comment}</p>}
    </div>
  );
}
