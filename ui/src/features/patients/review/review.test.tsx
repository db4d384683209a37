// Chart review: the URL, what is typed into the dialog, words and keys, and the parts rendered over the fixtures as text.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRouter, RouterContextProvider } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { ChartSample, ReviewedChart, SamplePlan, SamplesPage } from '../../../contract/contract';
import planned from '../../../test/fixtures/plan_sample.json';
import older from '../../../test/fixtures/sample.cr-3-90bd77e1a4.json';
import current from '../../../test/fixtures/sample.json';
import listed from '../../../test/fixtures/samples.json';
import { Bounds } from './Bounds';
import { sampleColumns, sheetColumns } from './columns';
import { PlanView } from './PlanView';
import { Overtaken, ReviewForm } from './ReviewForm';
import { ReviewPanel } from './ReviewPanel';
import { chartOfSheet, FIRST_WISH, isFiltered, requestOf, sheetQuery, validateSheet, waitingOfSheet } from './search';
import { agreementOf, boundOf, claimOf, closedBecause, lackOf, markOf, nextOf, OUTCOMES, overtaken, partOf, unbroken } from './words';

const sheet = current as ChartSample;
const samples = (listed as SamplesPage).rows;
const nothing = () => undefined;

function render(element: ReactElement): string {
  const router = createRouter({ routeTree: createRootRoute(), history: createMemoryHistory() });
  return renderToStaticMarkup(
    <RouterContextProvider router={router}>
      <QueryClientProvider client={new QueryClient()}>{element}</QueryClientProvider>
    </RouterContextProvider>,
  );
}

function chartIn(state: string): ReviewedChart {
  const found = sheet.rows.find((row) => row.state === state);
  if (found === undefined) throw new Error(`the fixture holds no chart that is ${state}`);
  return found;
}

function form(chart: ReviewedChart, may = true): string {
  return render(<ReviewForm chart={chart} run={1} may={may} pending={false} choice={null} onTaken={nothing} onEnter={nothing} />);
}

describe('the URL of a sheet', () => {
  it('keeps what is known and drops the rest', () => {
    const search = validateSheet({ strata: 'rest,top,bottom', states: ['adjudicate', 'lost'], waiting: 'true', chart: 'AB12CD', text: '', other: 1 });
    expect(search).toEqual({ strata: ['top', 'rest'], states: ['adjudicate'], waiting: true, chart: 'AB12CD' });
    expect(validateSheet({ chart: 347964 })).toEqual({ chart: '347964' });
    expect(validateSheet({ strata: 7, waiting: 'no' })).toEqual({});
  });

  it('asks for the whole list, for one chart, or for what waits', () => {
    expect(sheetQuery('cr-1', {})).toEqual({ id: 'cr-1', text: '', strata: [], states: [], waiting: false });
    expect(chartOfSheet('cr-1', 'AB12CD')).toMatchObject({ text: 'AB12CD', limit: 1, waiting: false });
    expect(waitingOfSheet('cr-1')).toMatchObject({ text: '', waiting: true });
    expect([isFiltered({ chart: 'A' }), isFiltered({ waiting: true })]).toEqual([false, true]);
  });
});

describe('a wish', () => {
  it('is a request once its numbers are numbers', () => {
    expect(requestOf(FIRST_WISH)).toEqual({ claim: 1, confidence: 95, errorsAllowed: 0, seed: null, topPercent: 5, middlePercent: 20, top: 'least', topCharts: 30 });
    expect(requestOf({ ...FIRST_WISH, claim: '0,1 %', seed: '7', top: 'all', topCharts: 'x' })).toMatchObject({ claim: 0.1, seed: 7, top: 'all', topCharts: 0 });
  });

  it('is none while one of them is not', () => {
    for (const change of [{ claim: '' }, { claim: '1e3' }, { claim: '-1' }, { confidence: 'ninety' }, { errors: '0.5' }, { topCharts: '' }, { seed: 'x' }, { seed: '4294967296' }]) {
      expect(requestOf({ ...FIRST_WISH, ...change })).toBeNull();
    }
  });
});

describe('words', () => {
  it('writes a bound with two telling digits, as the workspace does', () => {
    expect([9.50338529, 4.95076099, 0.99691468, 0.09997444, 0.005, 100, 0, null].map(boundOf)).toEqual(['9.5 %', '5.0 %', '1.0 %', '0.10 %', '0.005 %', '100.0 %', '0.0 %', '–']);
    expect(claimOf(samples[0]!)).toBe('fewer than 1 % at 95 %');
  });

  it('has a mark for every state of the fixtures, and none twice among the outcomes', () => {
    for (const state of [...sheet.states.map((facet) => facet.value), ...samples.map((sample) => sample.state)]) expect(markOf(state).tone).toBeTruthy();
    expect(new Set(OUTCOMES.map((one) => markOf(one.outcome).icon)).size).toBe(3);
    expect(OUTCOMES.map((one) => one.key)).toEqual(['1', '2', '3']);
  });

  it('grades agreement beyond chance', () => {
    expect(agreementOf({ pairs: 0, agreed: 0, kappa: null })).toContain('yet');
    expect(agreementOf({ pairs: 9, agreed: 9, kappa: null })).toBe('9 of 9 the same');
    expect(agreementOf({ pairs: 50, agreed: 35, kappa: 0.41 })).toBe('35 of 50 the same; agreement is moderate (κ 0.41)');
    expect(agreementOf({ pairs: 50, agreed: 20, kappa: -0.1 })).toContain('no better than chance');
  });

  it('leads on to the next chart that waits, and around', () => {
    const waiting = [chartIn('unread'), chartIn('adjudicate')].sort((a, b) => a.place - b.place);
    expect(nextOf(waiting, 0)).toBe(waiting[0]!.id);
    expect(nextOf(waiting, waiting[0]!.place)).toBe(waiting[1]!.id);
    expect(nextOf(waiting, 10_000)).toBe(waiting[0]!.id);
    expect(nextOf([], 0)).toBeNull();
  });
});

describe('the fixtures', () => {
  it('hold what the workspace would say', () => {
    expect(sheet.states.reduce((sum, facet) => sum + facet.count, 0)).toBe(sheet.summary.charts);
    for (const one of sheet.bounds) expect(one.read).toBeLessThanOrEqual(one.charts);
    expect(sheet.weighted!).toBeGreaterThan(sheet.upper!);
    for (const row of sheet.rows) if (row.state === 'second reader') expect(row.readings).toEqual([]);
  });
});

describe('the form', () => {
  it('offers three outcomes with their keys', () => {
    const html = form(chartIn('unread'));
    expect(html.match(/role="radio"/g)).toHaveLength(3);
    for (const { key } of OUTCOMES) expect(html).toContain(`>${key}</kbd>`);
    expect(html).toContain('Choose an outcome');
  });

  it('is closed to a role that reads along, and where the readers are in, and says why', () => {
    const closed = { ...chartIn('held'), mayRead: false };
    expect(form({ ...closed, readers: 1 })).toContain('has its reader');
    expect(form({ ...closed, readers: 2 })).toContain('agree');
    expect(form({ ...chartIn('unread'), mayRead: false }, false)).toContain('informaticists and leads');
    expect(form({ ...chartIn('unread'), mayRead: false, since: 'changed' })).toContain('not the one that was drawn');
    expect(form(closed, false)).not.toContain('<textarea');
    expect(closedBecause(chartIn('unread'), true)).toBe('');
  });

  it('stays open for what was begun before a newer comparison ended', () => {
    expect([overtaken(true, 3, 4), overtaken(false, 3, 4), overtaken(true, 4, 4)]).toEqual([true, false, false]);
    const html = render(<Overtaken read={3} run={4} onAgain={nothing} />);
    expect(html).toContain('Comparison 4 ended while you entered this, and its charts are the ones shown now.');
    expect(html).toContain('kept for the charts of comparison 3: if you read on since, start again.');
    expect(html).toContain('<button type="button" class="accent">Start again</button>');
    expect(form(chartIn('unread'))).not.toContain('Start again');
  });

  it('tells each reader their part', () => {
    const top = { ...chartIn('second reader') };
    expect(partOf(top)).toContain('shown when you have entered yours');
    expect(partOf({ ...top, read: 0, state: 'unread' })).toContain('without knowing');
    expect(partOf({ ...top, mine: 'held' })).toContain('counts instead');
    expect(partOf(chartIn('adjudicate'))).toContain('decides');
  });
});

describe('the panel of a chart', () => {
  it('does not show what the first reader found to the second', () => {
    const html = render(<ReviewPanel chart={chartIn('second reader')} sample="cr-1">{null}</ReviewPanel>);
    expect(html).toContain('1 reading by somebody else, shown when both are in');
    expect(html).not.toContain('class="reading"');
  });

  it('shows both when they differ, with where and why', () => {
    const chart = chartIn('adjudicate');
    const html = render(<ReviewPanel chart={chart} sample="cr-1">{null}</ReviewPanel>);
    for (const reading of chart.readings) expect(html).toContain(reading.by);
    expect(html).toContain('medication, dose');
    expect(html).toContain('Ten times the dose');
  });

  it('says that a chart taken on purpose does not bear the claim', () => {
    const html = render(<ReviewPanel chart={{ ...chartIn('unread'), byLot: false }} sample="cr-1">{null}</ReviewPanel>);
    expect(html).toContain('not the claim');
  });
});

describe('what the sample says', () => {
  it('stands there with its claim, its strata and the agreement', () => {
    const html = render(<Bounds sheet={sheet} />);
    for (const part of [unbroken(sheet.summary.words), 'claim: fewer than 1 % at 95 %', boundOf(sheet.weighted), 'moderate (κ 0.41)', 'not read in full']) expect(html).toContain(part);
    for (const one of sheet.bounds) expect(html).toContain(boundOf(one.upper));
    expect(html).not.toContain('newer than run');
  });

  it('says of a stratum on how many charts its readers differ, which its bound counts as wrong', () => {
    const apart = (open: number) => render(<Bounds sheet={{ ...sheet, bounds: sheet.bounds.map((one, at) => ({ ...one, open: at === 0 ? open : 0 })) }} />);
    expect(apart(2)).toContain('+2 readers differ on');
    expect(apart(0)).not.toContain('readers differ on');
  });

  it('says what changed when the sample is of an older run', () => {
    const html = render(<Bounds sheet={older as ChartSample} />);
    for (const words of (older as ChartSample).changes) expect(html).toContain(words);
  });
});

describe('the plan', () => {
  it('says how many charts and readings the claim needs', () => {
    const html = render(<PlanView plan={planned as SamplePlan} stale={false} />);
    for (const part of ['<b>299</b> charts by lot', unbroken((planned as SamplePlan).words), '344 readings', '82,600 patients', 'exact binomial bound']) expect(html).toContain(part);
  });

  it('says why a sample cannot be drawn instead', () => {
    const html = render(<PlanView plan={{ ...(planned as SamplePlan), refused: 'There is no comparison to draw from yet.' }} stale={false} />);
    expect(html).toContain('no comparison');
    expect(html).not.toContain('299');
  });
});

describe('the lists', () => {
  it('on a tight table the stratum makes room for what changed since', () => {
    const ids = (width: number) => sheetColumns(width).map((column) => column.id);
    expect(ids(900).filter((id) => !ids(600).includes(id))).toEqual(['stratum']);
    expect(ids(600)).toContain('reasons');
  });

  it('say state and what may be said at every width', () => {
    for (const width of [700, 1000, 1600]) {
      for (const sample of samples) {
        const html = render(<>{sampleColumns(width, sample.atMs + 60_000).map((column) => <span key={column.id}>{column.cell(sample, 0)}</span>)}</>);
        for (const part of [sample.words, markOf(sample.state).words, claimOf(sample)]) expect(html).toContain(part);
      }
      for (const [index, row] of sheet.rows.entries()) {
        const html = render(<>{sheetColumns(width).map((column) => <span key={column.id}>{column.cell(row, index)}</span>)}</>);
        for (const part of [row.id, row.stratum, markOf(row.state).words]) expect(html).toContain(part);
      }
    }
  });
});

it('adds no error of which nothing is said', () => {
  const nowhere = { kind: '', aspect: '' };
  expect(lackOf('error', nowhere, '  ')).toBe('Say what is wrong, or choose its kind');
  expect(lackOf('unclear', nowhere, '')).toContain('cannot be told');
  for (const fine of [lackOf('held', nowhere, ''), lackOf(null, nowhere, ''), lackOf('error', { kind: 'allergy', aspect: '' }, ''), lackOf('error', nowhere, 'the dose')]) expect(fine).toBe('');
});
