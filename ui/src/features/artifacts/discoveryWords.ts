// What discovery says in words: one table from codes to words for anomalies, decisions, kinds of relations. Pure. A code
// that the table does not hold is shown with its underscores taken out, so that a newer workspace never shows nothing.

const ANOMALIES: Record<string, string> = {
  after_death: 'dates after death',
  ambiguous_day_and_month: 'day or month first is unclear',
  before_1900: 'dates before 1900',
  before_birth: 'dates before birth',
  began: 'began to be filled late',
  changed_code_system: 'changed its code system',
  changed_fill: 'changed how often it is filled',
  changed_form: 'changed its form',
  changed_magnitude: 'changed its unit',
  changed_pattern: 'changed its pattern',
  changed_values: 'changed its list of values',
  code_with_many_meanings: 'one code, several meanings',
  constant: 'the same value everywhere',
  control_characters: 'control characters',
  default_date: 'placeholder dates',
  default_midnight: 'time of day missing',
  duplicate_but_key: 'repeated rows, new key',
  duplicate_rows: 'repeated rows',
  empty: 'never filled',
  ended: 'stopped being filled',
  free_text_in_code: 'sentences among codes',
  future_date: 'dates in the future',
  impossible_date: 'days that do not exist',
  leading_zeros_lost: 'leading zeros lost',
  mass_identical: 'one moment in many rows',
  meaning_with_many_codes: 'one meaning, several codes',
  mixed_date_formats: 'several date formats',
  mixed_day_and_month: 'day and month mixed up',
  mixed_kinds: 'values of another kind',
  mixed_offsets: 'offsets from UTC mixed',
  mixed_units: 'several units',
  mojibake: 'read in a wrong encoding',
  not_in_code_system: 'codes that no list has',
  null_like: 'texts that mean empty',
  one_clinic_only: 'filled for one clinic',
  one_year_only: 'filled in one year',
  padded: 'blanks around values',
  replacement_characters: 'characters lost',
  retired_codes: 'codes out of use',
  skipped_hour: 'hours that clocks skip',
  test_patients: 'test patients',
  time_zone_shift: 'another time zone',
  truncated: 'cut off',
  unit_inside_value: 'unit inside the value',
  unknown_patient: 'patients nobody knows',
  year_out_of_range: 'years after 2100',
};

/** `leading_zeros_lost` as people say it. */
export function anomalyWords(code: string): string {
  return ANOMALIES[code] ?? code.replaceAll('_', ' ');
}

export type Decision = 'migrate' | 'archive' | 'drop' | 'explained';

/** Decisions on a corner: the key that takes it, its verb, what it means. */
export const DECISIONS: readonly { decision: Decision; key: string; verb: string; means: string }[] = [
  { decision: 'migrate', key: 'm', verb: 'Migrate', means: 'it goes to the destination; a rule has to read it' },
  { decision: 'archive', key: 'a', verb: 'Archive', means: 'it is kept readable outside of the destination' },
  { decision: 'drop', key: 'd', verb: 'Drop', means: 'it is left behind for good' },
  { decision: 'explained', key: 'w', verb: 'Explained', means: 'it is understood, and nothing follows from it' },
];

/** `to decide`: the state of a corner as people say it. */
export function stateWords(state: string): string {
  return { open: 'to decide', drop: 'dropped', archive: 'archived' }[state] ?? state;
}

/** What the toast says: "4 corners will be migrated". */
export function decidedWords(decision: string, corners: string): string {
  const done: Record<string, string> = { migrate: 'to migrate', archive: 'to archive', drop: 'to drop', explained: 'explained' };
  return decision === 'open' ? `${corners} open again` : `${corners} ${done[decision] ?? decision}`;
}

const SEGMENTS: Record<string, string> = {
  AL1: 'allergy', BHS: 'batch header', BTS: 'batch trailer', DG1: 'diagnosis', EVN: 'event', FHS: 'file header', FT1: 'charge', FTS: 'file trailer', GT1: 'guarantor',
  IAM: 'adverse reaction', IN1: 'insurance', IN2: 'insurance, more', MRG: 'merged patient', MSA: 'acknowledgement', MSH: 'message header', NK1: 'next of kin', NTE: 'note',
  OBR: 'order', OBX: 'observation', ORC: 'order control', PD1: 'patient, more', PID: 'patient', PR1: 'procedure', PV1: 'visit', PV2: 'visit, more',
  RXA: 'administered', RXC: 'component', RXD: 'dispensed', RXE: 'pharmacy order', RXO: 'prescription', RXR: 'route', SCH: 'appointment', SPM: 'specimen', TXA: 'document',
};
const X12: Record<string, string> = {
  BHT: 'transaction', CLM: 'claim', CAS: 'adjustment', CLP: 'claim payment', DMG: 'demographics', DTP: 'date', GE: 'group end', GS: 'group', HI: 'diagnoses', HL: 'hierarchy',
  IEA: 'interchange end', ISA: 'interchange', LX: 'line number', N3: 'street', N4: 'city', NM1: 'name', PER: 'contact', PRV: 'provider', REF: 'reference', SBR: 'subscriber',
  SE: 'set end', ST: 'set', SV1: 'service line', SVC: 'service payment',
};

const GROUPS: Record<string, { title: string; words: Record<string, string> }> = {
  hl7: { title: 'HL7 v2 segments', words: SEGMENTS },
  ccda: { title: 'C-CDA elements', words: {} },
  x12: { title: 'X12 segments', words: X12 },
  fhir: { title: 'FHIR resources', words: {} },
};

/** Heading of the relations that begin with this prefix. */
export function groupTitle(prefix: string): string {
  return GROUPS[prefix]?.title ?? prefix;
}

/** `PID` of `hl7` is the patient; nothing for what is named by a word already. A segment that begins with Z is local. */
export function elementWords(prefix: string, name: string): string {
  const known = GROUPS[prefix]?.words[name];
  if (known !== undefined) return known;
  return prefix === 'hl7' && name.startsWith('Z') ? 'local segment' : '';
}
