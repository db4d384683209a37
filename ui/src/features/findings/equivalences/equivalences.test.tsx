// The parts of the equivalences, rendered over the fixtures as text: what must be readable without a mouse or a server.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRouter, RouterContextProvider } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { EquivalencePreview, EquivalencesView, Permission } from '../../../contract/contract';
import fixture from '../../../test/fixtures/equivalences.json';
import previewFixture from '../../../test/fixtures/preview_equivalence.json';
import { Blast } from './Blast';
import { equivalenceColumns } from './columns';
import { DeclareButton } from './DeclareButton';
import { DeclareForm } from './DeclareDialog';
import { EquivalencePanel } from './EquivalencePanel';
import { draftOf } from './words';

const view = fixture as EquivalencesView;
const preview = previewFixture as EquivalencePreview;
const nothing = (): void => undefined;

function render(element: ReactElement, permissions: Permission[] = ['read_charts', 'accept_variance']): string {
  const router = createRouter({ routeTree: createRootRoute(), history: createMemoryHistory() });
  const client = new QueryClient();
  client.setQueryData(['session', {}], { account: 'a', role: 'informaticist', workspace: 'w', permissions });
  return renderToStaticMarkup(
    <RouterContextProvider router={router}>
      <QueryClientProvider client={client}>{element}</QueryClientProvider>
    </RouterContextProvider>,
  );
}

describe('the table', () => {
  it('renders every cell, with a word for what colour says and the counts for those who see no line', () => {
    for (const row of view.rows) {
      expect(equivalenceColumns([4]).some((column) => column.id === 'runs'), 'a course over one comparison').toBe(false);
      const html = render(<>{equivalenceColumns(view.runs).map((column) => <span key={column.id}>{column.cell(row, 0)}</span>)}</>);
      expect(html).toContain(row.id);
      expect(html).toContain('comparison 9: ');
    }
  });
});

describe('the panel', () => {
  const panel = (id: string, permissions?: Permission[]): string => {
    const row = view.rows.find((one) => one.id === id);
    if (row === undefined) throw new Error(`the fixture has no ${id}`);
    return render(<EquivalencePanel row={row} view={view} onClose={nothing} />, permissions);
  };

  it('says reason, author, end, counts and test rows', () => {
    const html = panel('visit-times-hour');
    for (const words of ['rounds the start of a visit', 'lead-1', '2027-06-30', '340 more statements', 'at most 60 minutes apart', 'must be equivalent', 'must differ', '500 statements at most', 'not in force']) {
      expect(html).toContain(words);
    }
  });

  it('offers to retire only to who may, and never a map of the lens or what is retired', () => {
    expect(panel('peanut-allergen')).toContain('Retire…');
    expect(panel('peanut-allergen', ['read_charts'])).not.toContain('Retire…');
    expect(panel('lens:labs')).not.toContain('Retire…');
    expect(panel('left-ear')).not.toContain('Retire…');
  });
});

describe('the blast radius', () => {
  it('names what would close, and what of it has another cause', () => {
    const html = render(<Blast preview={preview} counting={false} />);
    expect(html).toContain('1,204 statements of 310 patients');
    expect(html).toContain('14 of other causes');
    expect(html).toContain('none of them safety');
    expect(render(<Blast preview={{ ...preview, safety: 3 }} counting={false} />)).toContain('3 of them safety');
    expect(render(<Blast preview={{ ...preview, lookedAt: 2000 }} counting={false} />)).toContain('the worst 2,000 of 2,316');
    expect(render(<Blast preview={{ ...preview, patients: null }} counting={false} />)).toContain('fewer than 11 patients');
  });
});

describe('declaring', () => {
  const idle = { mutate: nothing, isPending: false, error: null };
  const form = (change: Partial<EquivalencePreview>, save = idle): string =>
    render(<DeclareForm save={save} draft={draftOf('f-1')} preview={{ ...preview, ...change }} error={null} counting={false} onDraft={nothing} onDone={nothing} onClose={nothing} />);

  it('shows values, relations and the count before it can be sent', () => {
    const html = form({});
    for (const words of ['Minutes', 'Precision', 'It would explain', 'Why the two are the same']) expect(html).toContain(words);
    expect(html).not.toContain('disabled=""');
  });

  it('cannot be left while it is being declared', () => {
    const html = form({}, { ...idle, isPending: true });
    expect(html.match(/disabled=""/g)).toHaveLength(2);
    expect(html).toContain('Declaring');
  });

  it('cannot be sent when it would explain nothing or may not be declared from here', () => {
    expect(form({ statements: 0, findings: 0 })).toContain('disabled=""');
    const withheld = form({ problem: 'The value is not shown here.' });
    expect(withheld).toContain('The value is not shown here.');
    expect(withheld).toContain('disabled=""');
  });

  it('is there for a difference of an aspect, closed for who may not, and gone for a lost statement', () => {
    const button = (of: { aspect: string; verdict: string }, permissions?: Permission[]): string => render(<DeclareButton finding="f-1" label="x" of={of} />, permissions);
    expect(button({ aspect: 'time', verdict: 'altered' })).toContain('Declare equivalent');
    expect(button({ aspect: 'time', verdict: 'altered' }, ['read_charts'])).toContain('disabled=""');
    expect(button({ aspect: 'statement', verdict: 'lost' })).toBe('');
    expect(button({ aspect: 'time', verdict: 'altered' }, ['read'])).toBe('');
  });
});
