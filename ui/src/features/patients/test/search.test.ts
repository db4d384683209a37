/** The URL, the words, and where the destination says more than the legacy book did. */
import { describe, expect, it } from 'vitest';
import chart from '../../../test/fixtures/chart.json';
import patients from '../../../test/fixtures/patients.json';
import type { Chart, PatientsPage } from '../../../contract/contract';
import { linesOf } from '../chart/StatementList';
import { uncovered } from '../paint/bars';
import { chartQuery, isFiltered, listQuery, shownOf, validateChart, validateList } from '../search';
import { bookOf } from '../timeline/book';
import { pieceOf } from '../timeline/units';
import { headlineOf, personOf, reasonMeans, reasonOf, ruleId } from '../words';

describe('the URL', () => {
  it('drops what it does not know and keeps the rest', () => {
    expect(validateChart({ finding: 'f1', show: 'everything', kinds: 'allergy,problem', from: -900, to: -1000, evil: '<b>', as: 'list' }))
      .toEqual({ finding: 'f1', kinds: ['allergy', 'problem'], as: 'list' });
    expect(validateList({ severity: 'safety', sort: 'password', at: -3 })).toEqual({ severities: ['safety'] });
  });

  it('carries the list along into the chart, and nothing of the chart back', () => {
    const search = validateChart({ severities: ['safety'], at: 4, from: -10, to: 10, show: 'all' });
    expect(validateList(search)).toEqual({ severities: ['safety'], at: 4 });
    expect(listQuery(search).severities).toEqual(['safety']);
    expect(isFiltered(search)).toBe(true);
    expect(chartQuery('p-1', search)).toEqual({ id: 'p-1', show: 'all', kinds: [] });
  });

  it('leaves to the workspace what nobody chose: findings in their context, or all where there are none', () => {
    expect(chartQuery('p-1', validateChart({})).show).toBe('');
    expect(shownOf({}, 3)).toBe('context');
    expect(shownOf({}, 0)).toBe('all');
    expect(shownOf({ show: 'context' }, 0)).toBe('context');
  });

  it('keeps an empty choice of tests apart from no choice', () => {
    expect(validateChart({ tests: [] })).toEqual({ tests: [] });
    expect(validateChart({})).toEqual({});
  });
});

describe('words', () => {
  it('name what happened to what', () => {
    expect(headlineOf({ label: 'Warfarin', verdict: 'resurrected', aspect: 'status' })).toBe('Warfarin is live again');
    expect(headlineOf({ label: 'Creatinine', verdict: 'altered', aspect: 'unit' })).toBe('Creatinine: unit altered');
    expect(ruleId('med-status, line 41')).toBe('med-status');
  });

  it('carry the numbers of the reasons', () => {
    expect(reasonOf({ key: 'many encounters', count: 1204 })).toBe('many encounters 1,204');
    expect(reasonOf({ key: 'deceased', count: 1 })).toBe('deceased');
    expect(reasonMeans('near midnight')).toContain('an hour of midnight');
    expect(reasonMeans('something new')).toBe('something new');
    expect((patients as PatientsPage).rows.every((row) => personOf(row).includes(' · '))).toBe(true);
  });
});

describe('a chart', () => {
  const book = bookOf(chart as Chart);

  it('lists each alignment once, and every statement', () => {
    const seen = new Set(linesOf(book).flatMap((line) => [line.legacy?.id, line.destination?.id]));
    seen.delete(undefined);
    expect(seen.size).toBe(book.chart.statements.length);
  });

  it('knows where a stopped drug lives on and where courses had gaps', () => {
    const gaps = (verdict: string) => {
      const finding = book.findings.find((one) => one.verdict === verdict);
      const mate = finding?.destination[0];
      return finding && mate ? uncovered(pieceOf(mate, book, 196), finding, 196) : [];
    };
    expect(gaps('resurrected')).toHaveLength(1);
    expect(gaps('resurrected')[0]?.[1]).toBe(196);
    expect(gaps('merged')).toHaveLength(2);
  });
});
