// The relations of an artifact as an outline: grouped by what stands before the first dot, in the order of the artifact.
// A prefix of its own groups nothing, so a plain file stays a plain list. Pure.
import type { RelationView } from '../../contract/contract';
import { elementWords, groupTitle } from './discoveryWords';

export type OutlineLine =
  | { what: 'group'; key: string; title: string; relations: number }
  | { what: 'relation'; key: string; name: string; words: string; relation: RelationView };

/** Lines to show, for what was typed into the filter. */
export function outline(relations: readonly RelationView[], typed = ''): OutlineLine[] {
  const wanted = typed.trim().toLowerCase();
  const groups = new Map<string, OutlineLine[]>();
  for (const relation of relations) {
    const [prefix, name] = split(relation.name);
    const words = elementWords(prefix, name);
    if (wanted !== '' && !`${relation.name} ${words}`.toLowerCase().includes(wanted)) continue;
    const lines = groups.get(prefix) ?? [];
    lines.push({ what: 'relation', key: relation.name, name, words, relation });
    groups.set(prefix, lines);
  }
  return [...groups].flatMap(([prefix, lines]) =>
    prefix === '' ? lines : [{ what: 'group', key: `group ${prefix}`, title: groupTitle(prefix), relations: lines.length }, ...lines],
  );
}

/** `hl7.PID` is `PID` of the group `hl7`. */
export function split(relation: string): [string, string] {
  const dot = relation.indexOf('.');
  return dot <= 0 ? ['', relation] : [relation.slice(0, dot), relation.slice(dot + 1)];
}

/** `outer.zip!/in/a.xml`: the way `outer.zip › in/`, the file's own name `a.xml`, and in how many files it lies. */
export function nameParts(name: string): { way: string; base: string; depth: number } {
  const steps = name.split('!/');
  const own = steps.at(-1) ?? name;
  const slash = own.lastIndexOf('/') + 1;
  return { way: [...steps.slice(0, -1), own.slice(0, slash)].join(' › '), base: own.slice(slash), depth: steps.length - 1 };
}

/** Files whose masked names are alike (`scan_[number].pdf`) are told apart by the start of their token; nothing where no part is masked. */
export function tellingApart(name: string, id: string): string {
  const masked = /\[[a-z-]+\]|###/.test(name);
  return masked && id !== '' ? `#${id.replace(/^a-/, '').slice(0, 4)}` : '';
}
