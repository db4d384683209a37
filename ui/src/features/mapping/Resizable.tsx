// The studio above, the inspector below, and an edge between them that pointer and arrow keys move. The inspector's
// height is a taste and is kept in localStorage.
import { useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import styles from './screen.module.css';

const key = 'throughline-split-mapping';
const least = 150;

/** Two fifths of the window: enough for the inspector, and the columns keep most of the height. */
const usual = (): number => Math.round(Math.max(276, Math.min(window.innerHeight * 0.39, 440)));

export function Resizable({ children }: { children: [ReactNode, ReactNode] }) {
  const [height, setHeight] = useState(() => Number(localStorage.getItem(key)) || usual());
  const keep = (next: number): void => {
    const bounded = Math.round(Math.max(least, Math.min(next, window.innerHeight - 260)));
    setHeight(bounded);
    localStorage.setItem(key, String(bounded));
  };
  const drag = (event: PointerEvent<HTMLDivElement>): void => {
    const frame = event.currentTarget.parentElement;
    if (event.buttons === 1 && frame !== null) keep(frame.getBoundingClientRect().bottom - event.clientY);
  };
  const nudge = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowUp') keep(height + 24);
    else if (event.key === 'ArrowDown') keep(height - 24);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className={styles['split']} style={{ gridTemplateRows: `minmax(170px, 1fr) 1px minmax(${least}px, min(${height}px, 62%))` }}>
      {children[0]}
      <div
        className={styles['edge']} role="separator" aria-orientation="horizontal" aria-label="Height of the inspector" aria-valuenow={height} aria-valuemin={least} tabIndex={0}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)} onPointerMove={drag} onKeyDown={nudge} onDoubleClick={() => keep(usual())}
      />
      {children[1]}
    </div>
  );
}
