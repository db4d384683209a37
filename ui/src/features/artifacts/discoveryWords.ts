// What discovery says in words: decisions, and the kinds of relations. Pure.

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
