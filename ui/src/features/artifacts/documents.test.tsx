// Documents and where they are filed, rendered over the fixture as text: every verdict is said, patients are ways into charts
// where there is one, and nothing is shown as certain that is not.
import { createMemoryHistory, createRootRoute, createRouter, RouterContextProvider } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { DiscoverySummary, DocumentRow, DocumentsPage } from '../../contract/contract';
import summary from '../../test/fixtures/discovery.json';
import documents from '../../test/fixtures/documents.json';
import { documentColumns } from './documentColumns';
import { DocumentPanel } from './DocumentPanel';
import { copyWords, readWords, verdictOf } from './documentWords';

const page = documents as DocumentsPage;
const nothing = () => undefined;

function render(element: ReactElement): string {
  const router = createRouter({ routeTree: createRootRoute(), history: createMemoryHistory() });
  return renderToStaticMarkup(<RouterContextProvider router={router}>{element}</RouterContextProvider>);
}

function of(verdict: string): DocumentRow {
  const row = page.rows.find((one) => one.verdict === verdict);
  if (row === undefined) throw new Error(`the fixture holds no document that is ${verdict}`);
  return row;
}

describe('the fixture', () => {
  it('agrees with the summary', () => {
    const said = summary as DiscoverySummary;
    const grave = page.rows.filter((row) => ['filed under another patient', 'names two patients'].includes(row.verdict));
    expect([said.documents, said.documentsGrave]).toEqual([page.rows.length, grave.length]);
  });
});

describe('the words', () => {
  it('hold a meaning for every verdict and none for what is not known', () => {
    for (const { value } of page.kinds) expect(verdictOf(value).means).not.toBe('');
    expect(verdictOf('made up later')).toMatchObject({ short: 'made up later', means: '' });
  });

  it('say how sure recognised text is, and count copies', () => {
    expect(readWords(of('names two patients'))).toBe('4 pages, recognised with 71 % confidence');
    expect(readWords(of('filed right'))).toBe('1 page, its own text');
    expect(copyWords(of('no patient named'))).toBe('2 other files with the same bytes');
    expect(copyWords(of('filed under another patient'))).toBe('');
  });
});

describe('the list', () => {
  it('says verdict, document and both patients of every row at every width', () => {
    for (const width of [500, 800, 1300]) {
      for (const row of page.rows) {
        const html = render(
          <>
            {documentColumns(width).map((column) => (
              <span key={column.id}>{column.cell(row, 0)}</span>
            ))}
          </>,
        );
        for (const part of [verdictOf(row.verdict).short, row.linked, row.filed, ...row.between]) expect(html).toContain(part);
      }
    }
  });
});

describe('the panel', () => {
  it('puts the two patients against each other, each a way into the charts', () => {
    const row = of('filed under another patient');
    const html = render(<DocumentPanel row={row} onClose={nothing} onOnly={nothing} />);
    for (const part of [`/patients/${row.linked}`, `/patients/${row.filed}`, 'they do not agree', row.filedAt, ...row.evidence]) expect(html).toContain(part);
    expect(html).toContain('data-against="true"');
  });

  it('offers no chart that is not there, and says when nobody is named', () => {
    const html = render(<DocumentPanel row={of('no patient named')} onClose={nothing} onOnly={nothing} />);
    expect(html).not.toContain('/patients/');
    expect(html).toContain('nobody for sure');
    expect(html).not.toContain('sure whom it names');
  });

  it('names the place in the table for a document that is not there', () => {
    const html = render(<DocumentPanel row={of('indexed but missing')} onClose={nothing} onOnly={nothing} />);
    expect(html).toContain('Listed in');
    expect(html).toContain('line 44');
  });
});
