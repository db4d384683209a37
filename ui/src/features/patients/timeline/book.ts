/**
 * The book: one answer of `chart`, indexed so that a statement finds its mates and its finding at once.
 *
 * It judges nothing: verdicts and severities are the workspace's. It only puts findings in the order in which a
 * person walks them, severest first and then by time.
 * What must stay true: every finding that the answer names is in `findings` exactly once.
 */
import type { Chart, ChartPair, ChartStatement } from '../../../contract/contract';
import { momentOf } from './time';

/** Which book a statement stands in. */
export type Side = 'legacy' | 'destination';

/** Severities, worst first. */
export const SEVERITIES = ['safety', 'clinical', 'financial', 'administrative', 'cosmetic'] as const;
/** Verdicts, balanced first. */
export const VERDICTS = [
  'same', 'equivalent', 'narrower', 'broader', 'altered', 'resurrected', 'contradicted', 'misplaced',
  'merged', 'split', 'duplicated', 'lost', 'invented',
] as const;

/** 0 for safety; unknown words rank last. */
export function severityRank(severity: string): number {
  const rank = (SEVERITIES as readonly string[]).indexOf(severity);
  return rank < 0 ? SEVERITIES.length : rank;
}

/** A finding of this patient with the statements it is about. */
export interface ChartFinding {
  readonly id: string;
  readonly verdict: string;
  readonly aspect: string;
  readonly severity: string;
  readonly legacy: readonly ChartStatement[];
  readonly destination: readonly ChartStatement[];
  /** Kind of its first statement. */
  readonly kind: string;
  readonly label: string;
  /** Where its mark stands, null when undated. */
  readonly day: number | null;
  /** Last day of its statements, for bringing it into view. */
  readonly until: number | null;
}

/** The indexed chart. */
export interface Book {
  readonly chart: Chart;
  readonly statements: ReadonlyMap<string, ChartStatement>;
  readonly pairsOf: ReadonlyMap<string, readonly ChartPair[]>;
  readonly findings: readonly ChartFinding[];
  readonly findingById: ReadonlyMap<string, ChartFinding>;
  /** The severest finding of a statement. */
  readonly findingOf: ReadonlyMap<string, ChartFinding>;
}

/** Where the mark of a finding stands: where the two books part. */
function markDay(verdict: string, aspect: string, legacy: readonly ChartStatement[], destination: readonly ChartStatement[]) {
  const ends = aspect === 'status' || aspect === 'end' || aspect === 'time';
  const stop = ends && verdict !== 'lost' && verdict !== 'invented' ? legacy[0]?.end : null;
  if (stop !== null && stop !== undefined && destination[0]?.open) return stop;
  return [...legacy, ...destination].map(momentOf).find((start) => start !== null) ?? null;
}

function gather(id: string, pairs: readonly ChartPair[], statements: ReadonlyMap<string, ChartStatement>): ChartFinding {
  const side = (pick: (pair: ChartPair) => string | null): ChartStatement[] => {
    const ids = new Set(pairs.map(pick).filter((token): token is string => token !== null));
    return [...ids].map((token) => statements.get(token)).filter((found): found is ChartStatement => found !== undefined);
  };
  const legacy = side((pair) => pair.legacy);
  const destination = side((pair) => pair.destination);
  const worst = [...pairs].sort((a, b) => severityRank(a.severity) - severityRank(b.severity))[0] as ChartPair;
  const about = legacy[0] ?? destination[0];
  const day = markDay(worst.verdict, worst.aspect, legacy, destination);
  const days = [...legacy, ...destination].flatMap((statement) => [momentOf(statement), statement.end]);
  const known = days.filter((found): found is number => found !== null);
  return {
    id,
    verdict: worst.verdict,
    aspect: worst.aspect,
    severity: worst.severity,
    legacy,
    destination,
    kind: about?.kind ?? '',
    label: about?.label ?? '',
    day,
    until: known.length > 0 ? Math.max(...known) : null,
  };
}

/** Severest first, then by time, undated last; the token settles the rest. */
export function walkOrder(a: ChartFinding, b: ChartFinding): number {
  return (
    severityRank(a.severity) - severityRank(b.severity) ||
    (a.day ?? Number.MAX_SAFE_INTEGER) - (b.day ?? Number.MAX_SAFE_INTEGER) ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  );
}

/** Index a chart. */
export function bookOf(chart: Chart): Book {
  const statements = new Map(chart.statements.map((statement) => [statement.id, statement]));
  const pairsOf = new Map<string, ChartPair[]>();
  const byFinding = new Map<string, ChartPair[]>();
  const add = (map: Map<string, ChartPair[]>, key: string, pair: ChartPair) => {
    const list = map.get(key);
    if (list) list.push(pair);
    else map.set(key, [pair]);
  };
  for (const pair of chart.pairs) {
    if (pair.legacy !== null) add(pairsOf, pair.legacy, pair);
    if (pair.destination !== null) add(pairsOf, pair.destination, pair);
    if (pair.finding !== '') add(byFinding, pair.finding, pair);
  }
  const findings = [...byFinding].map(([id, pairs]) => gather(id, pairs, statements)).sort(walkOrder);
  const findingById = new Map(findings.map((finding) => [finding.id, finding]));
  const findingOf = new Map<string, ChartFinding>();
  for (const finding of findings) {
    for (const statement of [...finding.legacy, ...finding.destination]) {
      if (!findingOf.has(statement.id)) findingOf.set(statement.id, finding);
    }
  }
  return { chart, statements, pairsOf, findings, findingById, findingOf };
}

/** Counts a verdict holds per severity, worst first, for the balance strip. */
export function severitiesOf(findings: readonly ChartFinding[], verdict: string): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const finding of findings) {
    if (finding.verdict === verdict) counts.set(finding.severity, (counts.get(finding.severity) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => severityRank(a[0]) - severityRank(b[0]));
}
