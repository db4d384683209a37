// A de-identified sample of one relation. Every column is drawn on its own in the workspace, and it is shown so: separate
// strips rather than a grid, with the sentence that says why reading across means nothing.
import { Icon } from '../../components/Icon';
import { ErrorState } from '../../components/ErrorState';
import type { SampleColumn } from '../../contract/contract';
import { useCommand } from '../../platform/call';
import styles from './detail.module.css';

export const VALUES = 8;

export function SampleView({ id, relation }: { id: string; relation: string }) {
  const sample = useCommand('artifact_sample', { id, relation, limit: VALUES }, { keep: false });
  const columns = shownFirst(sample.data?.columns ?? []);
  const bare = columns.length > 0 && columns.every((column) => column.hidden !== null);
  return (
    <section className={styles['section']} aria-label="Sample">
      <div className={styles['sectionHead']}>
        <h3>Sample</h3>
        <span className="dim x">up to {VALUES} values a column</span>
        <span className={`tag good ${styles['end']}`}>
          <Icon name="lock" size={11} />
          column-independent
        </span>
      </div>
      {sample.isError ? (
        <ErrorState error={sample.error} retry={() => void sample.refetch()} />
      ) : (
        <div className={styles['sample']} data-bare={bare || undefined}>
          {columns.map((column) => (
            <div key={column.name} className={styles['strip']}>
              <h4 className="mono cut" title={column.name}>
                {column.name}
              </h4>
              <ul title={column.hidden === null ? `Shown by the rule: ${column.rule}` : undefined}>
                {column.hidden !== null ? (
                  <li className={styles['stripHidden']}>
                    <Icon name="lock" size={11} /> hidden: {column.hidden}
                  </li>
                ) : (
                  column.values.map((value, index) => (
                    <li key={index} className="mono cut" title={value}>
                      {value === '' ? <span className="dim">empty</span> : value}
                    </li>
                  ))
                )}
                {column.hidden === null && column.values.length === 0 && <li className="dim">no value may be shown</li>}
              </ul>
            </div>
          ))}
        </div>
      )}
      <p className={styles['why']}>
        <Icon name="lock" size={12} />
        <span>
          Each column is drawn on its own, so a line is never one person’s record. Read down for the values that a column holds; reading across means
          nothing.
        </span>
      </p>
    </section>
  );
}

/** Columns with something to read come before the hidden ones, each kind in the order of the relation. */
function shownFirst(columns: readonly SampleColumn[]): SampleColumn[] {
  return [...columns.filter((column) => column.hidden === null), ...columns.filter((column) => column.hidden !== null)];
}
