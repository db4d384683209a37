import { expect, test } from 'vitest';
import { wayOf } from './proposal';

const cause = (place: string, target: string, example = 'f-1') => ({ id: 'c-1', example, proposal: { text: 'Do it.', place, target } });

test('a proposal leads to where it is done in the window', () => {
  expect(wayOf(cause('rule', 'med-status'))).toMatchObject({ to: '/mapping', search: { rule: 'med-status' } });
  expect(wayOf(cause('element', 'Condition.onsetDateTime'))).toMatchObject({ to: '/mapping', search: { element: 'Condition.onsetDateTime' } });
  expect(wayOf(cause('relation', 'problems'))).toMatchObject({ to: '/mapping', search: { findField: 'problems' } });
  expect(wayOf(cause('equivalence', 'e-route'))).toMatchObject({ to: '/findings/equivalences', search: { id: 'e-route' } });
  expect(wayOf(cause('patients', 'legacy only'))).toMatchObject({ to: '/patients', search: { sides: ['legacy only'] } });
  expect(wayOf(cause('finding', ''))).toMatchObject({ to: '/findings', search: { cause: 'c-1', finding: 'f-1' } });
});

test('what is done outside of the product leads nowhere', () => {
  expect(wayOf(cause('', ''))).toBeUndefined();
  expect(wayOf(cause('something new', 'x'))).toBeUndefined();
  expect(wayOf(cause('finding', '', ''))).toBeUndefined();
});
