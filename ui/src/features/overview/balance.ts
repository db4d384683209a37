// How far the books balance. Pure. Every aligned statement is either balanced (same, equivalent) or a finding, so the
// share is of both together; it says nothing of statements that no comparison has seen.
import type { Facet, KindBalance, Overview } from '../../contract/contract';

/** Balanced share, null before anything was compared. */
export function share(balanced: number, findings: number): number | null {
  const all = balanced + findings;
  return all === 0 ? null : balanced / all;
}

/** Totals over all kinds. */
export function totals(kinds: readonly KindBalance[]): { balanced: number; findings: number } {
  return kinds.reduce((sum, kind) => ({ balanced: sum.balanced + kind.balanced, findings: sum.findings + kind.findings }), { balanced: 0, findings: 0 });
}

/** Legacy statements that the archive rule in force sets aside: the book holds them, and no kind is held against the destination with them. */
export function setAside(overview: Pick<Overview, 'legacyStatements' | 'kinds'>): number {
  if (overview.kinds.length === 0) return 0;
  return Math.max(0, overview.legacyStatements - overview.kinds.reduce((sum, kind) => sum + kind.legacy, 0));
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
  const isBalanced = (facet: Facet): boolean => facet.value === 'same' || facet.value === 'equivalent';
  return { balanced: verdicts.filter(isBalanced), found: verdicts.filter((facet) => !isBalanced(facet) && facet.count > 0) };
}
