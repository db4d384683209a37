// A count over the comparisons, small enough for a row. A gap is a run in which the equivalence was not in force.
import styles from './equivalences.module.css';
import { countWords, sparkline } from './words';

type Props = { counts: readonly (number | null)[]; runs: readonly number[]; width?: number; height?: number; alarmed?: boolean };

export function Spark({ counts, runs, width = 108, height = 18, alarmed = false }: Props) {
  // One comparison is no course: its count stands beside it.
  if (runs.length < 2) return null;
  const { lines, last } = sparkline(counts, width, height);
  return (
    <svg
      className={styles['spark']}
      viewBox={`-3 -3 ${width + 6} ${height + 6}`}
      width={width + 6}
      height={height + 6}
      role="img"
      aria-label={countWords(counts, runs)}
      data-alarmed={alarmed || undefined}
    >
      <line x1={0} x2={width} y1={height + 0.5} y2={height + 0.5} />
      {lines.map((points) => (
        <polyline key={points} points={points} />
      ))}
      {last && <circle cx={last.x} cy={last.y} r={2.4} />}
    </svg>
  );
}
