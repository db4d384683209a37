// One part of the lens as a card: what kind of statement the rows of the table make, of whom, which rows, and a line an attribute.
import { useState } from 'react';
import { Icon } from '../../components/Icon';
import { count, plural } from '../../components/formats';
import type { FieldView, LensForm, LensPart, LensSource } from '../../contract/contract';
import { FieldPicker } from './FieldPicker';
import { LateInput } from './LateInput';
import { LookupRows } from './LookupRows';
import { copyPart, emptySource, removePart, removeSource, setPart, setSay, setSource, usualWay } from './model/form';
import { detailOf, isDirectory, offered, spoken, ways } from './model/words';
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

export function PartCard({ form, index, part, fields, tables, kinds, aspects, made, chosen, readOnly, onChange, onChoose, onLine }: Props) {
  const [more, setMore] = useState(part.lookups.length > 0 && part.lookups.some((lookup) => lookup.name === part.patient));
  const keyed = isDirectory(part.kind);
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
        <FieldPicker value={part.patient} fields={fields} lookups={lookups} label={keyed ? 'Key' : 'Patient'} empty={keyed ? 'which field is its key?' : 'who is the patient?'} readOnly={readOnly} onChoose={(patient) => change({ patient })} />
        <span className={styles['made']} title={keyed ? 'Entries of the directory in the records that were counted' : 'Statements that this part makes of the records that were counted'}>{made === null ? '' : <><b>{count(made)}</b><span className={styles['word']}> {keyed ? (made === 1 ? 'entry' : 'entries') : made === 1 ? 'statement' : 'statements'}</span></>}</span>
        {part.line > 0 && <button type="button" className={styles['plain']} onClick={() => onLine(part.line)}>line {part.line}</button>}
        {!readOnly && <button type="button" className={styles['tool']} title="Another part like this one" aria-label="Copy this part" onClick={() => onChange(copyPart(form, index))}><Icon name="copy" size={12} /></button>}
        {!readOnly && <button type="button" className={styles['tool']} title="Remove this part" aria-label="Remove this part" onClick={() => { onChange(removePart(form, index)); onChoose(undefined); }}><Icon name="close" size={12} /></button>}
      </header>
      <div className={styles['rows']}>
        <label>rows where <LateInput value={part.condition} label="Condition" placeholder="every row" readOnly={readOnly} onChange={(condition) => change({ condition })} /></label>
        {(part.condition !== '' || part.excluded !== '') && <label>other rows are <LateInput value={part.excluded} label="Why the other rows assert nothing" placeholder="say why they assert nothing" mono={false} readOnly={readOnly} onChange={(excluded) => change({ excluded })} /></label>}
      </div>
      <div className={styles['says']} role="grid" aria-label={`Attributes of ${part.kind}`}>
        <div className={styles['cols']} role="row"><span>Attribute</span><span>Field</span><span>Read as</span><span title="System, format, translation">How</span><span /></div>
        {part.says.flatMap((say) => say.sources.map((source, at) => (
          <SayLine
            key={`${say.aspect} ${at}`} aspect={say.aspect} source={source} first={at === 0} also={say.sources.some((one) => one.also)} fields={fields} lookups={lookups} chosen={chosen === say.aspect} readOnly={readOnly}
            onField={(field) => onChange(setSource(form, index, say.aspect, at, { fields: [field, ...source.fields.slice(1)] }))} onChoose={() => onChoose(say.aspect)}
            onRemove={() => onChange(removeSource(form, index, say.aspect, at))}
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
        <button type="button" className={styles['plain']} aria-expanded={more} title={extras.length === 0 ? undefined : extras.join(', ')} onClick={() => setMore(!more)}><Icon name={more ? 'down' : 'right'} size={10} /> {extras.length === 0 ? 'lookups, groups, never recorded' : extras.join(', ')}</button>
      </footer>
      {more && <LookupRows part={part} fields={fields} tables={tables} aspects={aspects} readOnly={readOnly} onChange={change} />}
    </section>
  );
}
