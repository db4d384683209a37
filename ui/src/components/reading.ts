// What a comparison read of both books, in words: only what changed is read again, and a lead wants to know how much that was. Pure.
// What must stay true: nothing is said to be unchanged that was read, and a run of before this was counted says nothing.
import type { RunReading } from '../contract/contract';
import { count, plural } from './formats';

/** `1,204 of 869,452 records read again, 31 of 10,000 patients judged again, the rest unchanged`; empty where nothing is known. */
export function readingWords(reading: RunReading): string {
  const read = reading.legacyRead + reading.destinationRead;
  const all = read + reading.legacyKept + reading.destinationKept;
  if (reading.rejudged > 0) return `nothing read: the pairs of run ${reading.rejudged} judged again`;
  if (all === 0) return '';
  if (read === all) return `all ${plural(all, 'record')} read`;
  const patients = patientsOf(reading, 'none');
  const judged = patients === '' ? '' : `${patients} judged again, `;
  if (read === 0) return `none of ${plural(all, 'record')} read again, ${judged}${reading.judged === 0 ? 'nothing changed' : 'the rest unchanged'}`;
  return `${readingShort(reading)} records read again, ${judged}the rest unchanged`;
}

/** `31 of 10,000 patients` as far as it is told; empty where nobody was there to be judged. */
function patientsOf({ judged, judgedKept }: RunReading, nobody: string): string {
  if (judged === 0 && judgedKept === 0) return '';
  if (judged !== null && judgedKept !== null) return `${judged === 0 ? nobody : count(judged)} of ${plural(judged + judgedKept, 'patient')}`;
  if (judged === null) return judgedKept === 0 ? 'all patients' : 'some patients';
  return judged === 0 ? 'no patient' : plural(judged, 'patient');
}

/** `1,204 of 869,452`, `all 869,452`; empty where nothing is known or nothing was there to be read. */
export function readingShort(reading: RunReading): string {
  const read = reading.legacyRead + reading.destinationRead;
  const all = read + reading.legacyKept + reading.destinationKept;
  if (all === 0 || reading.rejudged > 0) return '';
  return read === all ? `all ${count(all)}` : `${count(read)} of ${count(all)}`;
}

/** The same for each book, for whoever looks closer. */
export function readingOfSides(reading: RunReading): string {
  const side = (name: string, read: number, kept: number): string => `${name}: ${count(read)} of ${plural(read + kept, 'record')} read`;
  if (readingShort(reading) === '') return '';
  const patients = patientsOf(reading, '0');
  const judged = patients === '' ? '' : ` ${patients} judged.`;
  return `${side('Legacy', reading.legacyRead, reading.legacyKept)}. ${side('Destination', reading.destinationRead, reading.destinationKept)}.${judged}`;
}
