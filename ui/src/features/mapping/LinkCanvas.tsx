// The link lines: one canvas over the three columns, drawn only in the two gutters between them. It redraws when a
// column scrolls, when rows change and when the theme does; React is not involved in a scroll.
//
// What must stay true: it takes no pointer, holds no row, and costs by what is on screen (model/lines.ts culls).
import { useEffect, useRef, useState, type RefObject } from 'react';
import { count } from '../../components/formats';
import { onTheme } from '../../design/theme';
import { curvesInView, type Curve, type Edge, type LinesMode, type Pane } from './model/lines';
import styles from './studio.module.css';

export interface ColumnPlace {
  readonly ref: RefObject<HTMLDivElement | null>;
  readonly rowHeight: number;
}

type Props = {
  edges: readonly Edge[];
  selected: ReadonlySet<string>;
  mode: LinesMode;
  source: ColumnPlace;
  rules: ColumnPlace;
  target: ColumnPlace;
};

function paneOf(place: ColumnPlace, frame: DOMRect): (Pane & { left: number; right: number }) | null {
  const element = place.ref.current;
  if (element === null) return null;
  const box = element.getBoundingClientRect();
  return {
    top: box.top - frame.top,
    height: element.clientHeight,
    scrollTop: element.scrollTop,
    rowHeight: place.rowHeight,
    left: box.left - frame.left,
    right: box.right - frame.left,
  };
}

function stroke(context: CanvasRenderingContext2D, curve: Curve, x1: number, x2: number, colour: string): void {
  const half = (x1 + x2) / 2;
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineWidth = curve.selected ? 1.75 : 1;
  context.setLineDash(curve.beyond ? [3, 3] : []);
  context.beginPath();
  context.moveTo(x1, curve.from);
  context.bezierCurveTo(half, curve.from, half, curve.to, x2, curve.to);
  context.stroke();
  for (const [x, y] of [[x1, curve.from], [x2, curve.to]] as const) {
    context.beginPath();
    context.arc(x, y, curve.selected ? 2.5 : 2, 0, Math.PI * 2);
    context.fill();
  }
}

export function LinkCanvas({ edges, selected, mode, source, rules, target }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [leaving, setLeaving] = useState({ source: 0, target: 0 });
  const latest = useRef({ edges, selected, mode, source, rules, target });
  latest.current = { edges, selected, mode, source, rules, target };
  const schedule = useRef<() => void>(() => undefined);

  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    let frame = 0;
    const draw = (): void => {
      frame = 0;
      const now = latest.current;
      const box = element.getBoundingClientRect();
      const panes = { source: paneOf(now.source, box), rules: paneOf(now.rules, box), target: paneOf(now.target, box) };
      const context = element.getContext('2d');
      if (context === null || panes.source === null || panes.rules === null || panes.target === null) return;
      const scale = window.devicePixelRatio || 1;
      const [width, height] = [Math.round(box.width * scale), Math.round(box.height * scale)];
      if (element.width !== width || element.height !== height) {
        element.width = width;
        element.height = height;
      }
      context.setTransform(scale, 0, 0, scale, 0, 0);
      context.clearRect(0, 0, box.width, box.height);
      const style = getComputedStyle(element);
      const colours = { faint: style.getPropertyValue('--link'), strong: style.getPropertyValue('--accent') };
      const found = curvesInView(now.edges, { source: panes.source, rules: panes.rules, target: panes.target }, now.mode, now.selected);
      for (const curve of found.curves) {
        const [x1, x2] = curve.side === 'source' ? [panes.source.right, panes.rules.left] : [panes.rules.right, panes.target.left];
        stroke(context, curve, x1 + 0.5, x2 - 0.5, curve.selected ? colours.strong : colours.faint);
      }
      setLeaving((before) => (before.source === found.leaving.source && before.target === found.leaving.target ? before : found.leaving));
    };
    const ask = (): void => {
      if (frame === 0) frame = requestAnimationFrame(draw);
    };
    schedule.current = ask;
    const columns = [latest.current.source, latest.current.rules, latest.current.target].map((place) => place.ref.current);
    const observer = new ResizeObserver(ask);
    observer.observe(element);
    for (const column of columns) {
      column?.addEventListener('scroll', ask, { passive: true });
      if (column) observer.observe(column);
    }
    const stopTheme = onTheme(ask);
    ask();
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
      stopTheme();
      for (const column of columns) column?.removeEventListener('scroll', ask);
    };
  }, []);
  useEffect(() => schedule.current(), [edges, selected, mode]);

  const note = (side: 'source' | 'target') =>
    leaving[side] > 0 && mode !== 'off' && (
      <span className={`${styles['leaving']} ${styles[side]}`} title={`${count(leaving[side])} lines lead to rows out of view`}>
        {count(leaving[side])} out of view
      </span>
    );
  return (
    <>
      <canvas ref={canvas} className={styles['links']} aria-hidden="true" />
      {note('source')}
      {note('target')}
    </>
  );
}
