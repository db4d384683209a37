/** The list of patients as a file: what the screen shows of them, and no more. */
import { expect, it } from 'vitest';
import type { PatientsPage } from '../../../contract/contract';
import patients from '../../../test/fixtures/patients.json';
import { exportPatients, patientsCsv } from '../list/exports';

const page = patients as PatientsPage;

it('has a line a patient, in the order of the list, without the score of the ranking', () => {
  const [heads, first] = patientsCsv(page.rows).split('\r\n');
  const row = page.rows[0];
  if (row === undefined) throw new Error('the fixture holds no patient');
  expect(heads).toBe('place,patient,sex,age,safety findings,clinical findings,findings,legacy statements,destination statements,side,why here');
  expect(first?.startsWith(`1,${row.id},${row.sex},${row.ageBand},${row.safety},`)).toBe(true);
  expect(first).toContain(row.reasons.map((reason) => reason.key)[0]);
  expect(patientsCsv(page.rows).split('\r\n')).toHaveLength(page.rows.length + 2);
});

it('says beforehand what the file will hold', () => {
  expect(exportPatients({}, 203)[0]?.label).toBe('203 patients');
  expect(exportPatients({ sides: ['paired'] }, 1)[0]?.label).toBe('1 patient in the selection');
  expect(exportPatients({}, 203_000)[0]?.label).toBe('the first 50,000 of 203,000 patients');
});
