// One source of an attribute: which field, how it is read, in which system or format, how it is translated. What the way of reading
// has no use for is folded away unless it is written.
import { useId, useState, type ReactNode } from 'react';
import { Icon } from '../../components/Icon';
import type { FieldView, LensSource } from '../../contract/contract';
import { FieldPicker } from './FieldPicker';
import { LateInput } from './LateInput';
import { PairTable } from './PairTable';
import { usualWay } from './model/form';
import { contacts, listed, systems, uses, ways, wordsOf } from './model/words';
import styles from './inspector.module.css';

type Props = {
  kind: string; aspect: string; source: LensSource; place: number; of: number; fields: readonly FieldView[]; lookups: readonly string[]; withAttributes: boolean; readOnly: boolean;
  onChange: (change: Partial<LensSource>) => void; onRemove: () => void;
};

function Row({ name, children }: { name: string; children: ReactNode }) {
  return <div className={styles['row']}><span className="dim x">{name}</span><div>{children}</div></div>;
}

export function SourceEditor({ kind, aspect, source, place, of, fields, lookups, withAttributes, readOnly, onChange, onRemove }: Props) {
  const known = useId();
  const [all, setAll] = useState(false);
  const way = usualWay(aspect, source);
  const constant = source.constant !== '' || source.reason !== '';
  const profile = fields.find((field) => field.name === source.fields[0]);
  const text = (key: 'system' | 'unit' | 'format' | 'otherwise' | 'absent' | 'when' | 'split' | 'pattern' | 'constant' | 'reason', label: string, placeholder: string) => (
    <LateInput value={source[key]} label={label} placeholder={placeholder} mono={key !== 'reason'} readOnly={readOnly} onChange={(value) => onChange({ [key]: value })} />
  );
  const pick = (key: 'display' | 'text' | 'unitField' | 'systemField' | 'useField', label: string) => (
    <FieldPicker value={source[key]} fields={fields} lookups={lookups} label={label} empty="no field" optional readOnly={readOnly} onChoose={(field) => onChange({ [key]: field })} />
  );
  const seen = [...new Set((profile?.patterns ?? []))];
  const shows = (usual: boolean, written: boolean): boolean => usual || written || all;
  return (
    <section className={styles['source']} aria-label={`Source ${place + 1} of ${aspect}`}>
      {of > 1 && <header><h3>{place === 0 ? 'First' : 'Else'}</h3>{!readOnly && <button type="button" className={styles['drop']} aria-label={`Remove source ${place + 1}`} onClick={onRemove}><Icon name="close" size={10} /></button>}</header>}
      <Row name="Says">
        <label className="x"><input type="radio" checked={!constant} disabled={readOnly} onChange={() => onChange({ constant: '', reason: '' })} />what a field holds</label>
        <label className="x"><input type="radio" checked={constant} disabled={readOnly} onChange={() => onChange({ fields: [], reason: 'say why' })} />always the same</label>
      </Row>
      {constant ? (
        <>
          <Row name="Value">{text('constant', 'Constant', 'what every row says')}</Row>
          <Row name="Because">{text('reason', 'Reason', 'why every row says it')}</Row>
        </>
      ) : (
        <Row name="Field">
          {[...source.fields, ...(source.fields.length === 0 ? [''] : [])].map((field, at) => (
            <FieldPicker key={at} value={field} fields={fields} lookups={lookups} label={`Field ${at + 1}`} optional={at > 0} readOnly={readOnly} onChoose={(name) => onChange({ fields: name === '' ? source.fields.filter((_, here) => here !== at) : source.fields.length === 0 ? [name] : source.fields.map((one, here) => (here === at ? name : one)) })} />
          ))}
          {!readOnly && source.fields.length > 0 && <FieldPicker value="" fields={fields} lookups={lookups} label="Another field" empty="or, if empty" onChoose={(name) => onChange({ fields: [...source.fields, name] })} />}
        </Row>
      )}
      <Row name="Read as">
        <select className={styles['select']} value={way} disabled={readOnly} aria-label="Read as" onChange={(event) => onChange({ readAs: event.target.value })}>{ways.map(([word, name]) => <option key={word} value={word}>{name}</option>)}</select>
      </Row>
      {shows(way === 'code', source.system !== '' || source.systemField !== '') && (
        <>
          <Row name="System">
            <input key={source.system} className={styles['cell']} list={known} defaultValue={source.system} placeholder="URI of the code system" aria-label="Code system" readOnly={readOnly} spellCheck={false} onBlur={(event) => event.target.value.trim() !== source.system && onChange({ system: event.target.value.trim() })} onKeyDown={(event) => { if (event.key === 'Enter') event.currentTarget.blur(); }} />
            <datalist id={known}>{systems.map((one) => <option key={one} value={one} />)}</datalist>
          </Row>
          <Row name="or in">{pick('systemField', 'Field with the system')}</Row>
          <Row name="Words in">{pick('display', 'Field with the display')}</Row>
          <Row name="Typed in">{pick('text', 'Field with the original text')}</Row>
        </>
      )}
      {shows(way === 'quantity', source.unit !== '' || source.unitField !== '') && (
        <>
          <Row name="Unit in">{pick('unitField', 'Field with the unit')}</Row>
          <Row name="else">{text('unit', 'Unit', 'UCUM, such as mg/dL')}</Row>
          {source.unitField !== '' && <Row name="Spellings"><PairTable label="Units" pairs={source.units} field={fields.find((field) => field.name === source.unitField)} words={[]} readOnly={readOnly} onChange={(units) => onChange({ units })} /></Row>}
        </>
      )}
      {shows(contacts.includes(aspect), source.usedFor !== '' || source.useField !== '') && (
        <>
          <Row name="For"><select className={styles['select']} value={source.usedFor} disabled={readOnly} aria-label="What it is for" onChange={(event) => onChange({ usedFor: event.target.value })}><option value="">not said</option>{[...uses, ...(source.usedFor === '' || uses.includes(source.usedFor) ? [] : [source.usedFor])].map((word) => <option key={word} value={word}>{word}</option>)}</select></Row>
          <Row name="or as in">{pick('useField', 'Field that says what it is for')}</Row>
        </>
      )}
      {shows(way === 'date', source.format !== '') && (
        <Row name="Format">
          {text('format', 'Formats of dates', 'MM/DD/YYYY;MM/YYYY')}
          {seen.length > 0 && <span className="dim x">seen: {seen.map((format) => <button key={format} type="button" className={styles['plain']} disabled={readOnly || source.format.split(';').includes(format)} onClick={() => onChange({ format: [...source.format.split(';').filter((one) => one !== ''), format].join(';') })}>{format}</button>)}</span>}
        </Row>
      )}
      {shows(['word', 'boolean', 'absence'].includes(way) && !constant, source.values.length > 0) && <Row name="Values"><PairTable label="Values" pairs={source.values} field={profile} words={wordsOf(kind, aspect)} rest={source.otherwise === '' ? 'unreadable' : source.otherwise} readOnly={readOnly} onChange={(values) => onChange({ values })} /></Row>}
      {shows(false, source.otherwise !== '') && <Row name="Others say">{text('otherwise', 'Word for values that are not listed', 'unreadable')}</Row>}
      {shows(false, source.absent !== '') && <Row name="Empty says">{text('absent', 'Word that an empty field asserts', 'nothing')}</Row>}
      {shows(false, source.when !== '') && <Row name="Only when">{text('when', 'Condition of this source', 'always')}</Row>}
      {shows(false, source.nullLike.length > 0) && <Row name="Means empty"><LateInput value={source.nullLike.join(', ')} label="Texts that mean empty" placeholder="UNK, N/A" readOnly={readOnly} onChange={(value) => onChange({ nullLike: listed(value) })} /></Row>}
      {shows(false, source.pattern !== '') && <Row name="Part">{text('pattern', 'Pattern for the part that is the value', 'the whole text')}</Row>}
      {shows(false, source.split !== '') && <Row name="Several, by">{text('split', 'Delimiter', 'one value')}</Row>}
      {shows(way === 'text' && source.pad > 0, source.pad > 0) && <Row name="Zeros up to"><LateInput value={source.pad === 0 ? '' : String(source.pad)} label="Filled with zeros up to" placeholder="no zeros" readOnly={readOnly} onChange={(value) => onChange({ pad: Math.max(0, Math.min(64, Math.trunc(Number(value)) || 0)) })} /></Row>}
      {withAttributes && <Row name="Rows of"><LateInput value={source.attributes.join(', ')} label="Attributes whose rows it reads" placeholder="every attribute" readOnly={readOnly} onChange={(value) => onChange({ attributes: listed(value) })} /></Row>}
      {shows(of > 1, source.also) && <Row name="Together"><label className="x"><input type="checkbox" checked={source.also} disabled={readOnly} onChange={(event) => onChange({ also: event.target.checked })} />every source asserts, not only the first</label></Row>}
      {!readOnly && <button type="button" className={styles['plain']} aria-expanded={all} onClick={() => setAll(!all)}>{all ? 'Fewer settings' : 'All settings'}</button>}
    </section>
  );
}
