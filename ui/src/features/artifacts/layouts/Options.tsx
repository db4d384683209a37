// How a file is written, beside its columns: for which paths, in which form, by which marks, in which encoding.
import type { LayoutDraft, LayoutSample } from '../../../contract/contract';
import styles from './layouts.module.css';

type Props = { draft: LayoutDraft; sample: LayoutSample | undefined; name: string; disabled: boolean; onChange: (change: Partial<LayoutDraft>, together?: boolean) => void };

const MARKS: Record<string, string> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'pipe', '~': 'tilde', '^': 'caret' };
// What the bytes of a file may allow; others are declared on the command line, by people who see the bytes.
const ENCODINGS = ['', 'utf-8', 'windows-1252', 'iso-8859-15', 'utf-16le', 'utf-16be'];

export function Options({ draft, sample, name, disabled, onChange }: Props) {
  const fixed = draft.form === 'fixed width';
  const likely = sample?.delimiters ?? [];
  const offered = [...new Set([...likely, ...Object.keys(MARKS)])];
  return (
    <fieldset className={styles['options']} disabled={disabled}>
      <label className={styles['wide']}>
        Files
        <input className="input mono" value={draft.path} placeholder={name} title="A path; * within a folder, ** anything, ? one character. Empty: this file alone" onChange={(event) => onChange({ path: event.target.value }, true)} />
      </label>
      <label>
        Relation
        <input className="input mono" value={draft.relation} placeholder="name of the file" onChange={(event) => onChange({ relation: event.target.value }, true)} />
      </label>
      <label>
        Form
        <select className="input" value={draft.form} onChange={(event) => onChange({ form: event.target.value, ...(event.target.value === 'delimited' && draft.delimiter === '' ? { delimiter: likely[0] ?? ',' } : {}) })}>
          <option value="fixed width">fixed columns</option>
          <option value="delimited">delimited</option>
        </select>
      </label>
      <label>
        Encoding
        <select className="input" value={draft.encoding} onChange={(event) => onChange({ encoding: event.target.value })}>
          {[...new Set([...ENCODINGS, draft.encoding])].map((encoding) => (
            <option key={encoding} value={encoding}>
              {encoding === '' ? 'as the bytes say' : encoding}
            </option>
          ))}
        </select>
      </label>
      <label className={styles['short']}>
        Skip lines
        <input className="input" type="number" min={0} max={10_000} value={draft.skip} onChange={(event) => onChange({ skip: bounded(event.target.value, 10_000) }, true)} />
      </label>
      {fixed ? (
        <label className={styles['short']}>
          Record length
          <input
            className="input"
            type="number"
            min={1}
            value={draft.recordLength ?? ''}
            placeholder="by line"
            title="Characters of a record where no line end parts them"
            onChange={(event) => onChange({ recordLength: event.target.value === '' ? null : Math.max(1, bounded(event.target.value, 1 << 20)) }, true)}
          />
        </label>
      ) : (
        <>
          <label>
            Delimiter
            <select className="input" value={draft.delimiter} onChange={(event) => onChange({ delimiter: event.target.value })}>
              {[...new Set([...offered, draft.delimiter])].filter((mark) => mark !== '').map((mark) => (
                <option key={mark} value={mark}>
                  {MARKS[mark] ?? mark}
                  {likely.includes(mark) ? ', likely' : ''}
                </option>
              ))}
            </select>
          </label>
          <label className={styles['short']}>
            Quote
            <select className="input" value={draft.quote} onChange={(event) => onChange({ quote: event.target.value })}>
              <option value={'"'}>&quot;</option>
              <option value="'">&apos;</option>
              <option value="">none</option>
            </select>
          </label>
          <label className={styles['tick']}>
            <input type="checkbox" checked={draft.header} onChange={(event) => onChange({ header: event.target.checked })} /> first line names the fields
          </label>
        </>
      )}
      <label className={styles['short']}>
        Comment
        <input className="input mono" value={draft.comment} placeholder="none" title="What lines start with that are no records: marks, no letters and no digits" maxLength={8} onChange={(event) => onChange({ comment: event.target.value }, true)} />
      </label>
    </fieldset>
  );
}

function bounded(text: string, most: number): number {
  const value = Math.floor(Number(text));
  return Number.isFinite(value) ? Math.min(most, Math.max(0, value)) : 0;
}
