// What a person may change about one rule, and how two people's changes come together.
//
// A draft is compared with the version it was made on (its base). When another desktop saved first there are three:
// base, theirs and mine. What must stay true: nothing that either person wrote is lost without being asked; where only
// one of them changed a part, that change stands; where both did, mine stands in the merged text and both are shown.
import type { CodeMapEntry, RuleDetail } from '../../../contract/contract';

export interface Draft {
  readonly element: string;
  readonly expression: string;
  readonly reason: string;
  readonly note: string;
  readonly codeMap: CodeMapDraft | null;
}

export interface CodeMapDraft {
  readonly id: string;
  readonly otherwise: string;
  readonly rows: readonly CodeMapEntry[];
}

/** The rule as the workspace has it. */
export function draftOf(detail: RuleDetail): Draft {
  const map = detail.codeMap;
  return {
    element: detail.row.element,
    expression: detail.row.expression,
    reason: detail.reason ?? '',
    note: '',
    codeMap: map ? { id: map.id, otherwise: map.otherwise, rows: map.rows } : null,
  };
}

function sameEntry(a: CodeMapEntry, b: CodeMapEntry): boolean {
  return a.from === b.from && a.to === b.to && a.display === b.display && a.system === b.system && a.relation === b.relation;
}

/** Whether two code maps say the same; the counts beside the rows do not matter. */
export function sameCodeMap(a: CodeMapDraft | null, b: CodeMapDraft | null): boolean {
  if (a === null || b === null) return a === b;
  if (a.id !== b.id || a.otherwise !== b.otherwise || a.rows.length !== b.rows.length) return false;
  return a.rows.every((row, index) => {
    const other = b.rows[index];
    return other !== undefined && sameEntry(row, other);
  });
}

/** Whether the rule itself says the same; the note is about the change and does not count. */
export function sameRule(a: Draft, b: Draft): boolean {
  return a.element === b.element && a.expression === b.expression && a.reason.trim() === b.reason.trim();
}

/** Whether nothing was changed. */
export function sameDraft(a: Draft, b: Draft): boolean {
  return sameRule(a, b) && sameCodeMap(a.codeMap, b.codeMap);
}

export interface Part {
  readonly name: string;
  readonly base: string;
  readonly theirs: string;
  readonly mine: string;
  readonly state: 'theirs' | 'mine' | 'both';
}

export interface Merge {
  readonly merged: Draft;
  /** The parts that somebody changed, in the order of the screen. */
  readonly parts: readonly Part[];
  /** Both changed the same part differently. */
  readonly overlap: boolean;
}

/** Picks a part three ways and notes who changed it. */
function pick(parts: Part[], name: string, base: string, theirs: string, mine: string): string {
  if (mine === theirs) return mine;
  const state = mine === base ? 'theirs' : theirs === base ? 'mine' : 'both';
  parts.push({ name, base, theirs, mine, state });
  return state === 'theirs' ? theirs : mine;
}

function printed(entry: CodeMapEntry | undefined): string {
  if (!entry) return '';
  const target = entry.to === '' ? 'nothing' : entry.to;
  return [`${target}, ${entry.relation}`, entry.display, entry.system].filter((text) => text !== '').join(' · ');
}

function mergeCodeMap(parts: Part[], base: CodeMapDraft | null, theirs: CodeMapDraft | null, mine: CodeMapDraft | null): CodeMapDraft | null {
  if (!theirs || !mine || theirs.id !== mine.id) return base !== null && sameCodeMap(base, mine) ? theirs : (mine ?? theirs);
  const byCode = (map: CodeMapDraft | null) => new Map((map?.id === mine.id ? map.rows : []).map((row) => [row.from, row]));
  const [inBase, inTheirs, inMine] = [byCode(base), byCode(theirs), byCode(mine)];
  const rows: CodeMapEntry[] = [];
  // Their order first, then the codes that only I have: the same two texts always merge to the same text.
  for (const code of new Set([...inTheirs.keys(), ...inMine.keys()])) {
    const [b, t, m] = [inBase.get(code), inTheirs.get(code), inMine.get(code)];
    const chosen = pick(parts, `code ${code === '' ? 'empty' : code}`, printed(b), printed(t), printed(m));
    const row = chosen === printed(m) ? m : t;
    if (row) rows.push(row);
  }
  const otherwise = pick(parts, 'other codes', base?.otherwise ?? '', theirs.otherwise, mine.otherwise);
  return { id: mine.id, otherwise, rows };
}

/** Brings two changes of one base together. */
export function mergeDrafts(base: Draft, theirs: Draft, mine: Draft): Merge {
  const parts: Part[] = [];
  const element = pick(parts, 'element', base.element, theirs.element, mine.element);
  const expression = pick(parts, 'expression', base.expression, theirs.expression, mine.expression);
  const reason = pick(parts, 'reason', base.reason, theirs.reason, mine.reason);
  const codeMap = mergeCodeMap(parts, base.codeMap, theirs.codeMap, mine.codeMap);
  return { merged: { element, expression, reason, note: mine.note, codeMap }, parts, overlap: parts.some((part) => part.state === 'both') };
}

/** What keeps a code map from being saved, by row index. */
export function codeMapProblems(map: CodeMapDraft): Map<number, string> {
  const problems = new Map<number, string>();
  const seen = new Set<string>();
  map.rows.forEach((row, index) => {
    if (row.from.trim() === '') problems.set(index, 'The source code is empty.');
    else if (seen.has(row.from)) problems.set(index, `The source code ${row.from} stands twice.`);
    seen.add(row.from);
  });
  return problems;
}
