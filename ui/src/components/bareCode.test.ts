import { expect, test } from 'vitest';
import { labelTitle } from './bareCode';

test('a bare code says how to get words for it, words stay as they are', () => {
  expect(labelTitle('SNOMED CT 84489001')).toContain('terminology import');
  expect(labelTitle('code 99213')).toContain('terminology import');
  for (const label of ['Mold (organism)', 'Mold (organism) (SNOMED CT 84489001)', 'allergy, label withheld', 'demographics', '']) {
    expect(labelTitle(label)).toBe(label);
  }
});
