// The distribution of a field in 74 by 16 pixels: bins of numbers, or the share of each top value. It shows shares only,
// never values, so it may be drawn for fields whose values are hidden.
import type { FieldView } from '../../contract/contract';
import { bars } from './shape';

const WIDTH = 74;
const HEIGHT = 16;

export function ShapePlot({ field }: { field: FieldView }) {
  const drawn = bars(field.shape, WIDTH, HEIGHT);
  if (drawn.length === 0) return <span className="dim x">–</span>;
  return (
    <svg
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`Shape in ${drawn.length} bars`}
    >
      {drawn.map((bar, index) => (
        <rect key={index} {...bar} fill={field.hidden === null ? 'var(--administrative)' : 'var(--line-strong)'} />
      ))}
    </svg>
  );
}
