// A number of things, grouped; with a word it agrees with it. `null` is "<11": the workspace withholds the number.
import { count, people } from './formats';

export function Count({ value, of, tone }: { value: number | null; of?: string; tone?: 'safety' | 'clinical' | 'good' }) {
  const number = value === null ? people(value) : count(value);
  const word = of === undefined ? '' : ` ${of}${value === 1 ? '' : 's'}`;
  const loud = tone !== undefined && value !== 0;
  return <span className={loud ? `${tone} b` : value === 0 ? 'dim' : undefined}>{number}{word}</span>;
}
