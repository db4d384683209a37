// The parts of the Findings screen, rendered over the fixtures as text: what must be readable without a mouse or a server.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRouter, RouterContextProvider } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { BurnDown, CauseRow, CausesPage, FindingDetail, FindingsPage, TriageLog } from '../../contract/contract';
import burnFixture from '../../test/fixtures/burn_down.json';
import causes from '../../test/fixtures/causes.json';
import history from '../../test/fixtures/triage_log.json';
import finding from '../../test/fixtures/finding.json';
import findings from '../../test/fixtures/findings.json';
import { AspectTable } from './AspectTable';
import { CausesList } from './CausesList';
import { FindingsBand } from './FindingsBand';
import { columnsFor } from './FindingsList';
import { FindingView } from './FindingPanel';
import { suggestionFor } from './FindingsScreen';
import { TriageBar } from '../../components/triage/TriageBar';
import { patientsOf } from './words';
import { Choices } from '../../components/triage/TriageDialog';
import { AcceptForm } from '../../components/triage/TriageForms';
import { changesOf } from '../../components/triage/TriageHistory';

const page = causes as CausesPage;
const detail = finding as FindingDetail;
const rows = (findings as FindingsPage).rows;
const burnDown = burnFixture as BurnDown;
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

function list(open: string | undefined, shown = page.rows, marks: ReadonlySet<string> = new Set()): string {
  return render(
    <CausesList
      causes={shown}
      total={page.total}
      findings={page.findings}
      loading={false}
      current={0}
      open={open}
      sort={undefined}
      marks={marks}
      may
      onPress={nothing}
      onMark={nothing}
      onTriage={nothing}
      onCurrent={nothing}
      onToggle={nothing}
      onEnter={nothing}
      onFinding={nothing}
      onSort={nothing}
      onMore={nothing}
    />,
  );
}

describe('an acceptance of several', () => {
  it('says how many of its findings are safety before it is asked for', () => {
    const causes = page.rows.slice(0, 2);
    const safety = causes.reduce((sum, cause) => sum + cause.safety, 0);
    expect(safety).toBeGreaterThan(1);
    const html = render(<AcceptForm subjects={{ causes, findings: [] }} pending={false} typed="" onTyped={nothing} onBack={nothing} onSend={nothing} />);
    expect(html).toContain('of 2 causes');
    expect(html).toContain(`${safety} safety findings`);
  });
});

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

  it('say what to do about it, with the way to where that is done', () => {
    const first = page.rows[0];
    if (first === undefined) throw new Error('the fixture holds no cause');
    const html = list(first.id);
    expect(html).toContain('Proposed:');
    expect(html).toContain('send D/C where the source says so');
    expect(html).toMatch(/href="[^"]*\/mapping\?rule=med-status"/);
    const of = (proposal: CauseRow['proposal']) => list(first.id, [{ ...first, proposal }]);
    expect(of({ text: 'Ask the loader.', place: '', target: '' })).not.toContain('Nothing is changed before');
    expect(of({ text: '', place: '', target: '' })).not.toContain('Proposed:');
  });

  it('offer the rest when not all were sent', () => {
    expect(list(undefined, page.rows.slice(0, 3))).toContain('Show more of 11 causes');
  });
});

describe('triage', () => {
  const [first, , grown, expired] = page.rows;

  it('stands in the line of a cause, and marks are said', () => {
    const html = list(undefined);
    expect(html).toContain('mapping defect');
    expect(html).toContain('Explains ');
    expect(html).toContain('overdue');
    expect(list(undefined, page.rows, new Set([first?.id ?? '']))).toContain('data-marked="true"');
  });

  it('says in full what holds, who said so and that it has grown or ended', () => {
    if (grown === undefined || expired === undefined) throw new Error('the fixture holds too few causes');
    const bar = (row: typeof grown, may = true) => render(<TriageBar state={row.triage} of="cause" subject="c-1" may={may} onTriage={nothing} />);
    expect(bar(grown)).toContain(`Explains ${grown.triage.grown} more than when accepted`);
    expect(bar(grown)).toContain(grown.triage.reason);
    expect(bar(expired)).toContain('open again');
    expect(bar(expired, false)).not.toContain('<button');
  });

  it('offers what the role may do and says why not', () => {
    const subjects = { causes: first === undefined ? [] : [first], findings: [] };
    const choices = (mayAccept: boolean) => render(<Choices subjects={subjects} mayAccept={mayAccept} pending={false} onChoose={nothing} />);
    expect(choices(false)).toContain('informaticists and leads accept variance');
    expect(choices(true)).not.toContain('disabled');
    expect(choices(true)).toContain('closes only when a comparison no longer has it');
  });

  it('counts no more patients than statements where a part of a cause is shown', () => {
    expect(patientsOf({ patients: 157, statements: 284 })).toEqual({ text: '157', about: '' });
    expect(patientsOf({ patients: 157, statements: 16 })).toEqual({ text: '≤16', about: expect.stringContaining('157') as string });
    expect(patientsOf({ patients: null, statements: 3 }).text).toBe('<11');
  });

  it('offers first what the cause names, in two presses', () => {
    if (grown === undefined) throw new Error('the fixture holds too few causes');
    const subjects = { causes: [grown], findings: [] };
    const html = render(<Choices subjects={subjects} suggested="mapping defect" mayAccept pending={false} onChoose={nothing} />);
    expect(html.match(/data-first/g)).toHaveLength(1);
    expect(html).toMatch(/data-first="true"(?:(?!<button).)*Mapping defect/);
    const bar = (suggested?: 'mapping defect') => render(<TriageBar state={grown.triage} of="cause" subject="c-1" may suggested={suggested} onTriage={nothing} />);
    expect(bar('mapping defect')).toContain('Mapping defect…');
    expect(bar().match(/<button/g)).toHaveLength(1);
  });

  it('tells the history in words', () => {
    const log = history as TriageLog;
    expect(log.rows.map(changesOf)).toEqual([
      'mapping defect',
      expect.stringMatching(/^owner a.lindqvist; due \d{4}-/),
      'comment',
      expect.stringMatching(/^proposed as variance until \d{4}-\d\d-\d\d, explained 96 findings$/),
    ]);
  });
});

describe('a finding', () => {
  const html = render(<FindingView detail={detail} onClose={nothing} onCause={nothing} may onTriage={nothing} />);

  it('quotes the note that speaks to it, with the words it is about marked and what is hidden shown as hidden', () => {
    expect(html).toContain('The note agrees with legacy');
    expect(html).toContain('Y−3 day 255 · stopped in the note');
    expect(html).toContain('<mark>warfarin</mark>');
    expect(html).not.toContain('[hidden]');
    expect(render(<FindingView detail={{ ...detail, note: null }} onClose={nothing} onCause={nothing} may onTriage={nothing} />)).not.toContain('The note');
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
      <FindingView detail={{ ...detail, destinationLocators: [], rule: null, expression: null }} onClose={nothing} onCause={nothing} may onTriage={nothing} />,
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
      <FindingsBand head={page} failed={false} burn={burnDown.points} filtered={false} safetyOpen={200}>
        <span />
      </FindingsBand>,
    );
    expect(html).toContain('11 causes');
    expect(html).toContain('253 safety</b>, 200 open');
    expect(html).toContain('3,971 open');
    expect(html).toContain('708 decided</b>, 3,581 left');
    expect(html).toContain('Comparison 118');
    expect(html).toContain('findings since comparison 117');
  });

  it('stands before the first run', () => {
    const html = render(
      <FindingsBand head={{ ...page, run: 0, trend: [], findings: 0, total: 0, safety: 0, rows: [] }} failed={false} burn={undefined} filtered={false} safetyOpen={0}>
        <span />
      </FindingsBand>,
    );
    expect(html).toContain('No comparison yet');
  });
});

describe('the table of findings', () => {
  it('renders every cell of every row', () => {
    for (const [ofCause, width] of [[true, 900], [false, 900], [true, 600], [false, 600], [false, 450]] as const) {
      for (const row of rows.slice(0, 10)) {
        const html = render(
          <>
            {columnsFor(ofCause, width).map((column) => (
              <span key={column.id}>{column.cell(row, 0)}</span>
            ))}
          </>,
        );
        expect(html).toContain(row.label);
        // In little room the panel tells the patient, and both values are whole.
        if (width > 500) expect(html).toContain(row.patient);
      }
    }
  });
});

describe('the suggestion of the dialog', () => {
  const row = { ...detail.row, triage: { ...detail.row.triage, disposition: '' } };
  const beside = { ...detail.cause, id: row.cause, class: 'mapping rule' };
  const subjects = { causes: [], findings: [row] };
  const none = { ...page, rows: page.rows.filter((one) => one.id !== row.cause) };

  it('is that of the button, also where the cause is beyond the loaded page', () => {
    expect(suggestionFor(subjects, beside, none)?.act).toBe('mapping defect');
    expect(suggestionFor(subjects, undefined, none)).toBeNull();
    expect(suggestionFor(subjects, undefined, none, { ...page, rows: [beside] })?.act).toBe('mapping defect');
  });

  it('is never that of another cause', () => {
    expect(suggestionFor(subjects, { ...beside, id: 'c-other' }, none)).toBeNull();
    expect(suggestionFor({ causes: [], findings: [row, { ...row, cause: 'c-other' }] }, beside, none)).toBeNull();
  });
});
