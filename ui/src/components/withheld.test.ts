import { describe, expect, it } from 'vitest';
import { withheldWords } from './withheld';

describe('a value that is only counted', () => {
  it('is said to be withheld, with its words counted', () => {
    expect(withheldWords('[free text, 1 word]')).toEqual({ text: 'not shown, 1 word', withheld: true });
    expect(withheldWords('[free text, 1200 words]')).toEqual({ text: 'not shown, 1,200 words', withheld: true });
  });

  it('is one sentence of several values of one attribute', () => {
    expect(withheldWords('[free text, 1 word]; [free text, 2 words]')).toEqual({ text: 'not shown, 2 values, 3 words', withheld: true });
    expect(withheldWords('[free text, 1 word]; stopped').withheld).toBe(false);
  });

  it('leaves every other value as it is', () => {
    for (const value of ['', 'stopped', '[free text]', 'see [free text, 2 words]']) expect(withheldWords(value)).toEqual({ text: value, withheld: false });
  });
});
