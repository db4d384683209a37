// Two panes with a draggable edge between them. The second pane's width is kept per `id` in localStorage (a taste, not
// data). The edge is a separator that arrow keys move.
import { useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import styles from './Split.module.css';

type Props = { id: string; width: number; min?: number; max?: number; children: [ReactNode, ReactNode] };

export function Split({ id, width, min = 280, max = 900, children }: Props) {
  const key = `throughline-split-${id}`;
  const [size, setSize] = useState(() => Number(localStorage.getItem(key)) || width);
  const keep = (next: number): void => {
    const bounded = Math.round(Math.min(max, Math.max(min, next)));
    setSize(bounded);
    localStorage.setItem(key, String(bounded));
  };
  const drag = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.buttons !== 1) return;
    const frame = event.currentTarget.parentElement;
    if (frame !== null) keep(frame.getBoundingClientRect().right - event.clientX);
  };
  const nudge = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowLeft') keep(size + 16);
    else if (event.key === 'ArrowRight') keep(size - 16);
    else return;
    event.preventDefault();
  };
  return (
    <div className={styles['split']} style={{ gridTemplateColumns: `minmax(0, 1fr) 1px minmax(0, min(${size}px, 60%))` }}>
      <div className={styles['pane']}>{children[0]}</div>
      <div
        className={styles['edge']}
        role="separator"
        aria-orientation="vertical"
        aria-label="Resize"
        aria-valuenow={size}
        aria-valuemin={min}
        aria-valuemax={max}
        tabIndex={0}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
        onKeyDown={nudge}
        onDoubleClick={() => keep(width)}
      />
      <div className={styles['pane']}>{children[1]}</div>
    </div>
  );
}
