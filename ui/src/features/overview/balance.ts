// How far the books balance. Pure. Every statement has one verdict, and may have several findings: a share is of statements
// over statements, never of findings. It says nothing of statements that no comparison has seen.
import type { Facet, KindBalance } from '../../contract/contract';

const BALANCED = new Set(['same', 'equivalent']);

/** Statements with a verdict, and those of them that balance. Both are 0 before anything was compared. */
export function balanceOf(verdicts: readonly Facet[]): { balanced: number; statements: number } {
  const sum = (facets: readonly Facet[]): number => facets.reduce((total, facet) => total + facet.count, 0);
  return { balanced: sum(verdicts.filter((facet) => BALANCED.has(facet.value))), statements: sum(verdicts) };
}

/** A bar of a side: its length and its balanced part, as shares of the kind's longer side; none where a number is withheld, which its length would tell. */
export function sideBar(statements: number | null, kind: KindBalance): { length: number; balanced: number } {
  if (statements === null || kind.legacy === null || kind.destination === null || kind.balanced === null) return { length: 0, balanced: 0 };
  const longer = Math.max(kind.legacy, kind.destination);
  if (longer === 0) return { length: 0, balanced: 0 };
  return { length: statements / longer, balanced: Math.min(statements, kind.balanced) / longer };
}

/** Kinds with the most findings first, then the larger; where a number is withheld it counts as none, so that the order does not tell it. */
export function byFindings(kinds: readonly KindBalance[]): KindBalance[] {
  return [...kinds].sort((a, b) => (b.findings ?? 0) - (a.findings ?? 0) || (b.legacy ?? 0) - (a.legacy ?? 0));
}

/** Verdicts split into balanced ones and findings. */
export function splitVerdicts(verdicts: readonly Facet[]): { balanced: Facet[]; found: Facet[] } {
  return { balanced: verdicts.filter((facet) => BALANCED.has(facet.value)), found: verdicts.filter((facet) => !BALANCED.has(facet.value) && facet.count > 0) };
}
