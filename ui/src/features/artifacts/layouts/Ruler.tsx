// The ruler over the shapes of a file's first records: where columns begin, drawn with the pointer or with the keys. One character is one
// `ch` of the same font everywhere, so that a boundary stands where it says.
//
// Keys while it has the focus: arrows move the mark, Space sets or takes a boundary, Alt with arrows moves the boundary, [ and ] go to
// the next one.
import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { count, plural } from '../../../components/formats';
import type { LayoutColumn, LayoutSample } from '../../../contract/contract';
import { beginsAt, endOf, ticks } from './draft';
import styles from './layouts.module.css';

type Props = {
  sample: LayoutSample;
  columns: readonly LayoutColumn[];
  /** Lines above the first record, drawn dim. */
  skip: number;
  current: number | null;
  onCurrent: (index: number) => void;
  onCut: (at: number) => void;
  onJoin: (at: number) => void;
  /** `together` while a boundary is dragged: all of it is one step. */
  onMove: (index: number, side: 'start' | 'end', to: number, together: boolean) => void;
};

/** Share of the records that change class at a place, from which on it is drawn as a hint. */
const HINT = 0.6;

export function Ruler({ sample, columns, skip, current, onCurrent, onCut, onJoin, onMove }: Props) {
  const sheet = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(1);
  const drag = useRef<{ index: number; side: 'start' | 'end'; moved: boolean } | null>(null);
  const longest = Math.max(sample.longest, ...columns.map(endOf), 10);
  const place = (n: number): string => `calc(${n} * 1ch)`;

  useEffect(() => {
    sheet.current?.querySelector('[data-mark]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [at]);

  /** The character under the pointer, from 1. */
  const characterAt = (clientX: number): number => {
    const element = sheet.current;
    if (element === null) return 1;
    const box = element.getBoundingClientRect();
    return Math.floor(((clientX - box.left) / box.width) * longest) + 1;
  };
  const down = (index: number, side: 'start' | 'end') => (event: PointerEvent<HTMLElement>): void => {
    event.preventDefault();
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { index, side, moved: false };
    onCurrent(index);
  };
  const move = (event: PointerEvent<HTMLElement>): void => {
    const held = drag.current;
    if (held === null || event.buttons !== 1) return;
    const to = characterAt(event.clientX + (held.side === 'start' ? 4 : -4));
    const column = columns[held.index];
    // Where nothing moves there is no step, and the next move must not join the step before the drag.
    if (column === undefined || to === (held.side === 'start' ? column.start : endOf(column))) return;
    onMove(held.index, held.side, to, held.moved);
    held.moved = true;
  };
  const up = (): void => {
    drag.current = null;
  };
  const press = (event: PointerEvent<HTMLElement>): void => {
    if (event.button !== 0) return;
    const to = Math.min(longest, Math.max(1, characterAt(event.clientX)));
    setAt(to);
    if (beginsAt(columns, to)) onJoin(to);
    else onCut(to);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey) return;
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const index = columns.findIndex((column) => column.start === at);
    if (by !== 0 && event.altKey && index >= 0) {
      onMove(index, 'start', at + by, false);
      setAt((now) => Math.max(1, now + by));
    } else if (by !== 0) setAt((now) => Math.min(longest, Math.max(1, now + by * (event.shiftKey ? 10 : 1))));
    else if (event.key === 'Home') setAt(1);
    else if (event.key === 'End') setAt(longest);
    else if (event.key === ' ' || event.key === 'Enter') {
      if (index >= 0) onJoin(at);
      else onCut(at);
    } else if (event.key === '[' || event.key === ']') {
      const starts = columns.map((column) => column.start);
      const next = event.key === ']' ? starts.find((start) => start > at) : starts.filter((start) => start < at).at(-1);
      if (next !== undefined) setAt(next);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const standing = columns.findIndex((column) => column.start <= at && at <= endOf(column));
  return (
    <div
      className={styles['ruler']}
      role="slider"
      tabIndex={0}
      aria-label="Ruler: Space sets or takes a boundary, Alt with arrows moves it"
      aria-valuemin={1}
      aria-valuemax={longest}
      aria-valuenow={at}
      aria-valuetext={`character ${at}${standing >= 0 ? `, in ${columns[standing]?.name ?? ''}` : ', in no column'}`}
      onKeyDown={onKeyDown}
    >
      <div className={styles['sheet']} ref={sheet} style={{ width: place(longest) }}>
        <div className={styles['scale']} onPointerDown={press} aria-hidden="true">
          {ticks(longest).map((tick) => (
            <span key={tick} style={{ left: place(tick) }}>
              <b>{tick === 0 ? '' : count(tick)}</b>
            </span>
          ))}
          {sample.edges.map((share, index) => share >= HINT && <i key={index} style={{ left: place(index + 1), opacity: share }} />)}
        </div>
        <div className={styles['names']}>
          {columns.map((column, index) => (
            <button
              key={column.start}
              type="button"
              tabIndex={-1}
              data-even={index % 2 === 0 || undefined}
              aria-pressed={index === current}
              style={{ left: place(column.start - 1), width: place(column.width) }}
              title={`${column.name}: ${plural(column.width, 'character')} from ${column.start}`}
              onClick={() => onCurrent(index)}
            >
              <b>{column.name}</b>
            </button>
          ))}
        </div>
        <div className={styles['lines']} onPointerDown={press}>
          {columns.map((column, index) => (
            <span
              key={column.start}
              className={styles['band']}
              data-even={index % 2 === 0 || undefined}
              data-current={index === current || undefined}
              style={{ left: place(column.start - 1), width: place(column.width) }}
            />
          ))}
          {sample.lines.map((line, index) => (
            <pre key={index} data-skipped={index < skip || undefined}>
              {line === '' ? ' ' : line}
            </pre>
          ))}
        </div>
        {columns.map((column, index) => (
          <span key={column.start}>
            <span className={styles['edge']} style={{ left: place(column.start - 1) }} onPointerDown={down(index, 'start')} onPointerMove={move} onPointerUp={up} title={`Where ${column.name} begins`} />
            {columns[index + 1]?.start !== endOf(column) + 1 && (
              <span className={`${styles['edge']} ${styles['last']}`} style={{ left: place(endOf(column)) }} onPointerDown={down(index, 'end')} onPointerMove={move} onPointerUp={up} title={`Where ${column.name} ends`} />
            )}
          </span>
        ))}
        <span className={styles['caret']} data-mark style={{ left: place(at - 1), width: '1ch' }} />
      </div>
    </div>
  );
}
