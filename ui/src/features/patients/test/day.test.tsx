// The panel of one day, rendered over the fixtures as text: what must be readable without a mouse or a server.
import type { UseQueryResult } from '@tanstack/react-query';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { Chart, ChartCheck, ChartState, WireError } from '../../../contract/contract';
import chart from '../../../test/fixtures/chart.json';
import state from '../../../test/fixtures/chart_state.json';
import { DayPanel } from '../chart/DayPanel';
import type { DayCursor } from '../chart/useDay';
import { stateQuery, validateChart } from '../search';
import { checkGroups } from '../words';

const nothing = (): void => undefined;
const checks = (chart as Chart).checks;

function panel(data: Partial<UseQueryResult<ChartState, WireError>>, shown: readonly ChartCheck[] = checks, day: number | null = -2): string {
  const answer = { isFetching: false, isError: false, isPlaceholderData: false, ...data } as UseQueryResult<ChartState, WireError>;
  const cursor: DayCursor = { open: true, day, answer, toggle: nothing, close: nothing, last: nothing, goTo: nothing, drag: nothing, move: nothing };
  const html = renderToStaticMarkup(<DayPanel cursor={cursor} checks={shown} statement={null} onStatement={nothing} onFinding={nothing} />);
  return html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ').replace(/ ([.,])/g, '$1');
}

describe('the panel of a day', () => {
  it('says what is in force on both sides, and how many lines differ', () => {
    const text = panel({ data: state as ChartState });
    expect(text).toContain('11 in force in the legacy book, 11 in the destination. 3 lines differ, and a finding stands on 3 lines more.');
    expect(text).toContain('This is the last day that the books know.');
    expect(text).toContain('in force in the legacy book only');
    expect(text).toContain('cannot tell: an allergy stands beside it');
  });

  it('calls an entry of one side none on the other, and a doubtful one unconfirmed', () => {
    const text = panel({ data: state as ChartState });
    expect(text).toMatch(/Penicillin none in force in the legacy book only/);
    expect(text).toMatch(/Heart failure unconfirmed Heart failure in force on both sides, confirmed in the destination only/);
  });

  it('never shortens a list without saying by how much', () => {
    const entry = (id: string) => ({ id, label: id, holds: 'yes', why: '', certain: true });
    const lines = Array.from({ length: 20 }, (_, at) => ({ legacy: entry(`L${at}`), destination: entry(`D${at}`), manner: '', verdict: 'same', finding: '', severity: '' }));
    const long = { ...state, lists: [{ list: 'problems', legacy: 20, destination: 20, lines }], differences: 0 } as ChartState;
    expect(panel({ data: long })).toContain('12 more lines, alike on both sides');
    const parted = { ...long, lists: [{ list: 'problems', legacy: 20, destination: 0, lines: lines.map((line) => ({ ...line, manner: 'in force in the legacy book only' })) }], differences: 20 } as ChartState;
    expect(panel({ data: parted })).not.toContain('more line');
  });

  it('does not say that both sides are alike where a finding stands on a line that does not part', () => {
    const entry = (id: string) => ({ id, label: 'Gabapentin', holds: 'yes', why: '', certain: true });
    const same = { legacy: entry('L1'), destination: entry('D1'), manner: '', verdict: 'same', finding: '', severity: '' };
    const lost = { legacy: entry('L2'), destination: null, manner: '', verdict: 'lost', finding: 'f-1', severity: 'clinical' };
    const day = (lines: object[]) => ({ ...state, lists: [{ list: 'medications', legacy: 2, destination: 1, lines }], differences: 0 }) as ChartState;
    expect(panel({ data: day([same]) })).toContain('A clinician sees the same on both sides.');
    const text = panel({ data: day([same, lost]) });
    expect(text).toContain('No line differs, yet a finding stands on 1 line.');
    expect(text).not.toContain('A clinician sees the same');
    const both = panel({ data: { ...day([{ ...same, manner: 'in force in the destination only', finding: 'f-2', severity: 'safety' }, lost]), differences: 1 } });
    expect(both).toContain('1 line differs, and a finding stands on 1 line more.');
    const many = panel({ data: day([...Array.from({ length: 9 }, (_, at) => ({ ...same, legacy: entry(`L1${at}`) })), { ...lost, legacy: { ...entry('L3'), label: 'Tramadol' } }]) });
    expect(many).toContain('Tramadol');
    expect(many).toContain('2 more lines, alike on both sides');
  });

  it('says when nothing was in force, and when nothing rests on the chart', () => {
    const empty = panel({ data: { ...state, lists: [], differences: 0 } as ChartState }, []);
    expect(empty).toContain('Nothing was in force');
    expect(empty).toContain('No alert, recall or plan rests on this chart');
  });

  it('keeps what still computes in view while the day loads or fails', () => {
    const failed = panel({ isError: true, error: { code: 'internal', message: 'Something failed.', incident: 'abc', problems: [] } as unknown as WireError });
    expect(failed).toContain('Something failed.');
    expect(failed).toContain('Would it still compute?');
  });
});

describe('what only one book tells', () => {
  const untold = { ...(checks[0] as ChartCheck), check: 'allergy check', weight: 'cannot tell', destination: 'cannot tell, the drug has a code of a local vocabulary only', finding: '' };

  it('is counted by itself and never as alike', () => {
    const text = panel({ data: state as ChartState }, [untold]);
    expect(text).toContain('Nothing that can be told comes out otherwise. 1 answer cannot be told of one book: look at it.');
    expect(text).toContain('1 answer, 1 cannot be told');
    expect(text).not.toContain('still comes out');
  });

  it('stands behind what parts and before what agrees', () => {
    const order = checkGroups(['agrees', 'cannot tell', 'differs'].map((weight) => ({ ...untold, weight })))[0]?.[1].map((one) => one.weight);
    expect(order).toEqual(['differs', 'cannot tell', 'agrees']);
  });
});

describe('what still computes', () => {
  it('stands by question in the order of harm, what parts first', () => {
    const groups = checkGroups(checks);
    expect(groups.map(([name]) => name)).toEqual(['Interaction checks', 'On the problem list', 'Trends', 'Recalls']);
    expect(groups[0]?.[1].map((one) => one.weight)).toEqual(['differs', 'agrees']);
  });

  it('keeps a question that it does not know', () => {
    const odd = { ...(checks[0] as ChartCheck), check: 'something new' };
    expect(checkGroups([odd])).toEqual([['something new', [odd]]]);
  });
});

describe('the day in the URL', () => {
  it('is a day, the last one, or nothing', () => {
    expect(validateChart({ day: -365 }).day).toBe(-365);
    expect(validateChart({ day: 'last' }).day).toBe('last');
    expect(validateChart({ day: 'yesterday' })).toEqual({});
    expect(stateQuery('p', { day: 'last' })).toEqual({ id: 'p', day: null });
    expect(stateQuery('p', { day: 12 })).toEqual({ id: 'p', day: 12 });
  });
});
