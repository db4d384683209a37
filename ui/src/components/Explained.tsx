// Why two statements were taken for the same assertion, beside a finding or a chart: the waterfall of the pair, the rivals
// that were not taken, and each aspect with the rule and tolerance that it was judged by. Asked only while it is open.
import type { Explanation, JudgedAspect, Rival } from '../contract/contract';
import { useCommand } from '../platform/call';
import { ErrorState } from './ErrorState';
import { Skeleton } from './Skeleton';
import { Waterfall } from './Waterfall';
import { plural } from './formats';
import { reach } from './waterfallBars';
import styles from './Explained.module.css';

// The first step above has the sentence; the heading adds the word and the points, and does not say it again.
const PASSES: Record<string, string> = {
  provenance: 'by provenance',
  content: 'by content',
  resemblance: 'by best resemblance',
};

/** `id` is a finding, or with `statement` the patient whose chart holds that statement. */
export function Explained({ id, statement = '' }: { id: string; statement?: string }) {
  const answer = useCommand('explain', { id, statement }, { keep: false, staleTime: 60_000 });
  if (answer.isError) return <ErrorState error={answer.error} retry={() => void answer.refetch()} />;
  if (!answer.data) {
    return (
      <div className={styles['waiting']} aria-busy="true" aria-label="Loading the evidence">
        {[72, 40, 18, 26, 12].map((width) => <div key={width}><Skeleton width={70} /><Skeleton width={`${width}%`} /></div>)}
      </div>
    );
  }
  return <Evidence explanation={answer.data} />;
}

export function Evidence({ explanation }: { explanation: Explanation }) {
  const { steps, rivals, judged, score, pass } = explanation;
  const scale = reach([steps, ...rivals.map((rival) => rival.steps)]);
  const alone = steps.length === 0;
  const by = PASSES[pass];
  return (
    <div className={styles['explained']}>
      <h4>{alone ? 'No mate was found' : by === undefined ? 'Not aligned with each other' : 'Evidence for the pair'}{!alone && <span>{by !== undefined && `${by}, `}{plural(score, 'point')}</span>}</h4>
      {!alone && <Waterfall steps={steps} score={score} scale={scale} label="Evidence for and against the pair" />}
      <Rivals rivals={rivals} scale={scale} alone={alone} />
      {judged.length > 0 && <JudgedTable judged={judged} />}
    </div>
  );
}

function Rivals({ rivals, scale, alone }: { rivals: readonly Rival[]; scale: number; alone: boolean }) {
  if (rivals.length === 0) return <p className={styles['none']}>{alone ? 'Nothing on the other side comes near it.' : 'No other statement comes near: there was no choice to make.'}</p>;
  return (
    <>
      <h4>{alone ? 'The nearest, and why each was refused' : 'Why not another'}<span>{plural(rivals.length, 'rival')}</span></h4>
      {rivals.map((rival) => (
        <details key={rival.statement.id} className={styles['rival']}>
          <summary>
            <i className={rival.statement.side} title={`${rival.statement.side} statement`}>{rival.statement.side === 'legacy' ? 'L' : 'D'}</i>
            <span className="cut">{rival.statement.label}{saysMore(rival.statement) && <b>{rival.statement.value}</b>}</span>
            <span className="num">{rival.score}</span>
            <p>{rival.outcome}</p>
          </summary>
          <Waterfall steps={rival.steps} score={rival.score} scale={scale} label={`Evidence for and against ${rival.statement.label}`} />
        </details>
      ))}
    </>
  );
}

/** Whether the value tells more than the label: of what has no value of its own both are the same words. */
export function saysMore({ label, value }: Rival['statement']): boolean {
  return value !== '' && label.toLowerCase() !== value.toLowerCase();
}

function JudgedTable({ judged }: { judged: readonly JudgedAspect[] }) {
  const differing = judged.filter((row) => row.relation === 'differs').length;
  return (
    <>
      <h4>How each aspect was judged<span>{differing === 0 ? 'no difference' : `${plural(differing, 'aspect')} ${differing === 1 ? 'differs' : 'differ'}`}</span></h4>
      <table className={styles['judged']}>
        <thead><tr><th scope="col">Aspect</th><th scope="col">Relation</th><th scope="col">Rule and tolerance</th></tr></thead>
        <tbody>
          {judged.map((row, index) => (
            <tr key={index} data-relation={row.relation}>
              <th scope="row">{row.aspect}</th>
              <td title={`legacy: ${row.legacy === '' ? 'nothing' : row.legacy}; destination: ${row.destination === '' ? 'nothing' : row.destination}`}>{row.relation === 'differs' ? row.verdict : row.relation}</td>
              <td>{row.manner !== '' && <b>{row.manner}</b>}{row.by}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
