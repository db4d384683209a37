// Does a name fit what was typed, how well, and which letters were meant? Pure. Every typed word must fit: as a part of
// the name, else as its letters in order from the beginning of a word ("mgr" fits "Run migration"). Beginnings of words count more;
// short names first. Other words of an entry (`also`) find it by part only.

export type Match = { score: number; marks: readonly (readonly [number, number])[] };

function asPart(name: string, word: string): { score: number; mark: [number, number] } | null {
  const at = name.indexOf(word);
  if (at < 0) return null;
  const begins = at === 0 ? 60 : /[^a-z0-9]/.test(name[at - 1] ?? '') ? 40 : 0;
  // A later place may begin a word where the first does not: "un" in "count, unmapped".
  const next = begins === 0 ? name.search(new RegExp(`[^a-z0-9]${word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`)) : -1;
  if (next >= 0) return { score: 140, mark: [next + 1, next + 1 + word.length] };
  return { score: 100 + begins, mark: [at, at + word.length] };
}

/** Where a word begins with this letter, -1 for nowhere. */
function wordBeginning(name: string, letter: string): number {
  for (let at = name.indexOf(letter); at >= 0; at = name.indexOf(letter, at + 1)) {
    if (at === 0 || /[^a-z0-9]/.test(name[at - 1] ?? '')) return at;
  }
  return -1;
}

function asLetters(name: string, word: string): { score: number; marks: [number, number][] } | null {
  const marks: [number, number][] = [];
  let from = 0;
  let score = 30;
  for (const letter of word) {
    const at = marks.length === 0 ? wordBeginning(name, letter) : name.indexOf(letter, from);
    if (at < 0) return null;
    if (at === 0 || /[^a-z0-9]/.test(name[at - 1] ?? '')) score += 8;
    else if (at !== from) score -= 3;
    const last = marks.at(-1);
    if (last !== undefined && last[1] === at) last[1] = at + 1;
    else marks.push([at, at + 1]);
    from = at + 1;
  }
  return score > 0 ? { score, marks } : null;
}

/** How `typed` fits `name`; null when it does not. Nothing typed fits everything. */
export function match(name: string, typed: string): Match | null {
  const lower = name.toLowerCase();
  const words = typed.toLowerCase().split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return { score: 0, marks: [] };
  let score = 0;
  const marks: (readonly [number, number])[] = [];
  for (const word of words) {
    const part = asPart(lower, word);
    if (part !== null) {
      score += part.score;
      marks.push(part.mark);
      continue;
    }
    const letters = asLetters(lower, word);
    if (letters === null) return null;
    score += letters.score;
    marks.push(...letters.marks);
  }
  return { score: score - name.length / 10, marks: marks.sort((a, b) => a[0] - b[0]) };
}

/** The entries that fit, best first; equal ones keep their order. Aliases count a little less than the name. */
export function ranked<T extends { name: string; also?: string }>(entries: readonly T[], typed: string): { entry: T; match: Match }[] {
  const found: { entry: T; match: Match }[] = [];
  for (const entry of entries) {
    const own = match(entry.name, typed);
    if (own !== null) {
      found.push({ entry, match: own });
      continue;
    }
    const all = `${entry.name} ${entry.also ?? ''}`.toLowerCase();
    const parts = typed.toLowerCase().split(/\s+/).map((word) => asPart(all, word));
    const score = parts.reduce((sum, part) => sum + (part?.score ?? 0), 0);
    if (parts.every((part) => part !== null)) found.push({ entry, match: { score: score - 120, marks: [] } });
  }
  return found.sort((a, b) => b.match.score - a.match.score);
}

/** The same entries with each group in one piece, groups in the order of their best entry. */
export function grouped<T extends { group: string }>(entries: readonly T[]): T[] {
  const names = [...new Set(entries.map((entry) => entry.group))];
  return names.flatMap((name) => entries.filter((entry) => entry.group === name));
}
