// The columns that are drawn, one line each: name, place, and what the workspace finds in it. Names are typed here; Enter goes on to the
// next. For delimited files the fields are the reader's, and only their names may be typed.
import { useEffect, useRef, type KeyboardEvent } from 'react';
import { Icon } from '../../../components/Icon';
import { count, percent } from '../../../components/formats';
import type { LayoutColumn, LayoutDraft, LayoutPreview } from '../../../contract/contract';
import styles from './layouts.module.css';

type Props = {
  draft: LayoutDraft;
  preview: LayoutPreview | undefined;
  current: number | null;
  disabled: boolean;
  onCurrent: (index: number) => void;
  onChange: (change: Partial<LayoutDraft>, together?: boolean) => void;
  onRemove: (index: number) => void;
};

export function Columns({ draft, preview, current, disabled, onCurrent, onChange, onRemove }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const fixed = draft.form === 'fixed width';
  const fields = fixed ? draft.columns.length : (preview?.columns.length ?? 0);
  useEffect(() => {
    if (current !== null) list.current?.querySelector(`[data-index="${current}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  const typed = useRef<number | null>(null);
  const rename = (index: number, name: string): void => {
    const together = typed.current === index;
    typed.current = index;
    if (fixed) onChange({ columns: draft.columns.map((column, at) => (at === index ? { ...column, name } : column)) }, together);
    else {
      const names = Array.from({ length: fields }, (_, at) => draft.names[at] ?? preview?.columns[at]?.name ?? '');
      onChange({ names: names.map((one, at) => (at === index ? name : one)), header: false }, together);
    }
  };
  const onKeyDown = (index: number) => (event: KeyboardEvent): void => {
    const by = event.key === 'Enter' || event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const next = list.current?.querySelector<HTMLInputElement>(`[data-index="${index + by}"] input`);
    next?.focus();
    next?.select();
  };
  const place = (column: LayoutColumn, change: Partial<LayoutColumn>): void => onChange({ columns: draft.columns.map((one) => (one === column ? { ...one, ...change } : one)) }, true);
  return (
    <div className={styles['columns']} role="table" aria-label="Columns" ref={list}>
      <div role="row" className={`${styles['column']} ${styles['columnHead']}`} data-fixed={fixed || undefined}>
        <span role="columnheader" className="num">
          No.
        </span>
        <span role="columnheader">Name</span>
        {fixed && (
          <>
            <span role="columnheader" className="num">
              From
            </span>
            <span role="columnheader" className="num">
              Width
            </span>
          </>
        )}
        <span role="columnheader">Type</span>
        <span role="columnheader" className="num">
          Filled
        </span>
        <span role="columnheader" className="num">
          Longest
        </span>
        <span role="columnheader" aria-label="Remove" />
      </div>
      {Array.from({ length: fields }, (_, index) => {
        const column = draft.columns[index];
        const field = preview?.columns[index];
        const name = fixed ? (column?.name ?? '') : (draft.names[index] ?? field?.name ?? '');
        return (
          <div key={index} role="row" data-index={index} className={styles['column']} data-fixed={fixed || undefined} data-current={index === current || undefined} onClick={() => onCurrent(index)}>
            <span role="cell" className="num dim x">
              {index + 1}
            </span>
            <span role="cell">
              <input
                className="input mono"
                value={name}
                aria-label={`Name of column ${index + 1}`}
                aria-invalid={name.trim() === ''}
                disabled={disabled || (!fixed && draft.header)}
                onFocus={() => onCurrent(index)}
                onBlur={() => (typed.current = null)}
                onChange={(event) => rename(index, event.target.value)}
                onKeyDown={onKeyDown(index)}
              />
            </span>
            {fixed && column && (
              <>
                <span role="cell" className="num x mid">
                  {count(column.start)}
                </span>
                <span role="cell" className="num">
                  <input
                    className="input"
                    type="number"
                    min={1}
                    max={(draft.columns[index + 1]?.start ?? 1 << 20) - column.start}
                    value={column.width}
                    aria-label={`Width of ${column.name}`}
                    disabled={disabled}
                    onChange={(event) => place(column, { width: Math.max(1, Math.min((draft.columns[index + 1]?.start ?? 1 << 20) - column.start, Math.floor(Number(event.target.value)) || 1)) })}
                  />
                </span>
              </>
            )}
            <span role="cell" className={field?.kind === 'empty' ? 'clinical' : 'mid'} title={field && field.confidence < 1 ? `${field.kind} in ${percent(field.confidence)} of the filled records` : undefined}>
              {field?.kind ?? ''}
            </span>
            <span role="cell" className={`num x ${field && field.filled < 1 ? 'mid' : 'dim'}`}>
              {field ? percent(field.filled) : ''}
            </span>
            <span role="cell" className="num x dim">
              {field ? count(field.longest) : ''}
            </span>
            <span role="cell">
              {fixed && !disabled && (
                <button type="button" className={styles['remove']} aria-label={`Remove ${name}`} title="Remove: its characters are counted as not read" tabIndex={-1} onClick={() => onRemove(index)}>
                  <Icon name="cross" size={10} />
                </button>
              )}
            </span>
          </div>
        );
      })}
    </div>
  );
}
