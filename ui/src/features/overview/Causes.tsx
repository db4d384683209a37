// The causes with the most at stake. Differences are counted in statements; what explains them is a handful of causes.
import { Link } from '@tanstack/react-router';
import { count, people } from '../../components/formats';
import { EmptyState } from '../../components/EmptyState';
import { causeSaid } from '../../components/causeSaid';
import { Verdict } from '../../components/Verdict';
import type { Overview } from '../../contract/contract';
import styles from './Overview.module.css';

export function Causes({ overview }: { overview: Overview }) {
  // Before a comparison the books above say what to do; a second empty list would say it again.
  if (overview.compareRun === 0) return null;
  return (
    <section className={styles['causes']} aria-label="Top causes">
      <div className={styles['blockHead']}>
        <h2>Top causes</h2>
        <span className="dim x">most at stake first</span>
        <Link className="x" to="/findings">All causes</Link>
      </div>
      {overview.topCauses.length === 0 ? (
        <EmptyState icon="done" title="No cause is open">Every statement of the last comparison is the same or equivalent.</EmptyState>
      ) : (
        <table className={styles['table']}>
          <thead>
            <tr><th scope="col">Cause</th><th scope="col">Class</th><th scope="col" className="num">Patients</th><th scope="col" className="num">Statements</th><th scope="col" className="num">Safety</th></tr>
          </thead>
          <tbody>
            {overview.topCauses.map((cause) => (
              <tr key={cause.id}>
                <th scope="row">
                  <Link to="/findings" search={{ open: cause.id } as never}><Verdict name={cause.verdict} severity={cause.severity} /><span className="cut" title={cause.label}>{causeSaid(cause.label).said}</span></Link>
                </th>
                <td className="mid cut" title={causeSaid(cause.label).rule}>{cause.class}</td>
                <td className="num">{people(cause.patients)}</td>
                <td className="num">{count(cause.statements)}</td>
                <td className={cause.safety > 0 ? 'num safety b' : 'num dim'}>{count(cause.safety)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
