import { expect, it } from 'vitest';
import type { MappingView } from '../../../contract/contract';
import { fieldExpression, isMappingName, keyOf, keysOf } from './newRule';

const view = {
  sources: [
    { name: 'allergies', fields: [{ name: 'START', filled: 1 }, { name: 'PATIENT', filled: 1 }] },
    { name: 'patients', fields: [{ name: 'Last name', filled: 1 }, { name: 'OLD_ID', filled: 0.4 }, { name: 'PAT_ID', filled: 1 }] },
  ],
} as unknown as MappingView;

it('a key is offered only where a field is named like one and is filled in every row', () => {
  expect(keyOf(view, 'patients')).toBe('PAT_ID');
  expect(keyOf(view, 'allergies')).toBe('');
  expect(keyOf(view, 'nowhere')).toBe('');
});

it('keys are listed with those most like one first, as an expression names them', () => {
  expect(keysOf(view, 'patients')).toEqual(['PAT_ID', 'OLD_ID', '"Last name"']);
  expect([fieldExpression('2nd'), fieldExpression('_x1')]).toEqual(['"2nd"', '_x1']);
});

it('a mapping is named as a part of an identifier may be', () => {
  for (const name of ['legacy', 'bay-side', '2nd', 'a--b']) expect(isMappingName(name), name).toBe(true);
  for (const name of ['', 'Bay', 'bay side', '-bay', 'bay-', 'urn:bay', 'é', 'x'.repeat(41)]) expect(isMappingName(name), name).toBe(false);
});
