// What the facets beside the patients are called: a number is of what its name says.
import { expect, test } from 'vitest';
import type { PatientsPage } from '../../../contract/contract';
import { groupsOf } from '../list/PatientsScreen';

test('patients are counted under every severity that they have a finding of, and lesser ones share a name and have no shape', () => {
  const head = { severities: [{ value: 'safety', count: 194 }, { value: 'clinical', count: 192 }, { value: 'of less harm', count: 4 }], sides: [], reasons: [] } as unknown as PatientsPage;
  const [severities] = groupsOf(head, {});
  expect(severities?.label).toBe('With a finding');
  expect(severities?.values.map((facet) => facet.value)).toEqual(['safety', 'clinical', 'of less harm']);
  expect(severities?.mark?.('safety')).not.toBeNull();
  expect(severities?.mark?.('of less harm')).toBeNull();
});
