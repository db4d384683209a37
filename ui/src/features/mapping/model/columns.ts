// Turns the mapping into the rows of the three columns, after filters and folding, and into the edges between them.
//
// Pure and built once per filter or fold; scrolling does not come here. What must stay true: every field, rule and
// element of the mapping has a place: its own row, or the folded header above it, or none because a filter hides it.
import type { MappingView, RuleRow, SourceField, SourceRelation, TargetElement, TargetResource } from '../../../contract/contract';
import type { Decision, ElementState, MappingSearch, RuleState } from './search';

export type SourceLine =
  | { readonly kind: 'relation'; readonly key: string; readonly relation: SourceRelation; readonly open: boolean; readonly shown: number; readonly undecided: number }
  | { readonly kind: 'field'; readonly key: string; readonly relation: string; readonly field: SourceField };

export type RuleLine =
  | { readonly kind: 'set'; readonly key: string; readonly set: string; readonly resource: string; readonly relation: string; readonly count: number }
  | { readonly kind: 'rule'; readonly key: string; readonly rule: RuleRow }
  | { readonly kind: 'gap'; readonly key: string; readonly resource: string; readonly element: TargetElement };

export type TargetLine =
  | { readonly kind: 'resource'; readonly key: string; readonly target: TargetResource; readonly open: boolean; readonly shown: number }
  | { readonly kind: 'element'; readonly key: string; readonly resource: string; readonly element: TargetElement };

export interface Column<L> {
  readonly lines: readonly L[];
  /** Row of each key; a folded field stands at its relation's row. */
  readonly rowOf: ReadonlyMap<string, number>;
}

export const fieldKey = (relation: string, field: string): string => `${relation}.${field}`;
export const elementKey = (resource: string, path: string): string => `${resource}.${path}`;

/** `name[0].given[1]` as the element tree has it: `name.given`. */
export const plainPath = (path: string): string => path.replace(/\[\d+\]/g, '');

const holds = (text: string | undefined, ...where: readonly string[]): boolean => {
  if (text === undefined || text.trim() === '') return true;
  const wanted = text.trim().toLowerCase();
  return where.some((place) => place.toLowerCase().includes(wanted));
};

/** The source relations and their fields. `flipped` holds the relations that a person folded or unfolded. */
export function sourceColumn(view: MappingView, search: MappingSearch, flipped: ReadonlySet<string>): Column<SourceLine> {
  const decisions: readonly Decision[] = search.decisions ?? [];
  const filtered = decisions.length > 0 || search.findField !== undefined;
  const feeding = new Set(view.rules.filter((rule) => !search.resource || rule.resource === search.resource).map((rule) => rule.relation));
  const many = view.sources.reduce((sum, relation) => sum + relation.fields.length, 0) > 2_000;
  const ordered = search.resource ? [...view.sources].sort((a, b) => Number(feeding.has(b.name)) - Number(feeding.has(a.name))) : view.sources;
  const lines: SourceLine[] = [];
  const rowOf = new Map<string, number>();
  for (const relation of ordered) {
    const inName = search.findField !== undefined && holds(search.findField, relation.name);
    const fields = relation.fields.filter(
      (field) =>
        (decisions.length === 0 || decisions.includes(field.decision as Decision)) &&
        (inName || holds(search.findField, field.name, field.kind, field.phiClass)),
    );
    if (filtered && fields.length === 0) continue;
    const usual = filtered || (feeding.has(relation.name) && (search.resource !== undefined || !many));
    const open = usual !== flipped.has(relation.name);
    const header = lines.length;
    const undecided = relation.fields.filter((field) => field.decision === 'undecided').length;
    lines.push({ kind: 'relation', key: relation.name, relation, open, shown: fields.length, undecided });
    rowOf.set(relation.name, header);
    for (const field of fields) {
      const key = fieldKey(relation.name, field.name);
      if (open) lines.push({ kind: 'field', key, relation: relation.name, field });
      rowOf.set(key, open ? lines.length - 1 : header);
    }
  }
  return { lines, rowOf };
}

/** Whether a rule falls into one of the states. */
export function inState(rule: RuleRow, states: readonly RuleState[], unsaved: ReadonlySet<string>): boolean {
  if (states.length === 0) return true;
  return states.some((state) => {
    if (state === 'problem') return rule.problem !== null;
    if (state === 'held') return (rule.held ?? 0) > 0;
    if (state === 'findings') return rule.findings > 0;
    if (state === 'defaulted') return (rule.defaulted ?? 0) > 0 || rule.how === 'defaulted';
    return state === 'unsaved' && unsaved.has(rule.id);
  });
}

/** Whether any rule fills the element or something below it. Choice types are written with their type in rules. */
export function isFilled(element: TargetElement, resource: string, rules: ReadonlyMap<string, readonly string[]>): boolean {
  if (element.rules.length > 0) return true;
  const paths = rules.get(resource) ?? [];
  if (element.path.includes('[x]')) {
    const stem = element.path.slice(0, element.path.indexOf('[x]'));
    return paths.some((path) => path.startsWith(stem) && /^[A-Z]/.test(path.slice(stem.length)));
  }
  return paths.some((path) => path === element.path || path.startsWith(`${element.path}.`));
}

/** The plain element paths that rules fill, by resource. */
export function filledPaths(view: MappingView): Map<string, string[]> {
  const paths = new Map<string, string[]>();
  for (const rule of view.rules) {
    const list = paths.get(rule.resource) ?? [];
    list.push(plainPath(rule.element));
    paths.set(rule.resource, list);
  }
  return paths;
}

/** Mandatory and must-support elements that no rule fills: the gaps of a resource. */
export function gapsOf(target: TargetResource, paths: ReadonlyMap<string, readonly string[]>): TargetElement[] {
  return target.elements.filter((element) => (element.required || element.mustSupport) && !isFilled(element, target.resource, paths));
}

/** The rules set by set, each resource closed by its gaps. */
export function ruleColumn(view: MappingView, search: MappingSearch, unsaved: ReadonlySet<string>): Column<RuleLine> {
  const states = (search.rules ?? []).filter((state) => state !== 'gap');
  const withRules = search.rules === undefined || states.length > 0;
  const withGaps = search.rules === undefined || search.rules.includes('gap');
  const paths = filledPaths(view);
  const targets = new Map(view.targets.map((target) => [target.resource, target]));
  const lines: RuleLine[] = [];
  const rowOf = new Map<string, number>();
  const bySet = new Map<string, RuleRow[]>();
  for (const rule of view.rules) {
    const fits = withRules && inState(rule, states, unsaved);
    if (!fits || !holds(search.findRule, rule.id, rule.element, rule.expression, rule.codeMap ?? '', ...rule.fields)) continue;
    const list = bySet.get(rule.set);
    if (list) list.push(rule);
    else bySet.set(rule.set, [rule]);
  }
  for (const resource of new Set([...view.rules.map((rule) => rule.resource), ...targets.keys()])) {
    if (search.resource !== undefined && resource !== search.resource) continue;
    for (const [set, rules] of bySet) {
      const first = rules[0];
      if (first === undefined || first.resource !== resource) continue;
      lines.push({ kind: 'set', key: `set ${set}`, set, resource, relation: first.relation, count: rules.length });
      for (const rule of rules) {
        rowOf.set(rule.id, lines.length);
        lines.push({ kind: 'rule', key: rule.id, rule });
      }
    }
    const target = targets.get(resource);
    const gaps = withGaps && target ? gapsOf(target, paths).filter((element) => holds(search.findRule, element.path)) : [];
    if (gaps.length > 0) lines.push({ kind: 'set', key: `gaps ${resource}`, set: resource, resource, relation: '', count: gaps.length });
    for (const element of gaps) {
      const key = `gap ${elementKey(resource, element.path)}`;
      rowOf.set(key, lines.length);
      lines.push({ kind: 'gap', key, resource, element });
    }
  }
  return { lines, rowOf };
}

function elementMatches(element: TargetElement, states: readonly ElementState[], filled: boolean): boolean {
  return states.every((state) => (state === 'required' ? element.required : state === 'support' ? element.mustSupport : !filled));
}

/** The destination resources and their elements. `flipped` holds the resources that a person folded or unfolded. */
export function targetColumn(view: MappingView, search: MappingSearch, flipped: ReadonlySet<string>): Column<TargetLine> {
  const states = search.elements ?? [];
  const filtered = states.length > 0 || search.findElement !== undefined;
  const paths = filledPaths(view);
  const lines: TargetLine[] = [];
  const rowOf = new Map<string, number>();
  for (const target of view.targets) {
    if (search.resource !== undefined && target.resource !== search.resource) continue;
    const elements = target.elements.filter(
      (element) =>
        elementMatches(element, states, states.includes('empty') && isFilled(element, target.resource, paths)) &&
        holds(search.findElement, element.path, element.kind, element.binding),
    );
    if (filtered && elements.length === 0) continue;
    const open = !flipped.has(target.resource);
    const header = lines.length;
    lines.push({ kind: 'resource', key: target.resource, target, open, shown: elements.length });
    rowOf.set(target.resource, header);
    for (const element of elements) {
      const key = elementKey(target.resource, element.path);
      if (open) lines.push({ kind: 'element', key, resource: target.resource, element });
      rowOf.set(key, open ? lines.length - 1 : header);
    }
  }
  return { lines, rowOf };
}
