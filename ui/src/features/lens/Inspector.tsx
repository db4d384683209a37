// Beside the lens: the chosen attribute with its sources, what it says of the rows before and after, and the profile of its field.
import { useEffect, useRef, useState } from 'react';
import { anomalyWords } from '../../components/anomalyWords';
import { Icon } from '../../components/Icon';
import { Skeleton } from '../../components/Skeleton';
import { ROWS_UNTOLD, count, percent, plural, rowsTold, signed } from '../../components/formats';
import type { FieldView, LensForm, LensPart, LensPreview, PreviewRow, WireError } from '../../contract/contract';
import { call } from '../../platform/call';
import { fieldsOf, removeSource, setSource } from './model/form';
import type { Side } from './model/search';
import { spoken } from './model/words';
import { SourceEditor } from './SourceEditor';
import styles from './inspector.module.css';

type Props = {
  side: Side; form: LensForm; index: number; part: LensPart; aspect: string; fields: readonly FieldView[];
  /** The text that the workspace has read, to preview by; null while it does not read. */
  text: string | null; version: number; mayPreview: boolean; readOnly: boolean; onChange: (form: LensForm) => void;
};

export function Inspector({ side, form, index, part, aspect, fields, text, version, mayPreview, readOnly, onChange }: Props) {
  const say = part.says.find((one) => one.aspect === aspect);
  const lookups = part.lookups.map((lookup) => lookup.name);
  if (say === undefined) return <p className={styles['hint']}>Nothing says {spoken(aspect)} in this part any more.</p>;
  const read = [...new Set(say.sources.flatMap(fieldsOf))];
  return (
    <div className={styles['inspector']}>
      <header className={styles['title']}><h2>{spoken(aspect)}</h2><span className="dim x cut">{part.kind} from {part.from}</span></header>
      {say.sources.map((source, at) => (
        <SourceEditor
          key={at} kind={part.kind} aspect={aspect} source={source} place={at} of={say.sources.length} fields={fields} lookups={lookups} withAttributes={part.attribute !== ''} readOnly={readOnly}
          onChange={(change) => onChange(setSource(form, index, aspect, at, change))} onRemove={() => onChange(removeSource(form, index, aspect, at))}
        />
      ))}
      {!readOnly && <button type="button" className={`button small ${styles['another']}`} onClick={() => onChange(setSource(form, index, aspect, say.sources.length, {}))}><Icon name="plus" size={11} />{say.sources.length === 1 ? 'Else, another source' : 'Another source'}</button>}
      {mayPreview && <BeforeAfter side={side} text={text} part={index} aspect={aspect} version={version} />}
      {read.map((name) => fields.find((field) => field.name === name)).map((field) => field !== undefined && <Profile key={field.name} field={field} />)}
    </div>
  );
}

const waitMs = 500;

/** What the attribute says of distinct inputs, by the saved lens and by this one. */
function BeforeAfter({ side, text, part, aspect, version }: { side: Side; text: string | null; part: number; aspect: string; version: number }) {
  const [state, setState] = useState<{ preview?: LensPreview; busy: boolean; error: WireError | null }>({ busy: true, error: null });
  const asked = useRef(0);
  useEffect(() => {
    if (text === null) return;
    const own = (asked.current += 1);
    setState((before) => ({ ...before, busy: true }));
    const timer = setTimeout(() => {
      call('preview_lens', { side, lens: text, part, aspect, limit: 30 }).then(
        (preview) => own === asked.current && setState({ preview, busy: false, error: null }),
        (error: WireError) => own === asked.current && setState({ busy: false, error }),
      );
    }, waitMs);
    return () => clearTimeout(timer);
  }, [side, text, part, aspect]);
  const { preview, busy, error } = state;
  return (
    <section className={styles['block']} aria-label="Before and after" aria-busy={busy && text !== null}>
      <header><h3>Before and after</h3>{preview !== undefined && <span className="dim x cut">{count(preview.evaluated)} {preview.whole ? 'rows, all' : 'rows, the first of the table'}</span>}</header>
      {text === null ? <p className={styles['hint']}>Shown again when the lens reads.</p> : error !== null ? <p className={`${styles['hint']} safety`} role="alert">{error.message}</p> : preview === undefined ? <div className={styles['ghost']}>{[90, 70, 80].map((width) => <Skeleton key={width} width={`${width}%`} />)}</div> : <Table preview={preview} version={version} />}
    </section>
  );
}

const differs = (row: PreviewRow): boolean => row.before !== row.after || row.beforeHow !== row.afterHow;

function Said({ text, how }: { text: string; how: string }) {
  if (how === 'no statement') return <span className="dim x">no statement</span>;
  return text === '' || text === '∅' ? <span className="dim x">nothing</span> : <span className="mono cut" title={`${text}, ${how}`}>{text}</span>;
}

/** Classes of fields whose values are not shown. A value that many patients share may stand in brackets as well. */
const WITHHELD = /^\((direct identifier|date|geography|free text)\)$/;

/** What stood in a field. What may not be shown is a lock with its words: what is said of it needs the room. */
function Input({ text }: { text: string }) {
  const withheld = WITHHELD.exec(text)?.[1];
  if (withheld === undefined) return <td className="mono" title={text}>{text === '∅' ? <span className="dim">empty</span> : text}</td>;
  return <td className={styles['withheld']} title={`${withheld}, not shown`}><Icon name="lock" size={11} /><span className="hidden-text">{withheld}, not shown</span></td>;
}

export function Table({ preview, version }: { preview: LensPreview; version: number }) {
  const { statements, statementsSaved, changed } = preview;
  const edited = preview.rows.some(differs) || changed > 0;
  return (
    <>
      <p className="mid x">{plural(statements, 'statement')}{statements === statementsSaved ? '' : ` (${signed(statements - statementsSaved)})`}; {changed === 0 ? 'nothing is said otherwise than by the saved lens' : `${plural(changed, 'row')} said otherwise than by the saved lens`}.</p>
      <div className={styles['frame']} tabIndex={0} role="region" aria-label="Inputs and what is said of them">
        <table className={styles['table']}>
          <thead><tr>{preview.fields.map((field) => <th key={field} className="mono">{field}</th>)}{edited && <th>{version === 0 ? 'without a lens' : `v${version}`}</th>}<th>{edited ? 'your edit' : 'says'}</th><th className="num">Rows</th></tr></thead>
          <tbody>
            {preview.rows.map((row, at) => (
              <tr key={at} data-changed={differs(row) || undefined}>
                {row.inputs.map((input, of) => <Input key={of} text={input} />)}
                {edited && <td className={styles['old']}><Said text={row.before} how={row.beforeHow} /></td>}
                <td><Said text={row.after} how={row.afterHow} /></td>
                <td className="num dim" title={row.rows === null ? ROWS_UNTOLD : undefined}>{rowsTold(row.rows)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {preview.rows.length === 0 && <p className={styles['hint']}>No row of this table may be shown: each input belongs to too few patients.</p>}
      </div>
    </>
  );
}

/** What is known of a field. */
export function Profile({ field }: { field: FieldView }) {
  const most = Math.max(1, ...field.top.map((one) => one.rows));
  return (
    <section className={styles['block']} aria-label={`Profile of ${field.name}`}>
      <header><h3 className="mono legacy">{field.name}</h3><span className="dim x">{field.kind}, filled in {percent(field.filled)}</span></header>
      {field.description !== '' && <p className="mid x">{field.description}</p>}
      <p className="dim x">
        {field.distinct === null ? 'number of values withheld' : plural(field.distinct, 'value')}
        {field.systems.map((one) => `, ${one.system} ${percent(one.share)}`)}
        {field.patterns.length > 0 && `, ${field.kind === 'date' || field.kind === 'time' ? 'dates' : 'written as'} ${field.patterns.join(' or ')}`}
        {field.nullLike !== 0 && `, ${field.nullLike === null ? 'some' : count(field.nullLike)} rows that mean empty`}
        {field.phiClass !== 'none' && `, ${field.phiClass}`}
      </p>
      {field.hidden !== null ? <p className={styles['hint']}><Icon name="shield" size={11} />Values are not shown: {field.hidden}.</p> : field.top.map((one) => (
        <div key={one.value} className={styles['top']}><span className="mono cut">{one.value}{one.meaning !== '' && <span className="dim"> {one.meaning}</span>}</span><span className="bar"><i style={{ width: `${(one.rows / most) * 100}%` }} /></span><span className="num dim x">{count(one.rows)}</span></div>
      ))}
      {field.anomalies.length > 0 && <p className="clinical x"><Icon name="warn" size={11} /> {[...new Set(field.anomalies)].map(anomalyWords).join(', ')}</p>}
    </section>
  );
}
