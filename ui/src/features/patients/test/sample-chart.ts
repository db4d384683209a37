/**
 * Charts made up by seed, for tests: any number of statements, every kind and verdict, undated ones among them.
 * The same seed gives the same chart. None of it is about anybody.
 */
import type { Chart, ChartPair, ChartStatement } from '../../../contract/contract';

/** Numbers from 0 to 1, the same for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed % 2147483647 || 1;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

const KINDS = ['allergy', 'problem', 'medication', 'observation', 'immunization', 'encounter', 'note', 'procedure', 'family history'];
const VERDICTS = ['altered', 'lost', 'invented', 'resurrected', 'merged'];
const SEVERITIES = ['safety', 'clinical', 'financial', 'administrative', 'cosmetic'];

/** A statement with everything optional left out. */
export function statement(over: Partial<ChartStatement> & Pick<ChartStatement, 'id'>): ChartStatement {
  return {
    side: 'legacy', kind: 'problem', label: over.id, codes: [], start: 0, end: null, open: false, precision: 'day',
    status: '', value: '', number: null, unit: '', range: null, minute: null, ...over,
  };
}

/** A chart around statements and pairs. */
export function chartOf(statements: ChartStatement[], pairs: ChartPair[] = []): Chart {
  const known = statements.flatMap((one) => [one.start, one.end]).filter((day): day is number => day !== null);
  const side = (name: string) => statements.filter((one) => one.side === name).length;
  return {
    patient: {
      id: '7F3K', sex: 'female', ageBand: '65–69', legacy: side('legacy'), destination: side('destination'),
      findings: 0, safety: 0, clinical: 0, side: 'paired', reasons: [], score: 1,
    },
    statements,
    pairs,
    verdicts: [],
    days: known.length > 0 ? [Math.min(...known.slice(0, 60000)), Math.max(...known.slice(0, 60000))] : [0, 0],
    truncated: false,
    checks: [],
    tie: null,
  };
}

/** `size` statements by seed. */
export function sampleChart(size: number, seed: number): Chart {
  const random = randomOf(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const statements: ChartStatement[] = [];
  const pairs: ChartPair[] = [];
  while (statements.length < size) {
    const n = statements.length;
    const kind = pick(KINDS);
    const start = random() < 0.04 ? null : Math.floor(random() * 9000) - 8000;
    const open = kind !== 'observation' && start !== null && random() < 0.15;
    const end = start === null || open || random() < 0.4 ? null : start + Math.floor(random() * random() * 900);
    const test = Math.floor(random() * 12);
    const number = kind === 'observation' ? Math.round(random() * 1000) / 10 : null;
    const base = { kind, start, end, open, number, unit: number === null ? '' : 'mg/dL', label: `${kind} ${test}`, codes: [`local ${kind}-${test}`] };
    const legacy = statement({ id: `l${n}`, ...base });
    const destination = statement({ id: `d${n}`, ...base, side: 'destination', codes: [`standard ${kind}-${test}`] });
    const bad = random() < 0.12;
    const verdict = bad ? pick(VERDICTS) : 'same';
    const token = { finding: bad ? `f${n}` : '', verdict, aspect: bad ? 'status' : '', severity: bad ? pick(SEVERITIES) : '' };
    if (verdict !== 'invented') statements.push(legacy);
    if (verdict !== 'lost' && statements.length < size) statements.push(destination);
    const has = (id: string) => statements.slice(-2).some((one) => one.id === id);
    pairs.push({ ...token, legacy: has(legacy.id) ? legacy.id : null, destination: has(destination.id) ? destination.id : null });
  }
  return chartOf(statements, pairs);
}
