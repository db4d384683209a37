// The fields of one relation with their profile, a line each; a line opens to say everything that is known of the field.
// Relations may have 10,000 fields: only as many lines are made as somebody asked for, and a filter finds the rest.
// Hidden values stay hidden here too: the reason stands where the values would.
import { useEffect, useRef, useState } from 'react';
import { Icon } from '../../components/Icon';
import { count, percent } from '../../components/formats';
import type { FieldView } from '../../contract/contract';
import styles from './detail.module.css';
import { anomalyWords } from '../../components/anomalyWords';
import { FieldMore } from './FieldMore';
import { ShapePlot } from './ShapePlot';
import { doubtOf, shortKind, valuesOf } from './words';
import { DecisionMark } from './Marks';

const STEP = 100;
const FILTER_FROM = 16;

type Props = {
  fields: readonly FieldView[];
  artifact: string;
  relation: string;
  /** Field that stands open from the start, because a link leads to it. */
  field?: string | undefined;
};

export function FieldsList({ fields, artifact, relation, field: linked }: Props) {
  const table = useRef<HTMLDivElement>(null);
  const [text, setText] = useState('');
  const [shown, setShown] = useState(() => Math.max(STEP, fields.findIndex((one) => one.name === linked) + 1));
  const [open, setOpen] = useState<string | null>(linked ?? null);
  useEffect(() => {
    if (linked === undefined) return;
    setOpen(linked);
    table.current?.querySelector(`[data-field="${CSS.escape(linked)}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [linked]);
  const wanted = text.trim().toLowerCase();
  const kept = wanted === '' ? fields : fields.filter((field) => field.name.toLowerCase().includes(wanted));
  return (
    <>
      {fields.length >= FILTER_FROM && (
        <div className={styles['fieldFilter']}>
          <input
            className="input"
            type="search"
            value={text}
            placeholder={`Filter ${count(fields.length)} fields`}
            aria-label="Filter fields by name"
            onChange={(event) => setText(event.target.value)}
          />
        </div>
      )}
      <div role="table" aria-label="Fields" ref={table} aria-rowcount={kept.length + 1}>
        <div role="row" className={`${styles['field']} ${styles['fieldHead']}`}>
          <span role="columnheader" aria-label="Decision" />
          <span role="columnheader">Field</span>
          <span role="columnheader">Type</span>
          <span role="columnheader">Shape</span>
          <span role="columnheader" className="num">
            Filled
          </span>
          <span role="columnheader" className="num">
            Distinct
          </span>
          <span role="columnheader" className="cut">Top values, rows</span>
        </div>
        {kept.slice(0, shown).map((field) => (
          <FieldLine
            key={field.name}
            field={field}
            artifact={artifact}
            relation={relation}
            open={open === field.name}
            onToggle={() => setOpen(open === field.name ? null : field.name)}
          />
        ))}
      </div>
      {kept.length === 0 && <p className={`${styles['note']} dim`}>No field has “{text}” in its name.</p>}
      {kept.length > shown && (
        <button type="button" className={`button small ${styles['more']}`} onClick={() => setShown(shown + STEP)}>
          Show {count(Math.min(STEP, kept.length - shown))} more of {count(kept.length)}
        </button>
      )}
    </>
  );
}

type LineProps = { field: FieldView; artifact: string; relation: string; open: boolean; onToggle: () => void };

function FieldLine({ field, artifact, relation, open, onToggle }: LineProps) {
  const values = valuesOf(field);
  const doubt = doubtOf(field);
  // An empty field says so in its last column; a mark would say it twice.
  const odd = [...new Set(field.anomalies)].filter((code) => code !== 'empty');
  return (
    <div role="rowgroup" data-field={field.name} className={open ? styles['fieldOpen'] : undefined}>
      <div role="row" className={styles['field']} onClick={onToggle}>
        <span role="cell">
          <DecisionMark decision={field.decision} />
        </span>
        <span role="cell" className={styles['fieldCell']}>
          <button
            type="button"
            className={`mono ${styles['fieldName']}`}
            aria-expanded={open}
            title={field.description === '' ? field.name : `${field.name}: ${field.description}`}
          >
            {field.name}
          </button>
          {odd.length > 0 && <Icon name="warn" size={11} className="clinical" title={odd.map(anomalyWords).join(', ')} />}
        </span>
        <span role="cell" className="dim cut" title={doubt === '' ? field.kind : `${field.kind} in ${doubt} of filled rows`}>
          <span className={doubt === '' ? undefined : styles['doubtful']}>{shortKind(field.kind)}</span>
        </span>
        <span role="cell">
          <ShapePlot field={field} />
        </span>
        <span role="cell" className={`num x ${styles['filled']}`}>
          <span className="bar">
            <i style={{ width: `${Math.min(100, field.filled * 100)}%` }} />
          </span>
          {percent(field.filled)}
        </span>
        <span role="cell" className="num x">
          {field.distinct === null ? <span className="dim">hidden</span> : count(field.distinct)}
        </span>
        <span role="cell" className={`cut x ${values.shown ? 'mid' : 'dim'}`} title={values.text}>
          {field.hidden !== null && <Icon name="lock" size={11} />} {values.text}
        </span>
      </div>
      {open && <FieldMore field={field} artifact={artifact} relation={relation} />}
    </div>
  );
}
