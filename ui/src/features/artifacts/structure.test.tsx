// The structure of an artifact, where it is used, its folder and its facets, rendered over the fixtures as text.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRouter, RouterContextProvider } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { ArtifactsPage, ArtifactUses, StructureView } from '../../contract/contract';
import artifacts from '../../test/fixtures/artifacts.json';
import below from '../../test/fixtures/artifact_structure.1.json';
import whole from '../../test/fixtures/artifact_structure.json';
import uses from '../../test/fixtures/artifact_uses.json';
import { facetGroups, RISKS } from './fileFacets';
import { StructureTree } from './StructureTree';
import { lookedAt, oneOf, repeats } from './structureWords';
import { byField, byRelation } from './uses';
import { UsesView } from './UsesView';

const page = artifacts as ArtifactsPage;

function render(element: ReactElement, data: readonly [string, object, object][]): string {
  const client = new QueryClient();
  for (const [name, request, answer] of data) client.setQueryData([name, request], answer);
  const router = createRouter({ routeTree: createRootRoute(), history: createMemoryHistory() });
  return renderToStaticMarkup(
    <RouterContextProvider router={router}>
      <QueryClientProvider client={client}>{element}</QueryClientProvider>
    </RouterContextProvider>,
  );
}

describe('the structure of an artifact', () => {
  const view = whole as StructureView;
  const answers = (first: StructureView): [string, object, object][] => [
    ['artifact_structure', { id: 'a-1', parent: 0 }, first],
    ['artifact_structure', { id: 'a-1', parent: 1 }, below as StructureView],
  ];

  it('names parts as the standard does, with marks for what it does not know', () => {
    const html = render(<StructureTree id="a-1" go={() => undefined} />, answers(view));
    expect(html).toContain('ORU^R01');
    expect(html).toContain('Patient Identification');
    expect(html).toMatch(/ZPV.*local/s);
    expect(html).toContain('all looked at');
    expect(html.match(/role="treeitem"/g)).toHaveLength(view.rows.length + below.rows.length);
  });

  it('says when it looked at a part only, and when something had no room', () => {
    const html = render(<StructureTree id="a-1" go={() => undefined} />, answers({ ...view, exact: false, leftOut: 12, narrativeOnly: 3 }));
    expect(html).toContain('The first 4,211 messages; there are more');
    expect(html).toContain('12 parts of further kinds');
    expect(html).toContain('3 blocks of narrative');
  });

  it('says so where nothing was found', () => {
    expect(render(<StructureTree id="a-1" go={() => undefined} />, answers({ ...view, rows: [] }))).toContain('No structure was found');
  });

  it('counts in words', () => {
    expect([repeats(1), repeats(1200), oneOf('messages', 1), lookedAt({ form: 'documents', records: 1, exact: true })]).toEqual(['once', '×1,200', 'message', '1 document, all looked at']);
  });
});

describe('where an artifact is used', () => {
  const all = uses as ArtifactUses;
  const shown = (answer: ArtifactUses): string => render(<UsesView id="a-1" format="CSV" side="destination" />, [['artifact_uses', { id: 'a-1' }, answer]]);

  it('leads to its open findings by severity, to rules and to corners', () => {
    const html = shown(all);
    expect(html).toMatch(/href="\/findings\?[^"]*artifact=/);
    expect(html).toMatch(/href="\/findings\?[^"]*severities/);
    expect(html).toMatch(/href="\/mapping\?rule=/);
    expect(html).toMatch(/href="\/artifacts\?[^"]*view=/);
    expect(html).toMatch(/href="\/lens\?side=destination&amp;table=labs/);
    expect(html).toContain('labs.STATUS_CD');
  });

  it('does not take an unknown number for none', () => {
    expect(shown({ ...all, findingsKnown: false, findings: 0, severities: [] })).toContain('did not keep');
    expect(shown({ ...all, run: 0 })).toContain('have not been compared yet');
    expect(shown({ ...all, findings: 0, severities: [] })).toContain('No open finding comes');
    expect(shown({ ...all, lens: [], rules: [], corners: [] })).toContain('The lens reads nothing of it');
  });

  it('gathers uses by field and rules by what they make', () => {
    expect(byField(all.lens).find(([field]) => field === 'labs.STATUS_CD')?.[1].map((use) => use.aspect)).toEqual(['status', 'condition']);
    expect(byRelation(all.rules).map(([head, of]) => [head, of.length])).toEqual([['labs → Observation', 3]]);
  });
});

describe('the facets of files', () => {
  it('offer every class with its count, and say what a risk is', () => {
    const groups = facetGroups(page, {});
    expect(groups.map((group) => group.id)).toEqual(['side', 'risks', 'states', 'formats', 'reaches', 'sizes']);
    const about = groups.find((group) => group.id === 'risks')?.about ?? '';
    for (const { value } of page.risks) {
      expect(RISKS[value]).toBeDefined();
      expect(about).toContain(RISKS[value]?.means);
    }
    for (const group of groups.filter(({ id }) => id === 'reaches' || id === 'sizes')) expect(group.values.reduce((sum, one) => sum + one.count, 0)).toBe(page.total);
  });
});
