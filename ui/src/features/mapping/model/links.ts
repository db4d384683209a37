// Which source fields a rule reads and which destination element it fills, as keys of the columns; and what is lit up
// when a rule, a field or an element is chosen. The three columns select each other through this and nothing else.
import type { MappingView, RuleRow } from '../../../contract/contract';
import { elementKey, fieldKey, plainPath, type Column, type RuleLine, type SourceLine, type TargetLine } from './columns';
import type { Edge } from './lines';

export interface Links {
  readonly fieldsOf: ReadonlyMap<string, readonly string[]>;
  readonly elementOf: ReadonlyMap<string, string>;
  readonly rulesOfField: ReadonlyMap<string, readonly string[]>;
  readonly rulesOfElement: ReadonlyMap<string, readonly string[]>;
}

/**
 * A field as a rule names it, as a key. A rule may read its own relation's fields, those of the HL7 segments that govern
 * it (`PID-3.1` in a rule over `hl7.OBX`), or a field of another relation through `LOOKUP`, named with its relation.
 */
function resolve(rule: RuleRow, name: string, known: ReadonlySet<string>): string | null {
  const segment = /^([A-Z][A-Z0-9]{2})-/.exec(name)?.[1];
  const candidates = [fieldKey(rule.relation, name), name, ...(segment === undefined ? [] : [fieldKey(`hl7.${segment}`, name)])];
  return candidates.find((key) => known.has(key)) ?? null;
}

/** The deepest element of the tree that holds a rule's path. `value[x]` holds `valueQuantity.code`. */
export function elementFor(path: string, elements: readonly string[]): string | null {
  const plain = plainPath(path);
  let best: string | null = null;
  for (const candidate of elements) {
    const choice = candidate.endsWith('[x]');
    const stem = choice ? candidate.slice(0, -3) : candidate;
    const rest = plain.slice(stem.length);
    const fits = plain.startsWith(stem) && (choice ? /^[A-Z]/.test(rest) : rest === '' || rest.startsWith('.'));
    if (fits && (best === null || candidate.length > best.length)) best = candidate;
  }
  return best;
}

function add(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** Every link of the mapping. */
export function linksOf(view: MappingView): Links {
  const known = new Set(view.sources.flatMap((relation) => relation.fields.map((field) => fieldKey(relation.name, field.name))));
  const named = new Map<string, string>();
  const paths = new Map<string, string[]>();
  for (const target of view.targets) {
    paths.set(target.resource, target.elements.map((element) => element.path));
    for (const element of target.elements) {
      for (const rule of element.rules) {
        const present = named.get(rule);
        const key = elementKey(target.resource, element.path);
        if (present === undefined || key.length > present.length) named.set(rule, key);
      }
    }
  }
  const fieldsOf = new Map<string, readonly string[]>();
  const elementOf = new Map<string, string>();
  const rulesOfField = new Map<string, string[]>();
  const rulesOfElement = new Map<string, string[]>();
  for (const rule of view.rules) {
    const fields = [...new Set(rule.fields.map((name) => resolve(rule, name, known)).filter((key) => key !== null))];
    fieldsOf.set(rule.id, fields);
    for (const key of fields) add(rulesOfField, key, rule.id);
    const path = elementFor(rule.element, paths.get(rule.resource) ?? []);
    const element = named.get(rule.id) ?? (path === null ? undefined : elementKey(rule.resource, path));
    if (element === undefined) continue;
    elementOf.set(rule.id, element);
    add(rulesOfElement, element, rule.id);
  }
  return { fieldsOf, elementOf, rulesOfField, rulesOfElement };
}

/** The edges between the rows as they stand now, in the order of the rules. Rules without a row have none. */
export function edgesOf(links: Links, source: Column<SourceLine>, rules: Column<RuleLine>, target: Column<TargetLine>): Edge[] {
  const edges: Edge[] = [];
  rules.lines.forEach((line, row) => {
    if (line.kind !== 'rule') return;
    const fields = (links.fieldsOf.get(line.rule.id) ?? []).map((key) => source.rowOf.get(key)).filter((at) => at !== undefined);
    const element = target.rowOf.get(links.elementOf.get(line.rule.id) ?? '') ?? null;
    edges.push({ id: line.rule.id, rule: row, fields: [...new Set(fields)], element });
  });
  return edges;
}

/** The rule that choosing a field or an element leads to: the next of its rules after the present one. */
export function nextRule(rules: readonly string[] | undefined, present: string | undefined): string | undefined {
  if (rules === undefined || rules.length === 0) return undefined;
  const at = present === undefined ? -1 : rules.indexOf(present);
  return rules[(at + 1) % rules.length];
}
