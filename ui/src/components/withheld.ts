// A value that the workspace only counts comes as `[free text, 3 words]`, several of one attribute with `; ` between. Beside an onset or a
// number that reads like a value of the record; said is what it is: something stands there, and it is not shown.
import { plural } from './formats';

const COUNTED = /^\[free text, (\d+) words?\]$/;

export function withheldWords(value: string): { text: string; withheld: boolean } {
  const counts = value.split('; ').map((one) => COUNTED.exec(one)?.[1]);
  if (counts.some((words) => words === undefined)) return { text: value, withheld: false };
  const words = plural(counts.reduce((sum, one) => sum + Number(one), 0), 'word');
  return { text: `not shown, ${counts.length === 1 ? '' : `${counts.length} values, `}${words}`, withheld: true };
}
