// What the Artifacts screen says in words: patients, kinds, the last column of a field. Pure; the numbers come from the
// workspace. What must stay true: a count that the workspace withheld is never shown as zero.
import { count, percent, plural } from '../../components/formats';
import type { ArtifactRow, FieldView } from '../../contract/contract';

/** Patients of an artifact. The workspace sends null both for no known link and for fewer than 11. */
export function patientsOf(row: ArtifactRow): string {
  if (row.patients !== null) return count(row.patients);
  return row.records === 0 ? '' : 'none or <11';
}

/** The last column of a field: what its values are like, or why they are not shown. */
/** Patients of one value are counted up to this many, and no further. */
const PATIENTS_COUNTED = 50;

/** `23 patients`, `50 or more patients`. */
export function patientsOfValue(patients: number): string {
  return patients >= PATIENTS_COUNTED ? `${PATIENTS_COUNTED} or more patients` : plural(patients, 'patient');
}

export function valuesOf(field: FieldView): { text: string; shown: boolean } {
  if (field.hidden !== null) return { text: `hidden: ${field.hidden}`, shown: false };
  if (field.filled <= 0) return { text: 'always empty', shown: false };
  if (field.top.length === 0) return { text: 'each of <11 patients', shown: false };
  const values = field.top.map((top) => `${top.value === '' ? 'empty' : top.value} (${count(top.rows)})`);
  return { text: values.join(', '), shown: true };
}

const SHORT: Record<string, string> = { integer: 'int', decimal: 'dec', datetime: 'time', boolean: 'bool' };

/** `dec`: the kind in the width of a column. */
export function shortKind(kind: string): string {
  return SHORT[kind] ?? kind;
}

/** `97.1 %` when not every filled row is of the kind, else nothing. */
export function doubtOf(field: FieldView): string {
  return field.kind === 'empty' || field.confidence >= 1 ? '' : percent(field.confidence);
}

/** Least and greatest of a number field. */
export function rangeOf(field: FieldView): string {
  const [low, high] = field.range ?? [];
  return low === undefined || high === undefined ? '' : `${low} to ${high}`;
}

/** A number of a profile: grouped, with as many places as it came with, three at most. */
export function valueOf(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 3 });
}

/** `1 to 40 characters, 7.2 on average`; one length is said once. */
export function lengthsOf(field: FieldView): string {
  const [least, mean, most] = field.lengths;
  if (least === undefined || mean === undefined || most === undefined) return '';
  if (least === most) return plural(most, 'character');
  return `${count(least)} to ${plural(most, 'character')}, ${valueOf(Math.round(mean * 10) / 10)} on average`;
}

/** How many fields nobody has decided on. */
export function undecided(fields: readonly FieldView[]): number {
  return fields.filter((field) => field.decision === 'undecided').length;
}

/** Rules that read any of the fields, in the order in which they are met. */
export function rulesOf(fields: readonly FieldView[]): string[] {
  return [...new Set(fields.flatMap((field) => field.usedBy))];
}

/** The command that fills the workspace, as it is typed there. */
export const INGEST = 'throughline ingest --home DIR --side legacy PATH';
