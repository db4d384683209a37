// A change of a number with its direction: sign, arrow word for assistive technology, and a tone (less is usually good).
import { signed } from './formats';

export function Delta({ value, good = 'less' }: { value: number; good?: 'less' | 'more' | 'neither' }) {
  const better = (good === 'less' && value < 0) || (good === 'more' && value > 0);
  const tone = value === 0 || good === 'neither' ? 'dim' : better ? 'good' : 'safety';
  return <span className={`${tone} x`}>{signed(value)}</span>;
}
