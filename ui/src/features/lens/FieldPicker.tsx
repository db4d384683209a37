// Chooses a field of the delivery, with what its profile says: kind, fill, what most rows hold. A field that the delivery does not have stays
// as it is written and says so.
import { Popover } from '@mantine/core';
import { useState, type KeyboardEvent } from 'react';
import { Icon } from '../../components/Icon';
import { percent, plural } from '../../components/formats';
import type { FieldView } from '../../contract/contract';
import styles from './picker.module.css';

type Props = {
  value: string;
  fields: readonly FieldView[];
  /** Columns that are no fields: lookups of the part. */
  lookups?: readonly string[];
  label: string;
  empty?: string;
  readOnly?: boolean;
  /** Whether it may be left out. */
  optional?: boolean;
  onChoose: (field: string) => void;
};

/** The most frequent values in one line, or why there are none. */
export function topWords(field: FieldView): string {
  if (field.hidden !== null) return `hidden: ${field.hidden}`;
  return field.top.length === 0 ? 'each of <11 patients' : field.top.slice(0, 4).map((one) => one.value).join(' · ');
}

export function FieldPicker({ value, fields, lookups = [], label, empty = 'choose a field', readOnly = false, optional = false, onChoose }: Props) {
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const [cursor, setCursor] = useState(0);
  const wanted = typed.toLowerCase();
  const names = lookups.filter((name) => name.toLowerCase().includes(wanted));
  const found = fields.filter((field) => field.name.toLowerCase().includes(wanted) || field.description.toLowerCase().includes(wanted));
  const lines = [...(optional && value !== '' && typed === '' ? [''] : []), ...names, ...found.map((field) => field.name)];
  const known = value === '' || lookups.includes(value) || fields.length === 0 || fields.some((field) => field.name === value);
  const choose = (name: string): void => {
    setOpen(false);
    setTyped('');
    if (name !== value) onChoose(name);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const line = lines[cursor];
    if (event.key === 'ArrowDown') setCursor(Math.min(lines.length - 1, cursor + 1));
    else if (event.key === 'ArrowUp') setCursor(Math.max(0, cursor - 1));
    else if (event.key === 'Enter' && line !== undefined) choose(line);
    else if (event.key === 'Escape') setOpen(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" width={420} shadow="xl" offset={3} trapFocus returnFocus>
      <Popover.Target>
        <button
          type="button" className={styles['picker']} data-empty={value === '' || undefined} data-unknown={!known || undefined} disabled={readOnly} aria-label={`${label}: ${value === '' ? empty : value}`}
          aria-haspopup="listbox" aria-expanded={open} title={known ? undefined : 'The delivery has no such field'} onClick={(event) => { event.stopPropagation(); setCursor(0); setOpen(!open); }}
        >
          {!known && <Icon name="warn" size={11} />}
          <span className="mono cut">{value === '' ? empty : value}</span>
          {!readOnly && <Icon name="down" size={9} />}
        </button>
      </Popover.Target>
      <Popover.Dropdown p={0} onClick={(event) => event.stopPropagation()}>
        <div className={styles['list']} onKeyDown={onKeyDown}>
          <input className="input" value={typed} placeholder={`Find among ${plural(fields.length, 'field')}`} aria-label={`Find a field for ${label}`} data-autofocus onChange={(event) => { setTyped(event.target.value); setCursor(0); }} />
          <div className={styles['rows']} role="listbox" aria-label={label}>
            {lines.map((name, at) => {
              const field = fields.find((one) => one.name === name);
              return (
                <button key={`${at} ${name}`} type="button" role="option" aria-selected={name === value} className={styles['row']} data-cursor={at === cursor || undefined} tabIndex={-1} onMouseEnter={() => setCursor(at)} onClick={() => choose(name)}>
                  <span className="mono cut b">{name === '' ? <span className="dim">none</span> : name}</span>
                  <span className="dim x">{field?.kind ?? (name === '' ? '' : 'lookup')}</span>
                  {field !== undefined && <span className="bar" title={`filled in ${percent(field.filled)}`}><i style={{ width: `${field.filled * 100}%` }} /></span>}
                  <span className="dim x cut">{field === undefined ? '' : topWords(field)}</span>
                </button>
              );
            })}
            {lines.length === 0 && <p className="dim x">{fields.length === 0 ? 'The fields of this table are not known.' : 'No field is named so.'}</p>}
          </div>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
