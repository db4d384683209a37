import { expect, test } from 'vitest';
import { heldWords } from './heldWords';

test('reasons of held rows are told in words, unknown ones are kept', () => {
  expect(heldWords('key: id collision')).toBe('another row claims the same id');
  expect(heldWords('problem-onset: bad value')).toBe('rule problem-onset cannot read the value');
  expect(heldWords('subject: no rule fills it')).toBe('no rule fills subject, which is mandatory');
  expect(heldWords('set aside at ingest: ragged row')).toContain('number of fields');
  expect(heldWords('rows of test patients')).toBe('rows of test patients');
  expect(heldWords('')).toBe('');
});
