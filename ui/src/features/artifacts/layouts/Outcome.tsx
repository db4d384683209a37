// What the layout would read: counts against the last reading, doubts, and the shapes of the first records cell by cell. Shapes only: the
// records stay in the workspace.
import { Icon } from '../../../components/Icon';
import { Skeleton } from '../../../components/Skeleton';
import { count, plural, signed } from '../../../components/formats';
import type { LayoutPreview } from '../../../contract/contract';
import styles from './layouts.module.css';
import type { Drawing } from './useDrawing';

export function Outcome({ drawing }: { drawing: Drawing }) {
  const { preview, problem, error } = drawing;
  if (problem !== null) {
    return (
      <p className={styles['note']}>
        <Icon name="info" size={12} /> {problem}
      </p>
    );
  }
  if (error !== null && !drawing.waiting) {
    return (
      <p className={`${styles['note']} clinical`} role="alert">
        <Icon name="warn" size={12} /> {error.problems.map((one) => one.message).join(' ') || error.message}
      </p>
    );
  }
  if (preview === undefined) return <div className={styles['note']} aria-busy="true"><Skeleton width={320} /></div>;
  return (
    <section className={styles['outcome']} aria-label="What it would read" aria-busy={drawing.waiting}>
      <Counts preview={preview} />
      <div className={styles['cells']}>
        <table>
          <thead>
            <tr>
              {preview.columns.map((field) => (
                <th key={field.name} scope="col">
                  {field.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {preview.rows.map((row, index) => (
              <tr key={index}>
                {row.cells.map((cell, at) => (
                  <td key={at}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Counts({ preview }: { preview: LayoutPreview }) {
  const more = preview.records - preview.recordsBefore;
  return (
    <div className={styles['counts']}>
      <span>
        <b>{count(preview.records)}</b> {preview.records === 1 ? 'record' : 'records'}
        {preview.whole ? (
          <span className="dim"> {more === 0 ? 'as before' : `${signed(more)} against the last reading`}</span>
        ) : (
          <span className="dim"> of the beginning; the rest is read when it is read again</span>
        )}
      </span>
      <span className={preview.quarantined > 0 ? 'clinical' : 'good'}>
        <b>{count(preview.quarantined)}</b> quarantined
        {preview.quarantinedBefore !== preview.quarantined && <span className="dim"> {count(preview.quarantinedBefore)} before</span>}
      </span>
      {preview.issues.map((issue) => (
        <span key={issue.code} className={issue.effect === 'quarantined' ? 'clinical' : 'mid'} title={issue.message}>
          <Icon name="warn" size={11} /> <span className="mono x">{issue.code}</span> {count(issue.count)}
        </span>
      ))}
      <span className="mid">for {plural(preview.artifacts, 'artifact')}</span>
    </div>
  );
}
