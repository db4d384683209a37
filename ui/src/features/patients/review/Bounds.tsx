/** What the sample says by now: the sentence, how far it is read, each stratum with its bound, and how well two readers agree. */
import { Icon } from '../../../components/Icon';
import { count } from '../../../components/formats';
import type { ChartSample } from '../../../contract/contract';
import { Progress, StateMark } from './Marks';
import { agreementOf, boundOf, claimOf, unbroken } from './words';
import styles from './review.module.css';

export function Bounds({ sheet }: { sheet: ChartSample }) {
  const { summary } = sheet;
  const [low, high] = sheet.interval;
  return (
    <section className={styles['bounds']} aria-label="What the sample says">
      <div className={styles['verdict']}>
        <p className={styles['claim']}><StateMark state={summary.state} /> <span className="dim">claim: {claimOf(summary)}</span></p>
        <p className={styles['said']}>{unbroken(summary.words)}</p>
        <p className={styles['facts']}>
          <Progress done={summary.settledByLot} of={summary.byLot} /> by lot
          {low !== undefined && high !== undefined && <span title={`Two-sided interval of Clopper and Pearson at ${summary.confidence} %`}>interval {boundOf(low)} to {boundOf(high)}</span>}
          {sheet.weighted !== null && <span title={sheet.weightedWords}>weighted {boundOf(sheet.weighted)}</span>}
        </p>
      </div>
      <table className={styles['strata']}>
        <thead><tr><th>Stratum</th><th className="num">Patients</th><th className="num">Read</th><th className="num">Errors</th><th className="num">Wrong at most</th></tr></thead>
        <tbody>
          {sheet.bounds.map((one) => (
            <tr key={one.stratum} title={one.words}>
              <th scope="row">{one.stratum}</th>
              <td className="num">{count(one.patients)}</td>
              <td className="num">{count(one.read)} of {count(one.charts)}</td>
              <td className={`num ${one.errors > 0 ? 'safety b' : ''}`}>{count(one.errors)}{one.unclear > 0 && <span className="clinical"> +{count(one.unclear)} unclear</span>}{one.open > 0 && <span className="clinical" title="All of their readers read them and differ: the bound counts them as wrong"> +{count(one.open)} readers differ on</span>}</td>
              <td className="num">{boundOf(one.upper)}</td>
            </tr>
          ))}
          <tr className={styles['agree']}><td colSpan={5}><span className="dim">Two readers:</span> {agreementOf(sheet)}</td></tr>
        </tbody>
      </table>
      {sheet.changes.length > 0 && (
        <p className={styles['older']} role="status"><Icon name="history" size={13} className="clinical" /> <span>{sheet.changes.join(' ')}</span></p>
      )}
    </section>
  );
}
