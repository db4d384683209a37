/** Trends: which results share a plot, and what scale they get. */
import { describe, expect, it } from 'vitest';
import { bookOf } from '../timeline/book';
import { defaultTests, domainOf, trendsOf, unlikeUnits } from '../timeline/trends';
import { chartOf, statement } from './sample-chart';

const result = (id: string, side: string, code: string, start: number, number: number, unit = 'mg/dL') =>
  statement({ id, side, kind: 'observation', label: 'Creatinine', codes: [code], start, number, unit, range: [0.6, 1.1] });
const pair = (legacy: string, destination: string, finding = '') => ({
  finding, legacy, destination, verdict: finding ? 'altered' : 'equivalent', aspect: finding ? 'unit' : '', severity: finding ? 'safety' : '',
});

describe('trends', () => {
  const statements = [1, 2, 3, 4].flatMap((n) => [
    result(`l${n}`, 'legacy', 'local CREA', n * 90, 1 + n / 10),
    result(`d${n}`, 'destination', 'LOINC 2160-0', n * 90, n === 3 ? 124 : 1 + n / 10),
  ]);
  const trends = trendsOf(bookOf(chartOf(statements, [pair('l1', 'd1'), pair('l2', 'd2'), pair('l3', 'd3', 'f'), pair('l4', 'd4')])));

  it('joins a local code and its standard twin', () => {
    expect(trends).toHaveLength(1);
    expect(trends[0]).toMatchObject({ id: 'local CREA', findings: 1, worst: 0 });
    expect(defaultTests(trends)).toEqual(['local CREA']);
  });

  it('tells two units apart, and nothing where there is one', () => {
    const measured = (unit: string) => trendsOf(bookOf(chartOf(statements.map((one) => (one.side === 'legacy' ? one : { ...one, unit })), [pair('l1', 'd1'), pair('l2', 'd2'), pair('l3', 'd3'), pair('l4', 'd4')])));
    expect(['umol/L', '', 'mg/dL'].map((unit) => measured(unit).map(unlikeUnits))).toEqual([[['mg/dL', 'umol/L']], [['mg/dL', 'no unit']], [null]]);
  });

  it('is called in words where either book has them', () => {
    const named = (legacy: string, destination: string) =>
      trendsOf(bookOf(chartOf(statements.map((one) => ({ ...one, label: one.side === 'legacy' ? legacy : destination })), [pair('l1', 'd1'), pair('l2', 'd2'), pair('l3', 'd3'), pair('l4', 'd4')])))[0]?.label;
    expect(named('LOINC 8462-4', 'Diastolic blood pressure')).toBe('Diastolic blood pressure');
    expect(named('local HR', 'Heart rate')).toBe('Heart rate');
    expect(named('PULSE', 'Heart rate')).toBe('PULSE');
    expect(named('local HR', 'result, label withheld')).toBe('local HR');
  });

  it('keeps one wild value from flattening the others', () => {
    expect(trends[0]?.destination.domain[1]).toBeLessThan(5);
    expect(trends[0]?.destination.domain).toEqual(trends[0]?.legacy.domain);
  });

  it('gives a side with another unit its own scale', () => {
    const other = trendsOf(bookOf(chartOf([result('l1', 'legacy', 'c', 1, 1), result('d1', 'destination', 'c', 1, 88, 'umol/L')])));
    expect(other[0]?.legacy.domain).not.toEqual(other[0]?.destination.domain);
  });

  it('draws a domain around a constant and around nothing', () => {
    for (const [low, high] of [domainOf([5, 5, 5], null), domainOf([], null), domainOf([0], [0, 0])]) expect(high).toBeGreaterThan(low);
  });

  it('offers no trend of results that are all of one day, and knows the ends of a plot without a range', () => {
    const day = ['a', 'b', 'c', 'd'].map((id, n) => ({ ...result(id, 'legacy', 'pulse', 5, 60 + n, '/min'), range: null }));
    const long = [1, 2, 3].map((n) => result(`w${n}`, 'legacy', 'weight', n * 30, 70 + n, 'kg'));
    const found = trendsOf(bookOf(chartOf([...day, ...long])));
    expect(defaultTests(found)).toEqual(['weight']);
    expect(found.find((trend) => trend.id === 'pulse')?.legacy.ends).toEqual([60, 63]);
    expect(found.find((trend) => trend.id === 'pulse')?.destination.ends).toBeNull();
  });

  it('never joins tests that may not be named; their mates tell them apart', () => {
    const hidden = (id: string, start: number, number: number) => ({ ...result(id, 'legacy', '', start, number), label: 'observation, label withheld', codes: [] });
    const named = (id: string, code: string, start: number, number: number) => ({ ...result(id, 'destination', code, start, number), label: code });
    const points = [1, 2, 3].flatMap((n) => [hidden(`p${n}`, n, 70), named(`P${n}`, 'LOINC pulse', n, 70), hidden(`r${n}`, n, 14), named(`R${n}`, 'LOINC breath', n, 14), hidden(`x${n}`, n, 5)]);
    const pairs = [1, 2, 3].flatMap((n) => [pair(`p${n}`, `P${n}`), pair(`r${n}`, `R${n}`)]);
    const found = trendsOf(bookOf(chartOf(points, pairs)));
    expect(found.map((trend) => [trend.label, trend.legacy.points.length, trend.destination.points.length]).sort()).toEqual([['LOINC breath', 3, 3], ['LOINC pulse', 3, 3]]);
  });
});
