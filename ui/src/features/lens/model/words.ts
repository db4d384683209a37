// Words of the lens on this screen: what an attribute is called, which attributes a kind usually has, which words it may say, and a
// source in a few words.
import type { LensSource } from '../../../contract/contract';

const own: Record<string, readonly string[]> = {
  demographic: ['mrn', 'family', 'given', 'middle', 'suffix', 'birth_date', 'sex', 'race', 'ethnicity', 'language', 'marital_status', 'deceased', 'death_date', 'multiple_birth', 'line', 'city', 'state', 'postal_code', 'phone', 'email', 'ssn', 'performer', 'status'],
  encounter: ['class', 'code', 'effective', 'end', 'status', 'reason', 'discharge', 'location', 'encounter', 'performer'],
  allergy: ['code', 'text', 'category', 'type', 'criticality', 'severity', 'reaction', 'status', 'verification', 'onset', 'recorded', 'end', 'concern'],
  'no-known-allergy': ['code', 'text', 'status', 'verification', 'recorded'],
  problem: ['code', 'text', 'status', 'verification', 'onset', 'end', 'recorded', 'severity', 'laterality', 'body_site', 'concern'],
  'encounter diagnosis': ['code', 'text', 'encounter', 'verification', 'recorded'],
  medication: ['code', 'text', 'status', 'onset', 'end', 'dose', 'dose_unit', 'route', 'frequency', 'sig', 'refills', 'quantity', 'as_needed', 'reason', 'days_supply', 'reported'],
  immunization: ['code', 'text', 'effective', 'status', 'lot', 'expires', 'manufacturer', 'site', 'route', 'dose_number', 'reason', 'funding', 'eligibility', 'reported'],
  observation: ['code', 'value', 'effective', 'status', 'category', 'flag', 'range_low', 'range_high', 'specimen', 'method', 'recorded', 'panel', 'results'],
  procedure: ['code', 'text', 'effective', 'status', 'body_site', 'laterality', 'reason', 'performer'],
  note: ['title', 'type', 'body', 'effective', 'status', 'author', 'replaces', 'statement'],
  appointment: ['code', 'effective', 'end', 'status', 'location', 'reason'],
  coverage: ['payer', 'type', 'plan', 'group', 'member', 'payer_order', 'effective', 'end', 'status'],
  charge: ['code', 'effective', 'recorded', 'units', 'amount', 'modifier', 'diagnosis_pointer', 'revenue_code', 'place_of_service', 'claim_number', 'status'],
  claim: ['claim_number', 'payer', 'payer_order', 'effective', 'recorded', 'amount', 'code', 'reason', 'diagnosis_pointer', 'status'],
  payment: ['claim_number', 'payer', 'payer_order', 'status', 'value', 'allowed', 'amount', 'patient_share', 'adjustment', 'effective'],
  practitioner: ['given', 'family', 'text', 'identifier', 'status', 'role', 'line', 'city', 'postal_code'],
  organization: ['text', 'identifier', 'status', 'line', 'city', 'postal_code'],
  location: ['text', 'identifier', 'status', 'line', 'city', 'postal_code'],
};

/** Parts that say who and what serves many patients: their rows are nobody's statements, and have a key of their own. */
const directory = ['practitioner', 'organization', 'location'];

/** Whether a part is one of the directory. */
export function isDirectory(kind: string): boolean {
  return directory.includes(kind);
}

const common = ['encounter', 'author', 'performer', 'recorded', 'location', 'identifier', 'sensitivity'];

/** Attributes to offer for a kind: its own first, then what every kind may say, then the rest. */
export function offered(kind: string, aspects: readonly string[], said: readonly string[]): { usual: string[]; other: string[] } {
  const open = aspects.filter((aspect) => !said.includes(aspect));
  const usual = [...(own[kind] ?? ['code', 'text', 'status', 'effective']), ...common].filter((aspect, at, all) => open.includes(aspect) && all.indexOf(aspect) === at);
  return { usual, other: open.filter((aspect) => !usual.includes(aspect)) };
}

const status: Record<string, readonly string[]> = {
  demographic: ['active', 'inactive', 'merged'],
  problem: ['active', 'inactive', 'resolved', 'remission', 'recurrence', 'relapse'],
  allergy: ['active', 'inactive', 'resolved'],
  medication: ['active', 'completed', 'stopped', 'on-hold', 'cancelled', 'entered-in-error', 'unknown', 'draft'],
  immunization: ['completed', 'not-done', 'entered-in-error'],
  observation: ['registered', 'preliminary', 'final', 'amended', 'corrected', 'cancelled', 'entered-in-error', 'unknown'],
  encounter: ['planned', 'arrived', 'triaged', 'in-progress', 'onleave', 'finished', 'cancelled', 'entered-in-error'],
  procedure: ['preparation', 'in-progress', 'not-done', 'on-hold', 'stopped', 'completed', 'entered-in-error'],
  charge: ['planned', 'billable', 'not-billable', 'aborted', 'billed', 'entered-in-error', 'unknown'],
  payment: ['processed', 'denied', 'reversed', 'forwarded'],
};

const words: Record<string, readonly string[]> = {
  verification: ['confirmed', 'unconfirmed', 'provisional', 'differential', 'refuted', 'entered-in-error'],
  sex: ['female', 'male', 'other', 'unknown'],
  severity: ['mild', 'moderate', 'severe'],
  criticality: ['low', 'high', 'unable-to-assess'],
  laterality: ['left', 'right', 'bilateral'],
  class: ['AMB', 'EMER', 'IMP', 'OBSENC', 'VR', 'HH', 'SS'],
  flag: ['H', 'L', 'HH', 'LL', 'A', 'N'],
  type: ['allergy', 'intolerance'],
  deceased: ['true', 'false'],
  as_needed: ['true', 'false'],
  reported: ['true', 'false'],
  concern: ['active', 'suspended', 'completed', 'aborted'],
  payer_order: ['primary', 'secondary', 'tertiary'],
};

const category: Record<string, readonly string[]> = { allergy: ['medication', 'food', 'environment', 'biologic'], observation: ['laboratory', 'vital-signs', 'social-history', 'survey'] };

/** Words that an attribute of a kind may say; none where anything may be said. */
export function wordsOf(kind: string, aspect: string): readonly string[] {
  if (aspect === 'status') return status[kind === 'no-known-allergy' ? 'allergy' : kind === 'encounter diagnosis' ? 'problem' : kind] ?? [];
  if (aspect === 'category') return category[kind] ?? [];
  return words[aspect] ?? [];
}

/** Ways to read a text. */
export const ways: readonly (readonly [string, string])[] = [
  ['code', 'code'], ['text', 'text'], ['word', 'word'], ['quantity', 'quantity'], ['number', 'number'], ['date', 'date'], ['boolean', 'yes or no'], ['key', 'link'], ['absence', 'why absent'],
];

/** Attributes that are a number or an address for something, and what they can be for. */
export const contacts: readonly string[] = ['phone', 'email', 'line'];
export const uses: readonly string[] = ['home', 'work', 'mobile', 'temp', 'old'];

/** Code systems to offer. */
export const systems: readonly string[] = [
  'http://hl7.org/fhir/sid/icd-10-cm', 'http://hl7.org/fhir/sid/icd-9-cm', 'http://snomed.info/sct', 'http://loinc.org', 'http://www.nlm.nih.gov/research/umls/rxnorm', 'http://hl7.org/fhir/sid/ndc',
  'http://hl7.org/fhir/sid/cvx', 'http://www.ama-assn.org/go/cpt',
];

/** `body_site` as people say it. */
export function spoken(aspect: string): string {
  return aspect.replaceAll('_', ' ');
}

/** What of a source is not its field, in a few words. */
export function detailOf(source: LensSource): string {
  const parts = [
    source.system !== '' && source.system.replace(/^https?:\/\//, ''),
    source.systemField !== '' && `system in ${source.systemField}`,
    source.display !== '' && `words in ${source.display}`,
    source.unit !== '' && `unit ${source.unit}`,
    source.unitField !== '' && `unit in ${source.unitField}`,
    source.usedFor !== '' && `for ${source.usedFor}`,
    source.useField !== '' && `use in ${source.useField}`,
    source.format !== '' && source.format.split(';').join(' or '),
    source.values.length > 0 && `${source.values.slice(0, 4).map((pair) => `${pair.from}→${pair.to}`).join(', ')}${source.values.length > 4 ? ` and ${source.values.length - 4} more` : ''}`,
    source.pattern !== '' && `part ${source.pattern}`,
    source.absent !== '' && `empty says ${source.absent}`,
    source.when !== '' && `when ${source.when}`,
  ];
  return parts.filter((part) => part !== false).join(' · ');
}

/** `UNK, N/A` as the words that somebody typed. */
export function listed(text: string): string[] {
  return text.split(',').map((word) => word.trim()).filter((word) => word !== '');
}
