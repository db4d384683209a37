// Rows as CSV: what a spreadsheet must not take for a formula, and what must not break a line.
import { expect, it } from 'vitest';
import { csv } from './csv';

it('writes heads and rows, quotes what would break them, and keeps numbers', () => {
  expect(csv(['a', 'b'], [['x, y', -3], ['say "no"', 0], ['two\nlines', 1.5]])).toBe('a,b\r\n"x, y",-3\r\n"say ""no""",0\r\n"two\nlines",1.5\r\n');
});

it('marks text that a program would run', () => {
  expect(csv(['a'], [['=1+1'], ['-2'], ['@x'], ['<11']])).toBe("a\r\n'=1+1\r\n'-2\r\n'@x\r\n<11\r\n");
});
