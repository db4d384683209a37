// Geometry of the plot over runs, and the words about findings.
import { describe, expect, it } from 'vitest';
import type { CausesPage, FindingDetail } from '../../contract/contract';
import causes from '../../test/fixtures/causes.json';
import finding from '../../test/fixtures/finding.json';
import { request } from './search';
import { ceiling, short, sinceLast, trend, type Box } from './trend';
import { causesWithSafety, howOf, linesOf, locatorText, ruleId, selectionOf, shareOf, valueOf, whatHappened } from './words';

const page = causes as CausesPage;
const detail = finding as FindingDetail;
const box: Box = { width: 500, height: 100, left: 40, right: 60, top: 10, bottom: 20 };

describe('the plot over runs', () => {
  it('is nothing without a run and one step with one', () => {
    expect(trend([], box)).toBeNull();
    const one = trend(page.trend.slice(0, 1), box);
    expect(one?.line).toMatch(/^M40 [\d.]+H440$/);
  });

  it('starts at zero, stays inside its box and ends at the last run', () => {
    const plot = trend(page.trend, box);
    if (plot === null) throw new Error('no plot');
    expect(plot.ticks[0]).toMatchObject({ value: 0, y: 80 });
    const ys = [...plot.line.matchAll(/(?:M\S+ |V)([\d.]+)/g)].map((match) => Number(match[1]));
    expect(Math.min(...ys)).toBeGreaterThanOrEqual(10);
    expect(Math.max(...ys)).toBeLessThanOrEqual(80);
    expect(plot.last.x).toBe(440);
    expect(plot.xs).toHaveLength(page.trend.length + 1);
  });

  it('does not divide by a run without findings', () => {
    const empty = page.trend.slice(0, 2).map((point) => ({ ...point, findings: 0, safety: 0, cosmetic: 0 }));
    expect(trend(empty, box)?.line).not.toContain('NaN');
  });

  it('rounds its axis up and writes it short', () => {
    expect([0, 3, 11, 9840, 41_208, 250_000].map(ceiling)).toEqual([4, 4, 20, 10_000, 50_000, 250_000]);
    expect([0, 900, 2500, 40_000, 1_500_000].map(short)).toEqual(['0', '900', '2.5k', '40k', '1.5M']);
  });

  it('knows what the last run changed', () => {
    expect(sinceLast(page.trend.slice(0, 1))).toBeNull();
    const since = sinceLast(page.trend);
    expect(since?.run).toBe(117);
    expect(since?.findings).toBeLessThan(0);
  });
});

describe('words', () => {
  it('calls what is not there absent', () => {
    expect(valueOf('')).toEqual({ text: 'absent', absent: true });
    expect(valueOf('active')).toEqual({ text: 'active', absent: false });
  });

  it('says how a value came to be only where that says something', () => {
    expect(['copied', 'absent', 'defaulted', 'translated'].map(howOf)).toEqual(['', '', 'defaulted', 'translated']);
  });

  it('names verdict and aspect', () => {
    expect(whatHappened({ verdict: 'altered', aspect: 'unit' })).toBe('altered: unit');
    expect(whatHappened({ verdict: 'lost', aspect: 'statement' })).toBe('lost');
  });

  it('copies locators of both sides and nothing else', () => {
    expect(locatorText(detail).split('\n')).toEqual([...detail.legacyLocators, ...detail.destinationLocators]);
  });

  it('leads to the rule by its name alone', () => {
    expect(ruleId('med-status, line 41')).toBe('med-status');
    expect(ruleId('med-status')).toBe('med-status');
  });

  it('says what an export will hold', () => {
    expect(selectionOf(request({}, 'all'), undefined)).toBe('all findings');
    expect(selectionOf(request({ severities: ['safety'], cause: 'c' }, 'cause'), 'Unit')).toBe('safety, cause “Unit”');
  });

  it('counts causes, shares and lines', () => {
    expect(causesWithSafety(page.rows)).toBe(7);
    const first = page.rows[0];
    if (first === undefined) throw new Error('the fixture holds no cause');
    expect(shareOf(first, page.findings)).toBeCloseTo(96 / page.findings);
    expect(shareOf(first, 0)).toBe(0);
    expect(linesOf('a\nb\n')).toEqual(['a', 'b']);
  });
});

describe('the fixture balances', () => {
  it('sums severities, verdicts, kinds and classes to the findings', () => {
    const sum = (facets: { count: number }[]) => facets.reduce((all, facet) => all + facet.count, 0);
    for (const facets of [page.severities, page.verdicts, page.kinds, page.classes]) expect(sum(facets)).toBe(page.findings);
    expect(page.rows.reduce((all, cause) => all + cause.safety, 0)).toBe(page.safety);
  });
});
