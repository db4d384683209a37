// What the expression does to distinct de-identified inputs: the saved rule beside the one being written, each value
// with how it came to be. Inputs are combinations counted over many rows; no line is a person.
import { useState } from 'react';
import { Icon } from '../../../components/Icon';
import { ROWS_UNTOLD, plural, rowsTold } from '../../../components/formats';
import type { PreviewRow, RulePreview } from '../../../contract/contract';
import { How } from '../marks';
import styles from './inspector.module.css';

type Props = { preview: RulePreview; element: string; version: number; dirty: boolean; busy: boolean };

const inputsSaid = (inputs: number, rows: number): string => `${plural(inputs, 'distinct input')} of ${plural(rows, 'row')}`;

const differs = (row: PreviewRow): boolean => row.before !== row.after || row.beforeHow !== row.afterHow;

function Value({ text, how }: { text: string; how: string }) {
  if (how === 'held') return <span className={styles['value']}><span className="clinical x">held back</span><How how="held" /></span>;
  return (
    <span className={styles['value']}>
      {text === '' || text === '∅' ? <span className="dim x">empty</span> : <span className="mono cut" title={text}>{text}</span>}
      {text !== '' && <How how={how} />}
    </span>
  );
}

export function BeforeAfter({ preview, element, version, dirty, busy }: Props) {
  const [only, setOnly] = useState(false);
  const changed = preview.rows.filter(differs).length;
  const rows = only && dirty ? preview.rows.filter(differs) : preview.rows;
  const leaf = element.split('.').at(-1) ?? element;
  return (
    <section className={styles['before']} aria-label="Before and after" data-busy={busy || undefined}>
      <div className={styles['heading']}>
        <h3>{dirty ? 'Before and after' : 'What it does'}</h3>
        <span className="dim x cut" title={`${inputsSaid(preview.rows.length, preview.evaluated)}, de-identified`}>{inputsSaid(preview.rows.length, preview.evaluated)}</span>
        <span className={`${styles['push']} ${styles['legend']}`}>
          {dirty && changed > 0 && changed < preview.rows.length && (
            <label className="x mid"><input type="checkbox" checked={only} onChange={(event) => setOnly(event.target.checked)} />changed only</label>
          )}
          {['copied', 'translated', 'derived', 'defaulted'].map((how) => <How key={how} how={how} label />)}
        </span>
      </div>
      <div className={styles['tableFrame']} tabIndex={0} role="region" aria-label="Inputs and outputs">
        <table className={styles['table']}>
          <thead>
            <tr>
              {preview.fields.map((field) => <th key={field} className="mono">{field}</th>)}
              {dirty && <th>{leaf}, v{version}</th>}
              <th>{leaf}, {dirty ? 'your edit' : `v${version}`}</th>
              <th className="num">Rows</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <tr key={index} data-changed={(dirty && differs(row)) || undefined} data-worse={(dirty && differs(row) && (row.afterHow === 'held' || row.after === '')) || undefined}>
                {row.inputs.map((input, at) => <td key={at} className="mono" title={input}>{input === '∅' ? <span className="dim">empty</span> : input}</td>)}
                {dirty && <td className={styles['old']}><Value text={row.before} how={row.beforeHow} /></td>}
                <td className={styles['new']}><Value text={row.after} how={row.afterHow} /></td>
                <td className="num dim" title={row.rows === null ? ROWS_UNTOLD : undefined}>{rowsTold(row.rows)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {rows.length === 0 && <p className={styles['hint']}><Icon name="info" size={12} />No input of this rule may be shown: each combination belongs to too few patients, or its fields are hidden.</p>}
      </div>
    </section>
  );
}
