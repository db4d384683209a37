// What the foot of the chart tells: no key that does nothing.
import { expect, it } from 'vitest';
import { chartKeys } from '../chart/keys';

const told = (list: boolean, note: boolean, decides = true): string[] => chartKeys(list, note, decides).map(([keys]) => keys);

it('tells lanes and zoom of the timeline alone, and the note where there is one', () => {
  expect(told(false, true)).toEqual(['J K', 'V', 'Enter', 'E', 'W', 'L', '+ −', 'Z', 'D', 'T', '[ ]']);
  expect(told(false, false)).not.toContain('W');
  expect(told(false, true, false)).not.toContain('V');
  for (const key of ['L', '+ −', 'Z']) expect(told(true, true)).not.toContain(key);
});

it('says what T leads to', () => {
  const words = (list: boolean): string | undefined => chartKeys(list, false, false).find(([key]) => key === 'T')?.[1];
  expect([words(false), words(true)]).toEqual(['list', 'timeline']);
});
