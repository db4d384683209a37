// Open findings over the comparisons, with what was accepted and what was closed on proof. Counts of the workspace's own runs: no patient
// time in it. Every comparison can be read out by pointing at it, or with the arrow keys.
import { useRef, useState, type KeyboardEvent } from 'react';
import { count } from '../../components/formats';
import type { BurnPoint } from '../../contract/contract';
import { burn, isBroken, pointWords, sums } from './burn';
import type { Box } from './trend';
import styles from './burn.module.css';
import { useSize } from './useSize';

const FRAME = { left: 40, right: 62, top: 10, bottom: 20 };
/** A mark under each column, also where its number has no room. */
const MARK_PX = 4;
const BEFORE = { width: 520, height: 112 };

export function BurnPlot({ points }: { points: readonly BurnPoint[] }) {
  const [at, setAt] = useState<number | null>(null);
  const drawing = useRef<SVGSVGElement>(null);
  const box: Box = { ...FRAME, ...useSize(drawing, BEFORE) };
  const plot = burn(points, box);
  const first = points[0];
  const latest = points[points.length - 1];
  if (plot === null || first === undefined || latest === undefined) return null;
  const point = at === null ? undefined : points[at];
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    setAt(Math.min(points.length - 1, Math.max(0, (at ?? points.length - 1) + (at === null ? 0 : step))));
  };
  const words = point === undefined ? `a column a comparison: open by severity, dashed accepted, below the line closed${isBroken(points) ? '; other runs between' : ''}` : pointWords(point);
  const last = plot.columns[plot.columns.length - 1];
  return (
    <figure className={styles['burn']}>
      <figcaption>
        <h2>Burn-down</h2>
        <span className={`${styles['figures']} cut`} title={words} aria-live="polite">{words}</span>
      </figcaption>
      <svg
        viewBox={`0 0 ${box.width} ${box.height}`}
        ref={drawing}
        role="img"
        tabIndex={0}
        aria-label={`Open findings: ${count(sums(first).open)} at comparison ${first.run}, ${count(sums(latest).open)} at comparison ${latest.run}, of them ${count(sums(latest).safety)} safety`}
        onPointerLeave={() => setAt(null)}
        onBlur={() => setAt(null)}
        onKeyDown={onKeyDown}
      >
        {plot.columns.map((column, index) => (
          <rect
            key={column.run}
            className={index === at ? styles['pointed'] : undefined}
            fill={index === at ? undefined : 'transparent'}
            x={column.left}
            y={0}
            width={Math.max(1, column.right - column.left)}
            height={box.height - box.bottom}
            onPointerEnter={() => setAt(index)}
          />
        ))}
        {plot.ticks.map((tick) => (
          <g key={tick.value} pointerEvents="none">
            <path d={`M${box.left} ${tick.y}H${box.width - box.right}`} className={tick.value === 0 ? styles['zero'] : styles['grid']} />
            <text x={box.left - 6} y={tick.y + 4} textAnchor="end">
              {tick.label}
            </text>
          </g>
        ))}
        {plot.columns.flatMap((column) =>
          column.parts.map(({ part, y, height }) => (
            <rect key={`${column.run} ${part}`} data-part={part} x={column.x} y={y} width={column.width} height={height} pointerEvents="none" />
          )),
        )}
        {last !== undefined && (
          <text x={last.x + last.width + 7} y={Math.max(box.top + 4, (last.parts.filter((one) => one.part !== 'closed').at(-1)?.y ?? plot.zero) + 4)} className={styles['strong']}>
            {count(sums(latest).open)}
          </text>
        )}
        <path d={plot.columns.map(({ x, width }) => `M${x + width / 2} ${box.height - box.bottom + 1}v${MARK_PX}`).join('')} className={styles['zero']} pointerEvents="none" />
        {plot.names.map((name) => (
          <text key={name.run} x={name.x} y={box.height - 4} textAnchor="middle">
            {name.words}
          </text>
        ))}
      </svg>
    </figure>
  );
}
