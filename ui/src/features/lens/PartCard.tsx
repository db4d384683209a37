// One part of the lens as a card: what kind of statement the rows of the table make, of whom, which rows, and a line an attribute.
import { useState } from 'react';
import { Icon } from '../../components/Icon';
import { count, plural, signed } from '../../components/formats';
import type { FieldView, LensForm, LensPart, LensSource } from '../../contract/contract';
import { FieldPicker } from './FieldPicker';
import { LookupRows } from './LookupRows';
import { copyPart, emptySource, removePart, removeSay, setPart, setSay, setSource, usualWay } from './model/form';
import { offered, spoken, ways } from './model/words';
import styles from './part.module.css';

type Props = {
  form: LensForm;
  index: number;
  part: LensPart;
  fields: readonly FieldView[];
  tables: readonly string[];
  kinds: readonly string[];
  aspects: readonly string[];
  /** Statements that the part makes of what was counted, null while not known. */
  made: number | null;
  /** The attribute that the inspector shows. */
  chosen: string | undefined;
  readOnly: boolean;
  onChange: (form: LensForm) => void;
  onChoose: (aspect: string | undefined) => void;
  onLine: (line: number) => void;
};

/** What of a source is not its field, in a few words. */
export function detailOf(source: LensSource): string {
  const parts = [
    source.system !== '' && source.system.replace(/^https?:\/\//, ''),
    source.systemField !== '' && `system in ${source.systemField}`,
    source.display !== '' && `words in ${source.display}`,
    source.unit !== '' && `unit ${source.unit}`,
    source.unitField !== '' && `unit in ${source.unitField}`,
    source.format !== '' && source.format.split(';').join(' or '),
    source.values.length > 0 && `${source.values.slice(0, 4).map((pair) => `${pair.from}→${pair.to}`).join(', ')}${source.values.length > 4 ? ` and ${source.values.length - 4} more` : ''}`,
    source.pattern !== '' && `part ${source.pattern}`,
    source.absent !== '' && `empty says ${source.absent}`,
    source.when !== '' && `when ${source.when}`,
  ];
  return parts.filter((part) => part !== false).join(' · ');
}

function SayLine({ aspect, source, first, also, fields, lookups, chosen, readOnly, onField, onChoose, onRemove }: {
  aspect: string; source: LensSource; first: boolean; also: boolean; fields: readonly FieldView[]; lookups: readonly string[]; chosen: boolean; readOnly: boolean;
  onField: (field: string) => void; onChoose: () => void; onRemove: () => void;
}) {
  const way = usualWay(aspect, source);
  return (
    <div className={styles['say']} role="row" data-chosen={chosen || undefined} data-more={!first || undefined} onClick={onChoose}>
      <button type="button" className={styles['aspect']} aria-pressed={chosen} onClick={(event) => { event.stopPropagation(); onChoose(); }}>{first ? spoken(aspect) : <span className="dim">{also ? 'and' : 'else'}</span>}</button>
      <span className={styles['fields']}>
        {source.constant !== '' ? <span className="mono cut" title={source.reason}>always “{source.constant}”</span> : (
          <FieldPicker value={source.fields[0] ?? ''} fields={fields} lookups={lookups} label={spoken(aspect)} readOnly={readOnly} onChoose={onField} />
        )}
        {source.fields.length > 1 && <span className="dim x cut" title={source.fields.slice(1).join(', ')}>or {source.fields.slice(1).join(', ')}</span>}
      </span>
      <span className="dim x">{ways.find(([word]) => word === way)?.[1] ?? way}</span>
      <span className={`mid x cut ${styles['detail']}`} title={detailOf(source)}>{detailOf(source)}</span>
      {readOnly ? <span /> : <button type="button" className={styles['drop']} aria-label={`Remove ${spoken(aspect)}`} title="Remove (Delete)" onClick={(event) => { event.stopPropagation(); onRemove(); }}><Icon name="close" size={10} /></button>}
    </div>
  );
}

/** A text that is written back when it is left, not at every key. */
export function LateInput({ value, label, placeholder, readOnly, mono = true, onChange }: { value: string; label: string; placeholder: string; readOnly: boolean; mono?: boolean; onChange: (text: string) => void }) {
  return (
    <input key={value} className={`${styles['input']} ${mono ? 'mono' : ''}`} defaultValue={value} placeholder={placeholder} aria-label={label} title={value === '' ? undefined : value} readOnly={readOnly} spellCheck={false}
      onBlur={(event) => event.target.value.trim() !== value && onChange(event.target.value.trim())}
      onKeyDown={(event) => { if (event.key === 'Enter') event.currentTarget.blur(); if (event.key === 'Escape') { event.currentTarget.value = value; event.currentTarget.blur(); } }} />
  );
}

export function PartCard({ form, index, part, fields, tables, kinds, aspects, made, chosen, readOnly, onChange, onChoose, onLine }: Props) {
  const [more, setMore] = useState(part.lookups.length > 0 && part.lookups.some((lookup) => lookup.name === part.patient));
  const said = part.says.map((say) => say.aspect);
  const offer = offered(part.kind, aspects, said);
  const lookups = part.lookups.map((lookup) => lookup.name);
  const change = (patch: Partial<LensPart>): void => onChange(setPart(form, index, patch));
  const extras = [part.lookups.length > 0 && plural(part.lookups.length, 'lookup'), part.never.length > 0 && `${part.never.length} never recorded`, part.attribute !== '' && 'attributes as rows', part.group !== null && 'groups', part.each !== '' && 'fields as rows'].filter((one) => one !== false);
  return (
    <section className={styles['card']} aria-label={`${part.kind} from ${part.from}`} data-part={index}>
      <header className={styles['head']}>
        <select className={styles['kind']} value={part.kind} disabled={readOnly} aria-label="Kind of statement" onChange={(event) => change({ kind: event.target.value })}>
          {!kinds.includes(part.kind) && <option value={part.kind}>{part.kind === '' ? 'choose a kind' : part.kind}</option>}
          {kinds.map((kind) => <option key={kind} value={kind}>{kind}</option>)}
        </select>
        <span className="dim x">of</span>
        <FieldPicker value={part.patient} fields={fields} lookups={lookups} label="Patient" empty="who is the patient?" readOnly={readOnly} onChoose={(patient) => change({ patient })} />
        <span className={styles['made']} title="Statements that this part makes of the records that were counted">{made === null ? '' : <><b>{count(made)}</b><span className={styles['word']}> {made === 1 ? 'statement' : 'statements'}</span></>}</span>
        {part.line > 0 && <button type="button" className={styles['plain']} onClick={() => onLine(part.line)}>line {part.line}</button>}
        {!readOnly && <button type="button" className={styles['tool']} title="Another part like this one" aria-label="Copy this part" onClick={() => onChange(copyPart(form, index))}><Icon name="copy" size={12} /></button>}
        {!readOnly && <button type="button" className={styles['tool']} title="Remove this part" aria-label="Remove this part" onClick={() => { onChange(removePart(form, index)); onChoose(undefined); }}><Icon name="close" size={12} /></button>}
      </header>
      <div className={styles['rows']}>
        <label>rows where <LateInput value={part.condition} label="Condition" placeholder="every row" readOnly={readOnly} onChange={(condition) => change({ condition })} /></label>
        {(part.condition !== '' || part.excluded !== '') && <label>other rows are <LateInput value={part.excluded} label="Why the other rows assert nothing" placeholder="say why they assert nothing" mono={false} readOnly={readOnly} onChange={(excluded) => change({ excluded })} /></label>}
      </div>
      <div className={styles['says']} role="grid" aria-label={`Attributes of ${part.kind}`}>
        <div className={styles['cols']} role="row"><span>Attribute</span><span>Field</span><span>Read as</span><span>System, format, translation</span><span /></div>
        {part.says.flatMap((say) => say.sources.map((source, at) => (
          <SayLine
            key={`${say.aspect} ${at}`} aspect={say.aspect} source={source} first={at === 0} also={say.sources.some((one) => one.also)} fields={fields} lookups={lookups} chosen={chosen === say.aspect} readOnly={readOnly}
            onField={(field) => onChange(setSource(form, index, say.aspect, at, { fields: [field, ...source.fields.slice(1)] }))} onChoose={() => onChoose(say.aspect)}
            onRemove={() => onChange(at === 0 && say.sources.length === 1 ? removeSay(form, index, say.aspect) : setSay(form, index, { ...say, sources: say.sources.filter((_, here) => here !== at) }))}
          />
        )))}
        {part.says.length === 0 && <p className={styles['none']}>Nothing is said yet. Add an attribute{readOnly ? '' : ', or take over what is proposed'}.</p>}
      </div>
      <footer className={styles['foot']}>
        {!readOnly && (
          <select className={styles['add']} value="" aria-label="Add an attribute" onChange={(event) => { if (event.target.value !== '') { onChange(setSay(form, index, { aspect: event.target.value, sources: [emptySource] })); onChoose(event.target.value); } }}>
            <option value="">+ attribute</option>
            <optgroup label={`Usual for ${part.kind}`}>{offer.usual.map((aspect) => <option key={aspect} value={aspect}>{spoken(aspect)}</option>)}</optgroup>
            <optgroup label="Others">{offer.other.map((aspect) => <option key={aspect} value={aspect}>{spoken(aspect)}</option>)}</optgroup>
          </select>
        )}
        <button type="button" className={styles['plain']} aria-expanded={more} onClick={() => setMore(!more)}><Icon name={more ? 'down' : 'right'} size={10} /> {extras.length === 0 ? 'lookups, groups, what is never recorded' : extras.join(', ')}</button>
      </footer>
      {more && <LookupRows part={part} fields={fields} tables={tables} aspects={aspects} readOnly={readOnly} onChange={change} />}
    </section>
  );
}

/** `+310`, coloured by nothing: more statements are neither good nor bad. */
export function Change({ now, saved }: { now: number; saved: number }) {
  return now === saved ? null : <span className={styles['change']} title={`${count(saved)} by the saved lens`}>{signed(now - saved)}</span>;
}
