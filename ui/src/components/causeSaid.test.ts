import { expect, test } from 'vitest';
import { causeSaid } from './causeSaid';

test('the rule stands apart from what happened', () => {
  expect(causeSaid('Medication status, rule med-status: stopped has become active')).toEqual({ said: 'Medication status: stopped has become active', rule: 'rule med-status' });
  expect(causeSaid('Problem held back by problem-onset: bad value')).toEqual({ said: 'Problem held back: rule problem-onset cannot read the value', rule: '' });
  expect(causeSaid('')).toEqual({ said: '', rule: '' });
});
