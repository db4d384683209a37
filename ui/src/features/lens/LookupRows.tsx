// What a part has besides its attributes: columns that pointers name, rows that say one thing together, fields that are rows, and what the
// legacy system has no place for.
import { Icon } from '../../components/Icon';
import type { FieldView, LensLookup, LensPart } from '../../contract/contract';
import { FieldPicker } from './FieldPicker';
import { LateInput } from './LateInput';
import { useFields } from './useFields';
import { listed, spoken } from './model/words';
import styles from './part.module.css';

type Props = { part: LensPart; fields: readonly FieldView[]; tables: readonly string[]; aspects: readonly string[]; readOnly: boolean; onChange: (patch: Partial<LensPart>) => void };

const emptyLookup: LensLookup = { name: '', field: '', pattern: '', from: '', key: '', value: '', condition: '', all: false };

function Lookup({ lookup, part, fields, tables, readOnly, onChange, onRemove }: { lookup: LensLookup; part: LensPart; fields: readonly FieldView[]; tables: readonly string[]; readOnly: boolean; onChange: (lookup: LensLookup) => void; onRemove: () => void }) {
  const there = useFields(lookup.from);
  const others = part.lookups.filter((one) => one.name !== lookup.name).map((one) => one.name);
  return (
    <div className={styles['lookup']} role="row">
      <LateInput value={lookup.name} label="Name of the column" placeholder="name" readOnly={readOnly} onChange={(name) => onChange({ ...lookup, name })} />
      <FieldPicker value={lookup.field} fields={fields} lookups={others} label={`Pointer of ${lookup.name}`} readOnly={readOnly} onChoose={(field) => onChange({ ...lookup, field })} />
      <Icon name="arrow" size={10} className="dim" />
      <select className={styles['add']} value={lookup.from} disabled={readOnly} aria-label={`Table of ${lookup.name}`} onChange={(event) => onChange({ ...lookup, from: event.target.value, key: '', value: '' })}>
        <option value="">a part of the field</option>
        {lookup.from !== '' && !tables.includes(lookup.from) && <option value={lookup.from}>{lookup.from}</option>}
        {tables.map((table) => <option key={table} value={table}>{table}</option>)}
      </select>
      {lookup.from !== '' ? (
        <>
          <FieldPicker value={lookup.key} fields={there} label={`Key in ${lookup.from}`} empty="its key" readOnly={readOnly} onChoose={(key) => onChange({ ...lookup, key })} />
          <FieldPicker value={lookup.value} fields={there} label={`Value in ${lookup.from}`} empty="what is taken" readOnly={readOnly} onChoose={(value) => onChange({ ...lookup, value })} />
        </>
      ) : <><span /><span /></>}
      <LateInput value={lookup.pattern} label={`Pattern of ${lookup.name}`} placeholder="whole pointer" readOnly={readOnly} onChange={(pattern) => onChange({ ...lookup, pattern })} />
      <LateInput value={lookup.condition} label={`Condition of ${lookup.name}`} placeholder="every entry" readOnly={readOnly} onChange={(condition) => onChange({ ...lookup, condition })} />
      <label className="x mid"><input type="checkbox" checked={lookup.all} disabled={readOnly} onChange={(event) => onChange({ ...lookup, all: event.target.checked })} />all</label>
      {!readOnly && <button type="button" className={styles['drop']} aria-label={`Remove ${lookup.name}`} onClick={onRemove}><Icon name="close" size={10} /></button>}
    </div>
  );
}

export function LookupRows({ part, fields, tables, aspects, readOnly, onChange }: Props) {
  const said = part.says.map((say) => say.aspect);
  const group = part.group;
  return (
    <div className={styles['more']}>
      <h3>Lookups</h3>
      {part.lookups.map((lookup, at) => (
        <Lookup key={at} lookup={lookup} part={part} fields={fields} tables={tables} readOnly={readOnly} onChange={(next) => onChange({ lookups: part.lookups.map((one, here) => (here === at ? next : one)) })} onRemove={() => onChange({ lookups: part.lookups.filter((_, here) => here !== at) })} />
      ))}
      {!readOnly && <button type="button" className={styles['plain']} onClick={() => onChange({ lookups: [...part.lookups, { ...emptyLookup, name: `column_${part.lookups.length + 1}` }] })}>Add a column that another table knows</button>}
      <h3>Attributes as rows</h3>
      <div className={styles['line']}>
        <span className="dim x">a row is a value of</span>
        <FieldPicker value={part.attribute} fields={fields} lookups={part.lookups.map((one) => one.name)} label="Attribute field" empty="nothing: a row is itself" optional readOnly={readOnly} onChoose={(attribute) => onChange({ attribute })} />
        <span className="dim x">each field named</span>
        <LateInput value={part.each} label="Fields that are rows" placeholder="no: fields are no rows" readOnly={readOnly} onChange={(each) => onChange({ each })} />
      </div>
      {(part.attribute !== '' || group !== null) && (
        <div className={styles['line']}>
          <span className="dim x">rows headed by</span>
          <LateInput value={(group?.heads ?? []).join(', ')} label="Attributes that head a group" placeholder="no groups" readOnly={readOnly} onChange={(text) => onChange({ group: text === '' ? null : { key: group?.key ?? '', field: group?.field ?? '', heads: listed(text) } })} />
          {group !== null && <><span className="dim x">whose</span><FieldPicker value={group.key} fields={fields} label="Key of the head" readOnly={readOnly} onChoose={(key) => onChange({ group: { ...group, key } })} /><span className="dim x">is named in</span><FieldPicker value={group.field} fields={fields} label="Field that names the head" readOnly={readOnly} onChoose={(field) => onChange({ group: { ...group, field } })} /></>}
        </div>
      )}
      <h3>Never recorded there</h3>
      <div className={styles['line']}>
        {part.never.map((aspect) => <button key={aspect} type="button" className="chip" disabled={readOnly} onClick={() => onChange({ never: part.never.filter((one) => one !== aspect) })}>{spoken(aspect)}{!readOnly && <Icon name="close" size={9} />}</button>)}
        {!readOnly && (
          <select className={styles['add']} value="" aria-label="An attribute that is never recorded" onChange={(event) => { if (event.target.value !== '') onChange({ never: [...part.never, event.target.value] }); }}>
            <option value="">+ attribute</option>
            {aspects.filter((aspect) => !said.includes(aspect) && !part.never.includes(aspect)).map((aspect) => <option key={aspect} value={aspect}>{spoken(aspect)}</option>)}
          </select>
        )}
        <span className="dim x">What the destination says of these is a finding.</span>
      </div>
    </div>
  );
}
