import { expect, test } from 'vitest';
import { isBare, labelTitle } from './bareCode';

test('a bare code says how to get words for it, words stay as they are', () => {
  expect(labelTitle('SNOMED CT 84489001')).toContain('terminology import');
  expect(labelTitle('code 99213')).toContain('terminology import');
  for (const label of ['Mold (organism)', 'Mold (organism) (SNOMED CT 84489001)', 'allergy, label withheld', 'demographics', '']) {
    expect(labelTitle(label)).toBe(label);
  }
});

test('a code of either side is bare, words with a code in them are not', () => {
  for (const label of ['LOINC 8462-4', 'local HR', 'code 99213']) expect(isBare(label)).toBe(true);
  for (const label of ['Heart rate', 'local swelling of the arm', 'SODIUM (local NA)', '']) expect(isBare(label)).toBe(false);
});
