// A value that the workspace only counts comes as `[free text, 3 words]`. Beside an onset or a number that reads like a value
// of the record; said is what it is: something stands there, and it is not shown.
import { count } from './formats';

export function withheldWords(value: string): { text: string; withheld: boolean } {
  const words = /^\[free text, (\d+) words?\]$/.exec(value)?.[1];
  if (words === undefined) return { text: value, withheld: false };
  return { text: `not shown, ${count(Number(words))} ${words === '1' ? 'word' : 'words'}`, withheld: true };
}
