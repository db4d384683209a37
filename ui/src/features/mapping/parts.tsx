// Parts that the three columns share: the find box, the filter chips and the cursor that the keyboard moves.
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import { Icon } from '../../components/Icon';
import { Kbd } from '../../components/Kbd';
import { count } from '../../components/formats';
import styles from './studio.module.css';
import type { RowWindow } from './useRowWindow';

type FindProps = { value: string | undefined; label: string; onFind: (text: string | undefined) => void; shortcut?: string; box?: RefObject<HTMLInputElement | null> };

/** A find box. What is typed goes to the address after a short pause; Escape empties it. */
export function FindBox({ value, label, onFind, shortcut, box }: FindProps) {
  const [typed, setTyped] = useState(value ?? '');
  const sent = useRef(value ?? '');
  const find = useRef(onFind);
  find.current = onFind;
  useEffect(() => {
    if ((value ?? '') !== sent.current) {
      sent.current = value ?? '';
      setTyped(value ?? '');
    }
  }, [value]);
  useEffect(() => {
    if (typed === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = typed;
      find.current(typed === '' ? undefined : typed);
    }, 160);
    return () => clearTimeout(timer);
  }, [typed]);
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === 'Escape') {
      setTyped('');
      event.currentTarget.blur();
    }
  };
  return (
    <label className={styles['find']}>
      <Icon name="search" size={11} />
      <input ref={box} value={typed} placeholder={label} aria-label={label} spellCheck={false} onChange={(event) => setTyped(event.target.value)} onKeyDown={onKeyDown} />
      {shortcut !== undefined && typed === '' && <Kbd keys={shortcut} />}
    </label>
  );
}

type ChipProps = { pressed: boolean; number: number; onPress: () => void; title?: string; children: ReactNode };

/** A filter with how many rows it would show. */
export function Chip({ pressed, number, onPress, title, children }: ChipProps) {
  return (
    <button type="button" className={styles['chip']} aria-pressed={pressed} disabled={number === 0 && !pressed} onClick={onPress} title={title}>
      {children} <b>{count(number)}</b>
    </button>
  );
}

type CursorActions<L> = { onChoose: (line: L) => void; onFold?: (line: L, open: boolean) => void };

/** Moves a cursor through a column with arrow keys; Enter or Space chooses, left and right fold. */
export function useCursor<L extends { key: string }>(lines: readonly L[], window: RowWindow, actions: CursorActions<L>) {
  const [cursor, setCursor] = useState<string | null>(null);
  const at = cursor === null ? -1 : lines.findIndex((line) => line.key === cursor);
  const onKeyDown = (event: KeyboardEvent): void => {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: window.page, PageUp: -window.page, Home: -lines.length, End: lines.length };
    const step = steps[event.key];
    const line = lines[at];
    if (step !== undefined) {
      const next = Math.max(0, Math.min(lines.length - 1, at + step));
      setCursor(lines[next]?.key ?? null);
      window.reveal(next);
    } else if (line !== undefined && (event.key === 'Enter' || event.key === ' ')) actions.onChoose(line);
    else if (line !== undefined && actions.onFold && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) actions.onFold(line, event.key === 'ArrowRight');
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return { cursor, setCursor, onKeyDown };
}
