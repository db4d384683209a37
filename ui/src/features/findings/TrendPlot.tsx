// Open findings over the comparison runs, oldest first, with safety and cosmetic as areas of the same axis. A plot of
// counts of the workspace's own runs: no patient time in it. Every run can be read out by pointing at it.
import { useRef, useState } from 'react';
import { count, moment } from '../../components/formats';
import type { RunPoint } from '../../contract/contract';
import styles from './findings.module.css';
import { trend, type Box } from './trend';
import { useSize } from './useSize';

const FRAME = { left: 40, right: 62, top: 14, bottom: 20 };
const BEFORE = { width: 520, height: 112 };

export function TrendPlot({ points }: { points: readonly RunPoint[] }) {
  const [at, setAt] = useState<number | null>(null);
  const drawing = useRef<SVGSVGElement>(null);
  const box: Box = { ...FRAME, ...useSize(drawing, BEFORE) };
  const plot = trend(points, box);
  const latest = points[points.length - 1];
  const first = points[0];
  if (plot === null || latest === undefined || first === undefined) return null;
  const point = at === null ? undefined : points[at];
  const floor = box.height - box.bottom;
  return (
    <figure className={styles['trend']}>
      <figcaption>
        <h2>Open findings by run</h2>
        <span className="dim x" aria-live="polite">
          {point === undefined
            ? 'safety and cosmetic as areas'
            : `run ${point.run}${point.mappingVersion > 0 ? `, mapping v${point.mappingVersion}` : ''}: ${count(point.findings)} findings, ${count(point.safety)} safety, ${count(point.cosmetic)} cosmetic, ${moment(point.atMs)}`}
        </span>
      </figcaption>
      <svg
        viewBox={`0 0 ${box.width} ${box.height}`}
        ref={drawing}
        role="img"
        aria-label={`Open findings: ${count(first.findings)} at run ${first.run}, ${count(latest.findings)} at run ${latest.run}, of them ${count(latest.safety)} safety`}
        onPointerLeave={() => setAt(null)}
      >
        {plot.ticks.map((tick) => (
          <g key={tick.value}>
            <path d={`M${box.left} ${tick.y}H${box.width - box.right}`} className={styles['grid']} />
            <text x={box.left - 6} y={tick.y + 4} textAnchor="end">
              {tick.label}
            </text>
          </g>
        ))}
        <path d={plot.cosmetic} className={styles['areaCosmetic']} />
        <path d={plot.safety} className={styles['areaSafety']} />
        <path d={plot.line} className={styles['line']} />
        {at !== null && <path d={`M${plot.xs[at]} ${box.top}V${floor}`} className={styles['cursor']} />}
        <circle cx={plot.last.x} cy={plot.last.y} r="3" className={styles['dot']} />
        <text x={plot.last.x + 7} y={plot.last.y + 4} className={styles['strong']}>
          {count(latest.findings)}
        </text>
        <text x={box.left} y={box.height - 5}>
          run {first.run}
        </text>
        {points.length > 1 && (
          <text x={plot.last.x} y={box.height - 5} textAnchor="end">
            run {latest.run}
          </text>
        )}
        {points.map((run, index) => (
          <rect
            key={run.run}
            x={plot.xs[index]}
            y={0}
            width={Math.max(1, (plot.xs[index + 1] ?? 0) - (plot.xs[index] ?? 0))}
            height={floor}
            fill="transparent"
            onPointerEnter={() => setAt(index)}
          />
        ))}
      </svg>
    </figure>
  );
}
