// The parts of the Artifacts screen, rendered over the fixtures as text: what must be readable without a mouse or a server.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRouter, RouterContextProvider } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { ArtifactDetail, ArtifactsPage, Sample } from '../../contract/contract';
import artifact from '../../test/fixtures/artifact.json';
import sample from '../../test/fixtures/artifact_sample.json';
import artifacts from '../../test/fixtures/artifacts.json';
import { Profile } from './ArtifactDetail';
import { columnsFor, roomFor } from './columns';
import { FieldsList } from './FieldsList';
import { VALUES } from './SampleView';

const detail = artifact as ArtifactDetail;
const page = artifacts as ArtifactsPage;
const fields = detail.relations[0]?.fields ?? [];

function render(element: ReactElement): string {
  const client = new QueryClient();
  client.setQueryData(['artifact_sample', { id: detail.row.id, relation: 'labs', limit: VALUES }], sample as Sample);
  const router = createRouter({ routeTree: createRootRoute(), history: createMemoryHistory() });
  return renderToStaticMarkup(
    <RouterContextProvider router={router}>
      <QueryClientProvider client={client}>{element}</QueryClientProvider>
    </RouterContextProvider>,
  );
}

describe('the panel of an artifact', () => {
  const html = render(<Profile detail={detail} relation={undefined} go={() => undefined} />);

  it('names the doubts and what they did', () => {
    expect(html).toContain('ragged_row');
    expect(html).toContain('set aside in quarantine');
    expect(html).toContain('read, with a doubt');
  });

  it('lists every field with its profile', () => {
    for (const field of fields) expect(html).toContain(`>${field.name}<`);
    expect(html).toContain('hidden: identifier');
  });

  it('says that the columns of the sample are drawn on their own', () => {
    expect(html).toContain('Each column is drawn on its own');
    expect(html).toContain('column-independent');
  });

  it('leads from the fields to the rules that read them', () => {
    expect(html).toMatch(/href="\/mapping\?rule=(%22)?obs-unit/);
  });

  it('says what an unread artifact means', () => {
    const unread = page.rows.find((row) => row.state === 'unread');
    if (unread === undefined) throw new Error('the fixture holds no unread artifact');
    const text = render(<Profile detail={{ ...detail, row: unread, relations: [], issues: [] }} relation={undefined} go={() => undefined} />);
    expect(text).toContain('counted as unread');
  });
});

describe('a relation of 10,000 fields', () => {
  it('makes a hundred lines and offers the rest', () => {
    const first = fields[0];
    if (first === undefined) throw new Error('the fixture holds no field');
    const many = Array.from({ length: 10_000 }, (_, index) => ({ ...first, name: `F${index}` }));
    const html = render(<FieldsList fields={many} artifact="a-1" relation="wide" />);
    expect(html.match(/role="row"/g)).toHaveLength(101);
    expect(html).toContain('Show 100 more of 10,000');
    expect(html).toContain('Filter 10,000 fields');
  });
});

describe('the table', () => {
  it('renders every cell of every row at every width', () => {
    for (const width of [500, 800, 1400]) {
      for (const row of page.rows) {
        const html = render(
          <>
            {columnsFor(roomFor(width)).map((column) => (
              <span key={column.id}>{column.cell(row, 0)}</span>
            ))}
          </>,
        );
        expect(html).toContain(row.name);
        expect(html).toContain(row.state);
      }
    }
  });

  it('shows patients as the number that the list is ordered by, at every width', () => {
    const [row] = page.rows;
    if (row === undefined) throw new Error('the fixture holds no artifact');
    for (const width of [450, 600, 800, 1400]) {
      const column = columnsFor(roomFor(width)).find((one) => one.id === 'patients');
      expect(render(<>{column?.cell({ ...row, patients: 1208, reach: 0.5 }, 0)}</>)).toContain('>1,208<');
    }
  });
});
