/** What a wish would give: how many charts bear the claim, how they fall on the strata, how much reading that is, or why not. */
import { Icon } from '../../../components/Icon';
import { Skeleton } from '../../../components/Skeleton';
import { count, plural } from '../../../components/formats';
import type { SamplePlan } from '../../../contract/contract';
import { unbroken } from './words';
import styles from './review.module.css';

const MEANS: Record<string, string> = {
  top: 'a safety finding, or the highest 5 % of edge scores; two readers',
  middle: 'the next 20 %',
  rest: 'everybody else',
};

export function PlanView({ plan, stale }: { plan: SamplePlan | undefined; stale: boolean }) {
  if (plan === undefined) return <div className={styles['plan']} aria-busy="true"><Skeleton width={90} height={30} /><Skeleton width="80%" /><Skeleton width="60%" /></div>;
  if (plan.refused !== '') return <p className={styles['refused']} role="status"><Icon name="warn" size={13} className="clinical" /> {plan.refused}</p>;
  return (
    <div className={styles['plan']} data-stale={stale || undefined} role="status" aria-live="polite">
      <p className={styles['size']}><b>{count(plan.byLot)}</b> {plan.byLot === 1 ? 'chart' : 'charts'} by lot</p>
      <p className={styles['sentence']}>{unbroken(plan.words)}</p>
      <table className={styles['strata']}>
        <thead><tr><th>Stratum</th><th /><th className="num">Patients</th><th className="num">Charts, about</th></tr></thead>
        <tbody>
          {plan.strata.map((one) => (
            <tr key={one.stratum}>
              <th scope="row">{one.stratum}</th>
              <td className="dim">{MEANS[one.stratum]}</td>
              <td className="num">{count(one.patients)}</td>
              <td className="num">{count(one.charts)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="x dim">
        About {plural(plan.charts, 'chart')} and {plural(plan.readings, 'reading')}, of {plural(plan.population, 'patient')} in comparison {plan.run}. Sized by the exact {plan.basis} bound.
      </p>
    </div>
  );
}
