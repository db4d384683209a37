/**
 * Trends: results of one test over time, the legacy book above and the destination book below.
 *
 * A destination test belongs to the legacy test with which most of its results are aligned, so that a local code and
 * its LOINC twin share one trend. A result whose test may not be named goes by its mate's; without one it is in no trend,
 * for nobody could say that it is the same test as its neighbours. Tests with findings come first. Numbers are never converted here: a side whose unit
 * differs gets a scale of its own, and what lies outside is drawn at the edge, not hidden.
 */
import { isBare } from '../../../components/bareCode';
import type { ChartStatement } from '../../../contract/contract';
import type { Book, Side } from './book';
import { severityRank } from './book';
import { momentOf } from './time';

/** Results of a test in one book. */
export interface TrendSide {
  readonly points: readonly ChartStatement[];
  /** Most frequent unit. */
  readonly unit: string;
  /** Bottom and top of the plot. */
  readonly domain: readonly [number, number];
  readonly range: readonly [number, number] | null;
  /** Least and greatest value that the plot holds, null for none. */
  readonly ends: readonly [number, number] | null;
}

/** One test in both books. */
export interface Trend {
  readonly id: string;
  readonly label: string;
  readonly legacy: TrendSide;
  readonly destination: TrendSide;
  readonly findings: number;
  /** Rank of the worst finding. */
  readonly worst: number;
}

/** What each book measures in, where the two do not measure in the same; null where they do, or one of them has no result. */
export function unlikeUnits({ legacy, destination }: Trend): readonly [string, string] | null {
  if (legacy.unit === destination.unit || legacy.points.length === 0 || destination.points.length === 0) return null;
  return [legacy.unit || 'no unit', destination.unit || 'no unit'];
}

/** The key of a result's test within its own book; null where the test may not be named. */
export function testKey(statement: ChartStatement): string | null {
  return statement.codes[0] ?? (isNamed(statement) ? statement.label : null);
}

function isNamed(statement: ChartStatement): boolean {
  return !statement.label.endsWith('withheld');
}

/** The key of a result's test, its mate's where its own has none. */
function keyOf(statement: ChartStatement, book: Book): string | null {
  const own = testKey(statement);
  if (own !== null) return own;
  for (const pair of book.pairsOf.get(statement.id) ?? []) {
    const other = book.statements.get((statement.side === 'legacy' ? pair.destination : pair.legacy) ?? '');
    const key = other === undefined ? null : testKey(other);
    if (key !== null) return key;
  }
  return null;
}

function isTrendPoint(statement: ChartStatement): boolean {
  return statement.kind === 'observation' && statement.number !== null && statement.start !== null;
}

/** For each destination test, the legacy test it is mostly aligned with. */
function matchTests(book: Book): Map<string, string> {
  const votes = new Map<string, Map<string, number>>();
  for (const pair of book.chart.pairs) {
    const legacy = pair.legacy === null ? undefined : book.statements.get(pair.legacy);
    const destination = pair.destination === null ? undefined : book.statements.get(pair.destination);
    if (!legacy || !destination || !isTrendPoint(legacy) || !isTrendPoint(destination)) continue;
    const [from, to] = [testKey(legacy), testKey(destination)];
    if (from === null || to === null) continue;
    const tally = votes.get(to) ?? new Map<string, number>();
    tally.set(from, (tally.get(from) ?? 0) + 1);
    votes.set(to, tally);
  }
  const matches = new Map<string, string>();
  for (const [test, tally] of votes) {
    const best = [...tally].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0];
    if (best) matches.set(test, best[0]);
  }
  return matches;
}

function mostFrequent(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0] ?? '';
}

function rangeOf(points: readonly ChartStatement[], unit: string): readonly [number, number] | null {
  const found = points.find((point) => point.unit === unit && point.range !== null && point.range.length === 2)?.range;
  return found ? [found[0] as number, found[1] as number] : null;
}

/** Bottom and top that show the bulk of the values and the range; single wild values go to the edge. */
export function domainOf(values: readonly number[], range: readonly [number, number] | null): readonly [number, number] {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.max(0, Math.round(share * (sorted.length - 1))))] ?? 0;
  const quarter = at(0.25);
  const threeQuarters = at(0.75);
  const reach = Math.max(threeQuarters - quarter, Math.abs(at(0.5)) * 0.05, 1e-9) * 4;
  const inside = sorted.filter((value) => value >= quarter - reach && value <= threeQuarters + reach);
  const ends = [...(inside.length > 0 ? [inside[0] as number, inside[inside.length - 1] as number] : []), ...(range ?? [])];
  const low = ends.length > 0 ? Math.min(...ends) : 0;
  const high = ends.length > 0 ? Math.max(...ends) : 1;
  const air = Math.max((high - low) * 0.12, Math.abs(high) * 0.01, 1e-9);
  return [low - air, high + air];
}

function sideOf(points: ChartStatement[]): TrendSide {
  points.sort((a, b) => (momentOf(a) as number) - (momentOf(b) as number));
  const unit = mostFrequent(points.map((point) => point.unit));
  const range = rangeOf(points, unit);
  const values = points.filter((point) => point.unit === unit).map((point) => point.number as number);
  const domain = domainOf(values, range);
  const inside = values.filter((value) => value >= domain[0] && value <= domain[1]).sort((a, b) => a - b);
  const ends = inside.length > 0 ? ([inside[0] as number, inside[inside.length - 1] as number] as const) : null;
  return { points, unit, range, ends, domain };
}

/** Every test with numbers, those with the worst findings first, then the longest. */
export function trendsOf(book: Book): Trend[] {
  const matches = matchTests(book);
  const groups = new Map<string, { legacy: ChartStatement[]; destination: ChartStatement[] }>();
  for (const statement of book.chart.statements) {
    if (!isTrendPoint(statement)) continue;
    const key = keyOf(statement, book);
    if (key === null) continue;
    const id = statement.side === 'destination' ? (matches.get(key) ?? key) : key;
    const group = groups.get(id) ?? { legacy: [], destination: [] };
    group[statement.side as Side].push(statement);
    groups.set(id, group);
  }
  const trends = [...groups].map(([id, group]): Trend => {
    let legacy = sideOf(group.legacy);
    let destination = sideOf(group.destination);
    if (legacy.unit === destination.unit || legacy.points.length === 0 || destination.points.length === 0) {
      const all = [...legacy.points, ...destination.points].filter((point) => point.unit === (legacy.unit || destination.unit));
      const domain = domainOf(all.map((point) => point.number as number), legacy.range ?? destination.range);
      legacy = { ...legacy, domain };
      destination = { ...destination, domain };
    }
    const found = new Set([...group.legacy, ...group.destination].map((point) => book.findingOf.get(point.id)));
    found.delete(undefined);
    const worst = Math.min(...[...found].map((finding) => severityRank(finding?.severity ?? '')), 99);
    // In words where either book has them: a lane that is called by a code is read by nobody.
    const inWords = (one: ChartStatement): boolean => isNamed(one) && !isBare(one.label);
    const label = (legacy.points.find(inWords) ?? destination.points.find(inWords) ?? legacy.points.find(isNamed) ?? destination.points.find(isNamed))?.label ?? id;
    return { id, label, legacy, destination, findings: found.size, worst };
  });
  const size = (trend: Trend) => trend.legacy.points.length + trend.destination.points.length;
  return trends.sort((a, b) => a.worst - b.worst || b.findings - a.findings || size(b) - size(a) || (a.id < b.id ? -1 : 1));
}

/** On how many days a test has results: many on one day are no trend. */
function daysOf(trend: Trend): number {
  return new Set([...trend.legacy.points, ...trend.destination.points].map((point) => point.start)).size;
}

/** The tests that get a trend when nobody chose: up to two with findings, or else the two longest that go over some days. */
export function defaultTests(trends: readonly Trend[]): string[] {
  const hot = trends.filter((trend) => trend.findings > 0 && daysOf(trend) > 1).slice(0, 2);
  return (hot.length > 0 ? hot : trends.filter((trend) => daysOf(trend) > 2).slice(0, 2)).map((trend) => trend.id);
}
