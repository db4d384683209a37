/**
 * Chart review on the chart itself: a strip below both charts when they were opened from a sheet. The same keys as on the sheet
 * enter the outcome, and N leads to the next chart that waits.
 */
import { Link } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { Icon } from '../../../components/Icon';
import { Kbd } from '../../../components/Kbd';
import { Skeleton } from '../../../components/Skeleton';
import { count } from '../../../components/formats';
import { useKeys } from '../../../components/useKeys';
import { useMay } from '../../../platform/useSession';
import { StateMark } from './Marks';
import { ReviewForm } from './ReviewForm';
import { findNext, useChartOfSheet, useRecord } from './useReview';
import { OUTCOMES, partOf, type Outcome } from './words';
import styles from './review.module.css';

export function ReviewStrip({ sample, patient, onOpen }: { sample: string; patient: string; onOpen: (patient: string) => void }) {
  const may = useMay('approve_mapping');
  const { sheet, chart, error, retry } = useChartOfSheet(sample, patient);
  const { pending, record } = useRecord(sample);
  const [choice, setChoice] = useState<Outcome | null>(null);
  const taken = useCallback(() => setChoice(null), []);
  const toNext = (): void => {
    void findNext(sample, chart?.place ?? 0).then((next) => next !== null && onOpen(next), () => undefined);
  };
  useKeys({ n: toNext, ...Object.fromEntries(OUTCOMES.map((one) => [one.key, () => setChoice(one.outcome)])) });
  return (
    <section className={styles['strip']} aria-label="Chart review">
      <div className={styles['stripHead']}>
        <Link to={`/patients/review/${encodeURIComponent(sample)}` as string} search={{ chart: patient } as never}><Icon name="left" size={10} /> sheet</Link>
        {chart && <><span>No. <b>{count(chart.place)}</b> of {count(sheet?.summary.charts ?? 0)}</span><span className="dim">{chart.stratum}</span><StateMark state={chart.state} /><span className="dim cut">{chart.mayRead ? partOf(chart) : ''}</span></>}
        {chart === undefined && error === null && <Skeleton width={260} />}
        {chart === null && <span className="mid">This patient is not on the sheet.</span>}
        {error !== null && <span className="safety" role="alert">{error.message} <button type="button" className="accent" onClick={retry}>Try again</button></span>}
        {sheet && sheet.summary.older && <span className="clinical cut" title={['The charts shown are of a newer run than the sample.', ...sheet.changes].join(' ')}>newer run than the sample</span>}
        <button type="button" className={`button small quiet ${styles['push'] ?? ''}`} onClick={toNext}>Next for you <Kbd keys="N" /></button>
      </div>
      {chart && (
        <ReviewForm
          key={`${chart.id} ${chart.readings.length}`} wide chart={chart} run={sheet?.run ?? 0} may={may} pending={pending} choice={choice} onTaken={taken}
          onEnter={(entered) => void record(chart, entered, (next) => next !== null && onOpen(next))}
        />
      )}
    </section>
  );
}
