// What the address of the mapping screen holds: which resource, which rule, field or element, and the filters.
// A link to a rule opens the same place for somebody else. What is being typed is not here; see drafts.ts.
//
// What must stay true: an address from anywhere is valid; what cannot be understood is left out, never an error.
import type { Patch as AddressPatch } from '../../../components/useAddress';
import type { LinesMode } from './lines';

export type Decision = 'mapped' | 'undecided' | 'dropped';
export type ElementState = 'required' | 'support' | 'empty';
export type RuleState = 'problem' | 'held' | 'findings' | 'defaulted' | 'gap' | 'unsaved';
export type Panel = 'document' | 'history' | 'problems';

export interface MappingSearch {
  resource?: string;
  rule?: string;
  /** A source field nobody reads yet, as `relation.field`. */
  field?: string;
  /** A destination element that no rule fills yet, as `Resource.path`. */
  element?: string;
  decisions?: Decision[];
  elements?: ElementState[];
  rules?: RuleState[];
  findField?: string;
  findRule?: string;
  findElement?: string;
  lines?: LinesMode;
  panel?: Panel;
}

/** Parts of the address to change. */
export type Patch = AddressPatch<MappingSearch>;

const words = (value: unknown, known: readonly string[]): string[] => {
  const list = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : [];
  return [...new Set(list.filter((item): item is string => typeof item === 'string' && known.includes(item)))];
};

const text = (value: unknown): string | undefined => {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' && value.length <= 500 ? value : undefined;
};

/** The address of the screen from whatever stood in the address bar. */
export function validate(raw: Record<string, unknown>): MappingSearch {
  const search: MappingSearch = {};
  for (const key of ['resource', 'rule', 'field', 'element', 'findField', 'findRule', 'findElement'] as const) {
    const value = text(raw[key]);
    if (value !== undefined) search[key] = value;
  }
  const decisions = words(raw['decisions'], ['mapped', 'undecided', 'dropped']) as Decision[];
  const elements = words(raw['elements'], ['required', 'support', 'empty']) as ElementState[];
  const rules = words(raw['rules'], ['problem', 'held', 'findings', 'defaulted', 'gap', 'unsaved']) as RuleState[];
  if (decisions.length > 0) search.decisions = decisions;
  if (elements.length > 0) search.elements = elements;
  if (rules.length > 0) search.rules = rules;
  const lines = words(raw['lines'], ['view', 'selected', 'off'])[0];
  if (lines !== undefined) search.lines = lines as LinesMode;
  const panel = words(raw['panel'], ['document', 'history', 'problems'])[0];
  if (panel !== undefined) search.panel = panel as Panel;
  return search;
}

/** Puts a word into a filter or takes it out. An empty filter leaves the address. */
export function toggled<T extends string>(list: readonly T[] | undefined, word: T): T[] | undefined {
  const next = list?.includes(word) ? list.filter((item) => item !== word) : [...(list ?? []), word];
  return next.length > 0 ? next : undefined;
}
