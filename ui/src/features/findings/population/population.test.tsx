// The parts of the populations, rendered over the fixtures as text: what must be readable without a mouse or a server.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRouter, RouterContextProvider } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { PopulationPage, QuestionsAnswer } from '../../../contract/contract';
import population from '../../../test/fixtures/population.json';
import questions from '../../../test/fixtures/questions.json';
import { Alone } from './Alone';
import { cellColumns, movedMost } from './CellsView';
import { Columns } from './MonthPlot';
import { QuestionPanel } from './QuestionPanel';
import { questionColumns } from './QuestionsView';
import { TOLD_ALONE } from './words';

const answer = questions as QuestionsAnswer;
const page = population as PopulationPage;

function render(element: ReactElement): string {
  const router = createRouter({ routeTree: createRootRoute(), history: createMemoryHistory() });
  const client = new QueryClient();
  client.setQueryData(['session', {}], { account: 'a', role: 'informaticist', workspace: 'w', permissions: ['read_charts'] });
  return renderToStaticMarkup(
    <RouterContextProvider router={router}>
      <QueryClientProvider client={client}>{element}</QueryClientProvider>
    </RouterContextProvider>,
  );
}

describe('the table of questions', () => {
  it('renders every cell, with a word for what colour says', () => {
    for (const row of answer.rows) {
      const html = render(<>{questionColumns.map((column) => <span key={column.id}>{column.cell(row, 0)}</span>)}</>);
      expect(html).toContain(row.title);
      expect(html).toContain(row.verdict);
      expect(html).toContain('legacy');
    }
  });
});

describe('a question', () => {
  const row = answer.rows[0];
  if (row === undefined) throw new Error('the fixture holds no question');
  const html = render(<QuestionPanel row={row} onClose={() => undefined} />);

  it('says what it means, both answers and that a total is withheld', () => {
    expect(html).toContain(row.about);
    expect(html).toContain('31 of 214');
    expect(html).toContain('The books do not name the same patients.');
    expect(html).toContain('in the legacy book only');
  });

  it('leads to those of whom one book alone can tell, where nobody is named otherwise', () => {
    const nobody = { ...row, onlyLegacy: 0, onlyDestination: 0, askedOnlyLegacy: 0, askedOnlyDestination: 0 };
    const alone = render(<QuestionPanel row={{ ...nobody, verdict: 'differs' }} onClose={() => undefined} />);
    expect(alone).toContain('Of some patients one of the books alone can tell.');
    expect(alone).toContain('told+only+legacy');
    expect(alone).not.toContain('the same patients on both sides');
    expect(render(<QuestionPanel row={{ ...nobody, verdict: 'same' }} onClose={() => undefined} />)).toContain('the same patients on both sides');
  });
});

describe('those of whom one book alone can tell', () => {
  const told = (total: number, only: boolean): string => {
    const router = createRouter({ routeTree: createRootRoute(), history: createMemoryHistory() });
    const client = new QueryClient();
    const list = { text: '', severities: [], reasons: [], sides: [], question: 'q', difference: 'told only legacy', sort: '', offset: 0, limit: 1 };
    client.setQueryData(['patients', list], { rows: [], total, reasons: [], severities: [], sides: [] });
    return renderToStaticMarkup(
      <RouterContextProvider router={router}>
        <QueryClientProvider client={client}>{TOLD_ALONE.slice(0, 1).map((way) => <Alone key={way.difference} question="q" {...way} charts only={only} />)}</QueryClientProvider>
      </RouterContextProvider>,
    );
  };

  it('are counted as the list that the link opens, few as few, and left out where there is nobody', () => {
    expect(told(14, false)).toContain('<b>14</b> of whom the legacy book alone can tell');
    expect(told(3, false)).toContain('&lt;11</b> of whom');
    expect(told(3, false)).toContain('told+only+legacy');
    expect(told(0, true)).toBe('');
  });
});

describe('the months', () => {
  it('are drawn mirrored, with the unknown month and the withheld ones in words', () => {
    const html = render(<Columns rows={page.rows.filter((row) => row.kind === 'observation' && row.code === '')} withheld={2} more={false} />);
    expect(html).toContain('59 months before');
    expect(html).toContain('month not told: 12 legacy, 82 destination, +70');
    expect(html).toContain('2 months with fewer than 11 patients withheld');
    expect(html).toContain('newest month');
  });

  it('say so when none may be shown', () => {
    expect(render(<Columns rows={[]} withheld={4} more={false} />)).toContain('no month has 11 patients');
  });
});

describe('cells', () => {
  it('render in every view', () => {
    for (const view of ['kind', 'code', 'clinic', 'number', 'amount'] as const) {
      for (const row of page.rows.slice(-5)) {
        const html = render(<>{cellColumns(view, 900).map((column) => <span key={column.id}>{column.cell(row, 0)}</span>)}</>);
        expect(html).toContain(row.label);
        if (row.destination === null) expect(html).toContain('withheld');
      }
    }
  });

  it('that are not balanced say so, and nothing of one book alone, for both may hold some', () => {
    const row = page.rows.find((one) => one.code !== '' && one.legacy !== null && one.destination !== null);
    if (row === undefined) throw new Error('the fixture holds no cell of both books');
    const shown = (oneBook: boolean): string => render(<>{cellColumns('clinic', 900).map((column) => <span key={column.id}>{column.cell({ ...row, oneBook }, 0)}</span>)}</>);
    expect(shown(true)).toContain('not balanced');
    expect(shown(true)).not.toContain('one book only');
    expect(shown(false)).not.toContain('not balanced');
  });

  it('that moved say how many more there are than are named', () => {
    const [row] = page.rows;
    if (row === undefined) throw new Error('the fixture holds no cell');
    const cell = (label: string, difference: number) => ({ ...row, label, difference });
    const drift = { kind: 'encounter', moved: 5, differing: 3, cells: 6, contributors: [cell('clinic 5', -2), cell('clinic 2', -2), cell('clinic 4', -1)] } as never;
    expect(movedMost(drift)).toBe('clinic 5 −2, clinic 2 −2, 1 more');
    expect(movedMost({ ...(drift as object), differing: 1, contributors: [cell('clinic 5', 2)] } as never)).toBe('clinic 5 +2');
  });

  it('have sums with their thousands apart', () => {
    const [row] = page.rows;
    if (row === undefined) throw new Error('the fixture holds no cell');
    const html = render(<>{cellColumns('amount', 900).map((column) => <span key={column.id}>{column.cell({ ...row, legacySum: '1200030.45', destinationSum: '1199982.45' }, 0)}</span>)}</>);
    expect(html).toContain('1,200,030.45');
    expect(html).toContain('1,199,982.45');
  });
});
