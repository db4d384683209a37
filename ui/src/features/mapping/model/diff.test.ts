import { expect, test } from 'vitest';
import { changedLines, diffLines } from './diff';

test('a line diff keeps what is common and orders removed before added', () => {
  expect(diffLines('a\nb\nc', 'a\nx\nc').map((line) => `${line.kind} ${line.text}`)).toEqual(['same a', 'removed b', 'added x', 'same c']);
  expect(diffLines('', 'a')).toEqual([{ kind: 'added', text: 'a' }]);
  expect(diffLines('a', '')).toEqual([{ kind: 'removed', text: 'a' }]);
});

test('changed lines carry the numbers of the new text', () => {
  expect([...changedLines('a\nb', 'a\nnew\nb\nmore')]).toEqual([2, 4]);
  expect(changedLines('same', 'same').size).toBe(0);
});
