// What is said of a document and where it is filed, in words and signs. Pure. A word that the tables do not hold is shown as
// it comes, so that a newer workspace never shows nothing.
import type { IconName } from '../../components/icons';
import { count, plural } from '../../components/formats';
import type { DocumentRow } from '../../contract/contract';

const VERDICTS: Record<string, { icon: IconName; tone: string; short: string; means: string }> = {
  'filed under another patient': {
    icon: 'warn',
    tone: 'safety',
    short: 'another patient',
    means: 'It names one patient and is filed under another. Migrated as it is, it stands in the wrong chart.',
  },
  'names two patients': {
    icon: 'differs',
    tone: 'safety',
    short: 'two patients',
    means: 'Its pages name two patients. Wherever it is filed, one chart holds what is another’s.',
  },
  'indexed but missing': {
    icon: 'no',
    tone: 'clinical',
    short: 'missing',
    means: 'A table or a record names it, and the delivery does not hold it. Whoever delivered has to say where it is.',
  },
  'not indexed': { icon: 'open', tone: 'clinical', short: 'not indexed', means: 'No table, no record and no folder says whose it is.' },
  'no patient named': {
    icon: 'decide',
    tone: 'mid',
    short: 'names nobody',
    means: 'It is filed under a patient, and nothing that was read in it says whether that is right.',
  },
  'filed right': { icon: 'done', tone: 'good', short: 'right', means: 'It names the patient under whom it is filed.' },
};

export function verdictOf(verdict: string): { icon: IconName; tone: string; short: string; means: string } {
  return VERDICTS[verdict] ?? { icon: 'box', tone: 'mid', short: verdict, means: '' };
}

const TEXTS: Record<string, string> = {
  layer: 'its own text',
  ocr: 'recognised',
  'layer and ocr': 'own and recognised',
  none: 'no text',
};

/** How the text of a document came. */
export function textWords(text: string): string {
  return TEXTS[text] ?? text;
}

/** `3 pages, recognised with 91 % confidence`. */
export function readWords(row: DocumentRow): string {
  const pages = row.pages === 0 ? [] : [plural(row.pages, 'page')];
  const sure = row.confidence === null ? textWords(row.text) : `${textWords(row.text)} with ${row.confidence} % confidence`;
  return [...pages, sure].join(', ');
}

const FILED: Record<string, string> = {
  index: 'by a table',
  record: 'by a record that names it',
  attachment: 'by the record or document around it',
  path: 'by the name of its file or folder',
};

/** Who says under whom it is filed. */
export function filedWords(by: string): string {
  return FILED[by] ?? by;
}

/** Copies of a document in words, nothing when there are none. */
export function copyWords(row: DocumentRow): string {
  const same = row.sameBytes === 0 ? [] : [`${plural(row.sameBytes, 'other file')} with the same bytes`];
  const text = row.sameText === 0 ? [] : [`${count(row.sameText)} with the same text in other bytes`];
  return [...same, ...text].join(', ');
}
