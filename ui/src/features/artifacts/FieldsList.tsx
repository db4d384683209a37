// The fields of one relation with their profile, a line each; a line opens to say everything that is known of the field.
// Relations may have 10,000 fields: only as many lines are made as somebody asked for, and a filter finds the rest.
// Hidden values stay hidden here too: the reason stands where the values would.
import { useState } from 'react';
import { Icon } from '../../components/Icon';
import { count, percent } from '../../components/formats';
import type { FieldView } from '../../contract/contract';
import styles from './detail.module.css';
import { RuleLinks } from './RuleLinks';
import { ShapePlot } from './ShapePlot';
import { doubtOf, rangeOf, shortKind, valuesOf } from './words';
import { DecisionMark } from './Marks';

const STEP = 100;
const FILTER_FROM = 16;

export function FieldsList({ fields }: { fields: readonly FieldView[] }) {
  const [text, setText] = useState('');
  const [shown, setShown] = useState(STEP);
  const [open, setOpen] = useState<string | null>(null);
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
      <div role="table" aria-label="Fields" aria-rowcount={kept.length + 1}>
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
          <span role="columnheader">Top values</span>
        </div>
        {kept.slice(0, shown).map((field) => (
          <FieldLine key={field.name} field={field} open={open === field.name} onToggle={() => setOpen(open === field.name ? null : field.name)} />
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

function FieldLine({ field, open, onToggle }: { field: FieldView; open: boolean; onToggle: () => void }) {
  const values = valuesOf(field);
  const doubt = doubtOf(field);
  return (
    <div role="rowgroup" className={open ? styles['fieldOpen'] : undefined}>
      <div role="row" className={styles['field']} onClick={onToggle}>
        <span role="cell">
          <DecisionMark decision={field.decision} />
        </span>
        <span role="cell" className="cut">
          <button type="button" className={`mono ${styles['fieldName']}`} aria-expanded={open} title={field.name}>
            {field.name}
          </button>
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
      {open && <FieldMore field={field} />}
    </div>
  );
}

function FieldMore({ field }: { field: FieldView }) {
  const range = rangeOf(field);
  const doubt = doubtOf(field);
  return (
    <dl className={styles['fieldMore']}>
      <dt>Type</dt>
      <dd>
        {field.kind}
        {doubt !== '' && <span className="clinical"> in {doubt} of the filled rows</span>}
      </dd>
      <dt>Identifying</dt>
      <dd>
        {field.phiClass === 'none' ? 'no identifier found' : field.phiClass}
        {field.hidden !== null && `; values are hidden (${field.hidden})`}
      </dd>
      {field.patterns.length > 0 && (
        <>
          <dt>Patterns</dt>
          <dd className={styles['patterns']}>
            {field.patterns.map((pattern) => (
              <code key={pattern} className="mono">
                {pattern}
              </code>
            ))}
          </dd>
        </>
      )}
      {range !== '' && (
        <>
          <dt>Range</dt>
          <dd>{range}</dd>
        </>
      )}
      {field.top.length > 0 && (
        <>
          <dt>Top values</dt>
          <dd>
            {field.top.map((top) => (
              <div key={top.value} className={styles['topValue']}>
                <span className="mono cut">{top.value === '' ? 'empty' : top.value}</span>
                <span className="num">{count(top.rows)} rows</span>
                <span className="num">{count(top.patients)} patients</span>
              </div>
            ))}
          </dd>
        </>
      )}
      <dt>Used by</dt>
      <dd>
        {field.usedBy.length > 0 ? (
          <RuleLinks rules={field.usedBy} />
        ) : field.decision === 'dropped' ? (
          'no rule; dropped with a reason'
        ) : (
          'no rule yet'
        )}
      </dd>
    </dl>
  );
}
