// How far the books balance. Pure. Every statement has one verdict, and may have several findings: a share is of statements
// over statements, never of findings. It says nothing of statements that no comparison has seen.
import type { Facet, KindBalance } from '../../contract/contract';

const BALANCED = new Set(['same', 'equivalent']);

/** Statements with a verdict, and those of them that balance. Both are 0 before anything was compared. */
export function balanceOf(verdicts: readonly Facet[]): { balanced: number; statements: number } {
  const sum = (facets: readonly Facet[]): number => facets.reduce((total, facet) => total + facet.count, 0);
  return { balanced: sum(verdicts.filter((facet) => BALANCED.has(facet.value))), statements: sum(verdicts) };
}

/** A bar of a side: its length and its balanced part, as shares of the kind's longer side. */
export function sideBar(statements: number, kind: KindBalance): { length: number; balanced: number } {
  const longer = Math.max(kind.legacy, kind.destination);
  if (longer === 0) return { length: 0, balanced: 0 };
  return { length: statements / longer, balanced: Math.min(statements, kind.balanced) / longer };
}

/** Kinds with the most findings first, then the larger. */
export function byFindings(kinds: readonly KindBalance[]): KindBalance[] {
  return [...kinds].sort((a, b) => b.findings - a.findings || b.legacy - a.legacy);
}

/** Verdicts split into balanced ones and findings. */
export function splitVerdicts(verdicts: readonly Facet[]): { balanced: Facet[]; found: Facet[] } {
  return { balanced: verdicts.filter((facet) => BALANCED.has(facet.value)), found: verdicts.filter((facet) => !BALANCED.has(facet.value) && facet.count > 0) };
}
