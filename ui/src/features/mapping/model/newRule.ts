// Suggestions for a new rule: the sets it may go into, and an id that no rule has yet, made as its neighbours' are.
import type { MappingView } from '../../../contract/contract';
import { plainPath } from './columns';

/** Stands in the list of sets for one that the document does not have yet. */
export const NEW_SET = '';

/** Whether a mapping may have a name: it becomes part of every stable id. */
export const isMappingName = (name: string): boolean => name.length <= 40 && /^[a-z0-9]+(-+[a-z0-9]+)*$/.test(name);

/** Resource types that a migration of charts mostly makes; any other may be typed, and the workspace checks it. */
export const RESOURCES: readonly string[] = [
  'AllergyIntolerance', 'Appointment', 'CarePlan', 'CareTeam', 'Claim', 'Condition', 'Consent', 'Coverage', 'Device', 'DiagnosticReport', 'DocumentReference', 'Encounter',
  'FamilyMemberHistory', 'Goal', 'Immunization', 'Location', 'Medication', 'MedicationRequest', 'MedicationStatement', 'Observation', 'Organization', 'Patient', 'Practitioner',
  'Procedure', 'ServiceRequest',
];

/** A field as an expression names it: `ID`, `"Last name"`. */
export const fieldExpression = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : `"${name}"`);

const keyLike = (name: string): boolean => /(^|_)(id|key|guid|uuid)$/i.test(name);

/** Fields of a relation as keys of its rows, those first that are filled everywhere and are named like a key. */
export function keysOf(view: MappingView, relation: string): string[] {
  const fields = view.sources.find((source) => source.name === relation)?.fields ?? [];
  const rank = (name: string, filled: number): number => (keyLike(name) ? 0 : 2) + (filled >= 1 ? 0 : 1);
  return [...fields].sort((a, b) => rank(a.name, a.filled) - rank(b.name, b.filled)).map((field) => fieldExpression(field.name));
}

/** The key to begin with: none where no field is named like one, for a wrong key makes one resource of several rows. */
export function keyOf(view: MappingView, relation: string): string {
  const field = view.sources.find((source) => source.name === relation)?.fields.find((one) => keyLike(one.name) && one.filled >= 1);
  return field === undefined ? '' : fieldExpression(field.name);
}

export interface RuleSet {
  readonly set: string;
  readonly resource: string;
  readonly relation: string;
}

/** The resource sets of the document, in its order. */
export function setsOf(view: MappingView): RuleSet[] {
  const sets = new Map<string, RuleSet>();
  for (const { set, resource, relation } of view.rules) if (!sets.has(set)) sets.set(set, { set, resource, relation });
  return [...sets.values()];
}

/** The first word of most ids in the set. */
function prefixOf(view: MappingView, set: string): string {
  const numbers = new Map<string, number>();
  for (const rule of view.rules) {
    if (rule.set !== set) continue;
    const prefix = rule.id.split('-')[0] ?? '';
    numbers.set(prefix, (numbers.get(prefix) ?? 0) + 1);
  }
  const [best] = [...numbers].sort((a, b) => b[1] - a[1]);
  return best?.[0] ?? set.split(' ')[0]?.toLowerCase() ?? 'rule';
}

/** An id such as `med-category`, with a number when it is taken; empty while there is no element. */
export function freeId(view: MappingView, set: string, element: string): string {
  const parts = plainPath(element.trim()).replace('[x]', '').split('.').filter((part) => part !== '');
  if (parts.length === 0) return '';
  const leaf = parts.filter((part, at) => at === 0 || !['coding', 'code', 'reference', 'value'].includes(part)).at(-1) ?? '';
  const words = leaf.replace(/([a-z0-9])([A-Z])/g, '$1-$2').replace(/[^A-Za-z0-9-]/g, '').toLowerCase();
  const wanted = `${prefixOf(view, set)}-${words}`;
  const taken = new Set(view.rules.map((rule) => rule.id));
  if (!taken.has(wanted)) return wanted;
  let number = 2;
  while (taken.has(`${wanted}-${number}`)) number += 1;
  return `${wanted}-${number}`;
}
