// What the facets beside the patients are called: a number is of what its name says.
import { expect, test } from 'vitest';
import type { PatientsPage } from '../../../contract/contract';
import { groupsOf } from '../list/PatientsScreen';

test('patients are counted under every severity that they have a finding of, and lesser ones share a name', () => {
  const head = { severities: [{ value: 'safety', count: 194 }, { value: 'clinical', count: 192 }, { value: 'administrative', count: 4 }], sides: [], reasons: [] } as unknown as PatientsPage;
  const [severities] = groupsOf(head, {});
  expect(severities?.label).toBe('With a finding');
  expect(['safety', 'clinical', 'administrative'].map((value) => severities?.words?.(value))).toEqual(['safety', 'clinical', 'of less harm']);
});
