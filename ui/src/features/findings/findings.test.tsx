// The parts of the Findings screen, rendered over the fixtures as text: what must be readable without a mouse or a server.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRouter, RouterContextProvider } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { CausesPage, FindingDetail, FindingsPage } from '../../contract/contract';
import causes from '../../test/fixtures/causes.json';
import finding from '../../test/fixtures/finding.json';
import findings from '../../test/fixtures/findings.json';
import { AspectTable } from './AspectTable';
import { CausesList } from './CausesList';
import { FindingsBand } from './FindingsBand';
import { columnsFor } from './FindingsList';
import { FindingView } from './FindingPanel';

const page = causes as CausesPage;
const detail = finding as FindingDetail;
const rows = (findings as FindingsPage).rows;
const nothing = (): void => undefined;

function render(element: ReactElement): string {
  const client = new QueryClient();
  client.setQueryData(['finding', { id: detail.row.id }], detail);
  const router = createRouter({ routeTree: createRootRoute(), history: createMemoryHistory() });
  return renderToStaticMarkup(
    <RouterContextProvider router={router}>
      <QueryClientProvider client={client}>{element}</QueryClientProvider>
    </RouterContextProvider>,
  );
}

function list(open: string | undefined, shown = page.rows): string {
  return render(
    <CausesList
      causes={shown}
      total={page.total}
      findings={page.findings}
      loading={false}
      current={0}
      open={open}
      sort={undefined}
      onCurrent={nothing}
      onToggle={nothing}
      onEnter={nothing}
      onFinding={nothing}
      onSort={nothing}
      onMore={nothing}
    />,
  );
}

describe('the causes', () => {
  it('are all there, with patients under 11 withheld', () => {
    const html = list(undefined);
    for (const cause of page.rows) expect(html).toContain(cause.label);
    expect(html).toContain('&lt;11');
    expect(html).not.toContain('Why these are one cause');
  });

  it('open in place with evidence, rule, clusters and an example', () => {
    const first = page.rows[0];
    if (first === undefined) throw new Error('the fixture holds no cause');
    const html = list(first.id);
    expect(html).toContain('Why these are one cause');
    expect(html).toContain('COALESCE(map(STATUS_CD');
    expect(html).toContain('D/C');
    expect(html).toContain('warfarin 5 mg');
    expect(html).toContain('96 findings');
  });

  it('offer the rest when not all were sent', () => {
    expect(list(undefined, page.rows.slice(0, 3))).toContain('Show more of 11 causes');
  });
});

describe('a finding', () => {
  const html = render(<FindingView detail={detail} onClose={nothing} onCause={nothing} />);

  it('quotes the note that speaks to it, with the words it is about marked and what is hidden shown as hidden', () => {
    expect(html).toContain('The note agrees with legacy');
    expect(html).toContain('Y−3 day 255 · stopped in the note');
    expect(html).toContain('<mark>warfarin</mark>');
    expect(html).not.toContain('[hidden]');
    expect(render(<FindingView detail={{ ...detail, note: null }} onClose={nothing} onCause={nothing} />)).not.toContain('The note');
  });

  it('shows both statements with the differing aspects marked', () => {
    expect(html).toContain('<span class="hidden-text"> differs</span>');
    expect(html.match(/ differs<\/span>/g)).toHaveLength(detail.aspects.filter((row) => row.differs).length);
    expect(html).toContain('defaulted');
    expect(html).toContain('absent');
  });

  it('leads down to both locators, each to be copied', () => {
    for (const locator of [...detail.legacyLocators, ...detail.destinationLocators]) {
      expect(html).toContain(locator);
      expect(html).toContain(`Copy ${locator}`);
    }
  });

  it('leads to the rule, the chart and the cause', () => {
    expect(html).toMatch(/href="\/mapping\?rule=(%22)?med-status/);
    expect(html).toContain(`href="/patients/${detail.row.patient}?finding=`);
    expect(html).toContain(detail.cause.label);
    for (const step of detail.explanation) expect(html).toContain(step.slice(0, 30));
  });

  it('says so when a side has no statement', () => {
    const lost = render(
      <FindingView detail={{ ...detail, destinationLocators: [], rule: null, expression: null }} onClose={nothing} onCause={nothing} />,
    );
    expect(lost).toContain('The destination side has no such statement.');
    expect(lost).toContain('no rule lies between');
  });
});

describe('aspects in brief', () => {
  it('keep every differing row and leave out empty ones', () => {
    const html = render(<AspectTable aspects={detail.aspects} brief />);
    expect(html.match(/ differs<\/span>/g)).toHaveLength(2);
    expect(html).not.toContain('encounter');
    expect(html.match(/<tr/g)?.length).toBe(7);
  });
});

describe('the head', () => {
  it('says how far from balance the books are', () => {
    const html = render(
      <FindingsBand head={page} filtered={false}>
        <span />
      </FindingsBand>,
    );
    expect(html).toContain('11 causes');
    expect(html).toContain('safety</b>');
    expect(html).toContain('Run 118');
    expect(html).toContain('findings since run 117');
  });

  it('stands before the first run', () => {
    const html = render(
      <FindingsBand head={{ ...page, run: 0, trend: [], findings: 0, total: 0, safety: 0, rows: [] }} filtered={false}>
        <span />
      </FindingsBand>,
    );
    expect(html).toContain('No run yet');
  });
});

describe('the table of findings', () => {
  it('renders every cell of every row', () => {
    for (const ofCause of [true, false]) {
      for (const row of rows.slice(0, 10)) {
        const html = render(
          <>
            {columnsFor(ofCause, false).map((column) => (
              <span key={column.id}>{column.cell(row, 0)}</span>
            ))}
          </>,
        );
        expect(html).toContain(row.label);
        expect(html).toContain(row.patient);
      }
    }
  });
});
