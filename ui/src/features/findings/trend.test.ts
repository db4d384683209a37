// The axis over runs, and the words about findings.
import { describe, expect, it } from 'vitest';
import type { CausesPage, FindingDetail } from '../../contract/contract';
import causes from '../../test/fixtures/causes.json';
import finding from '../../test/fixtures/finding.json';
import { request } from './search';
import { short, sinceLast, stepOf } from './trend';
import { causesWithSafety, howOf, linesOf, locatorText, ruleId, selectionOf, shareOf, valueOf, whatHappened } from './words';

const page = causes as CausesPage;
const detail = finding as FindingDetail;

describe('the axis over runs', () => {
  it('goes in whole steps and writes them short', () => {
    expect([0, 3, 11, 25, 2500, 9840, 41_208].map((most) => stepOf(most, 4))).toEqual([1, 1, 5, 10, 1000, 5000, 20_000]);
    expect([2, 3, 4].map((parts) => stepOf(9840, parts))).toEqual([5000, 5000, 5000]);
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
