// What discovery says and how it stands: words for codes, the outline of relations, the geometry of its plots, decisions
// that can be taken back, and the panels rendered over the fixtures as text.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRouter, RouterContextProvider } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { AnomaliesPage, ArtifactDetail, CornersPage, DiscoverySummary, IntegrationsPage, JoinsPage, PivotGroups, PivotView, RelationView } from '../../contract/contract';
import anomalies from '../../test/fixtures/anomalies.json';
import artifact from '../../test/fixtures/artifact.json';
import corners from '../../test/fixtures/corners.json';
import summary from '../../test/fixtures/discovery.json';
import integrations from '../../test/fixtures/integrations.json';
import joins from '../../test/fixtures/joins.json';
import { boxPlot } from './boxPlot';
import { CornerPanel } from './CornerPanel';
import { cornerColumns } from './cornerColumns';
import { DecideForm } from './DecideForm';
import { makeDrafts } from './drafts';
import { anomalyWords } from '../../components/anomalyWords';
import { decidedWords, elementWords } from './discoveryWords';
import { AnomalyWords, placesOf } from './AnomalyWords';
import { FieldMore } from './FieldMore';
import { Hanging } from './Hanging';
import { joinedAround } from './neighbourhood';
import { orphanWords } from './orphanWords';
import { nameParts, outline, tellingApart } from './outline';
import { groupWords, PivotTable, restWords } from './PivotPanel';
import { RelationsOutline } from './RelationsOutline';
import { inParts, restoring } from './useDecide';
import { axisOf, yearBars } from './years';

const queue = (corners as CornersPage).rows;
const joined = (joins as JoinsPage).rows;
const [open] = queue.filter((corner) => corner.state === 'open');
const [decided] = queue.filter((corner) => corner.state !== 'open');
const nothing = () => undefined;

function render(element: ReactElement): string {
  const router = createRouter({ routeTree: createRootRoute(), history: createMemoryHistory() });
  return renderToStaticMarkup(
    <RouterContextProvider router={router}>
      <QueryClientProvider client={new QueryClient()}>{element}</QueryClientProvider>
    </RouterContextProvider>,
  );
}

function relation(name: string, rows = 1): RelationView {
  return { name, rows, hanging: null, orphans: null, fields: [] };
}

describe('the fixtures', () => {
  it('agree with their summary', () => {
    const said = summary as DiscoverySummary;
    expect(said.corners).toBe(queue.length);
    expect(said.cornersOpen).toBe(queue.filter((corner) => corner.state === 'open').length);
    expect([said.joins, said.anomalies, said.integrations]).toEqual([joins.rows.length, anomalies.rows.length, integrations.rows.length]);
    expect(new Set(queue.map((corner) => corner.id)).size).toBe(queue.length);
  });
});

describe('words', () => {
  it('names every anomaly of the workspace without its underscores', () => {
    for (const { value } of (anomalies as AnomaliesPage).kinds) expect(anomalyWords(value)).not.toContain('_');
    expect(anomalyWords('leading_zeros_lost')).toBe('leading zeros lost');
    expect(anomalyWords('made_up_later')).toBe('made up later');
  });

  it('says what was decided', () => {
    expect(decidedWords('drop', '1 corner')).toBe('1 corner to drop');
    expect(decidedWords('open', '3 corners')).toBe('3 corners open again');
  });

  it('names well-known segments, local ones, and nothing that is a word already', () => {
    expect(elementWords('hl7', 'PID')).toBe('patient');
    expect(elementWords('hl7', 'ZLB')).toBe('local segment');
    expect(elementWords('x12', 'CLM')).toBe('claim');
    expect(elementWords('ccda', 'section')).toBe('');
  });

  it('never says a withheld number of orphans as a number', () => {
    const [withheld] = joined.filter((join) => join.orphans === null);
    if (withheld === undefined) throw new Error('the fixture holds no withheld number');
    expect(orphanWords(withheld)).toContain('Fewer than 11');
    expect(orphanWords({ ...withheld, orphans: 0 })).toBe('Every value has its partner.');
    expect(orphanWords({ ...withheld, orphans: 31, basis: 'estimated' })).toMatch(/^About 31 distinct values/);
  });
});

describe('a table of attributes', () => {
  const view: PivotView = {
    relation: 'obs', entity: 'person_id', attribute: 'concept_id', columns: ['value_numeric', 'value_text'], names: 'concept_name.name', evidence: [],
    attributes: [{ value: '5089', name: 'Weight', rows: 900, patients: 50, kind: 'number', column: 'value_numeric', filled: 1, several: null }],
    total: 3, rows: 1000, rowsHidden: 100, removed: 12, whole: true, lens: '[[assert]]', groups: null,
  };

  it('names what many patients have, and counts the rest', () => {
    const html = render(<PivotTable view={view} />);
    for (const part of ['Weight', '5089', 'value_numeric', '3 attributes', '[[assert]]']) expect(html).toContain(part);
    expect(restWords(view, 2)).toBe('2 attributes of fewer than 11 patients, 100 rows, are counted and not named. 12 removed rows are left out. Names are from concept_name.name.');
    expect(restWords({ ...view, removed: null, names: '' }, 0)).toBe('Fewer than 11 removed rows are left out. No table with names of the attributes was found.');
  });

  it('shows the groups of rows that say one thing together, with what they are made of', () => {
    const groups: PivotGroups = {
      column: 'obs_group_id', heading: 'obs_id', groups: 12, rows: 36, least: 2, middle: 3, most: 4, total: 3, whole: true,
      kinds: [{ heading: 'Blood pressure', attributes: ['Diastolic', 'Systolic'], groups: null, patients: 12 }],
    };
    const html = render(<PivotTable view={{ ...view, groups }} />);
    for (const part of ['Groups', 'obs_group_id', 'Blood pressure: ', 'Diastolic, Systolic', '&lt;11']) expect(html).toContain(part);
    expect(groupWords(groups)).toBe(
      '12 groups of 36 rows, 2 to 4 rows each, 3 in the middle. A row of its own heads each, named by obs_id. 2 makes of fewer than 11 patients, or with such an attribute, are counted and not listed.',
    );
    expect(groupWords({ ...groups, groups: null, rows: null, most: 2, heading: '', total: 1 })).toBe('Fewer than 11 groups of fewer than 11 rows, 2 rows each.');
    expect(groupWords({ ...groups, groups: 0 })).toBe('No row names a group.');
    expect(render(<PivotTable view={view} />)).not.toContain('obs_group_id');
  });

  it('says when no attribute may be named', () => {
    expect(render(<PivotTable view={{ ...view, attributes: [] }} />)).toContain('none is named');
  });
});

describe('the outline of relations', () => {
  it('groups by prefix, in the order of the artifact', () => {
    const lines = outline([relation('hl7.PID'), relation('hl7.OBX'), relation('labs')]);
    expect(lines.map((line) => (line.what === 'group' ? line.title : line.name))).toEqual(['HL7 v2 segments', 'PID', 'OBX', 'labs']);
  });

  it('finds by name and by word', () => {
    const relations = [relation('hl7.PID'), relation('hl7.OBX')];
    expect(outline(relations, 'patient').map((line) => line.key)).toEqual(['group hl7', 'hl7.PID']);
    expect(outline(relations, 'nowhere')).toEqual([]);
  });

  it('offers the rest of a great many', () => {
    const many = Array.from({ length: 1000 }, (_, index) => relation(`practice.t${index}`));
    const html = render(<RelationsOutline relations={many} shown="practice.t0" onChoose={nothing} />);
    expect(html.match(/role="option"/g)).toHaveLength(299);
    expect(html).toContain('Show more');
  });

  it('parts a path through other files from the name of the file', () => {
    expect(nameParts('a.zip!/in/b.tar!/c.xml')).toEqual({ way: 'a.zip › in/b.tar › ', base: 'c.xml', depth: 2 });
    expect(nameParts('scans/0001.pdf')).toEqual({ way: 'scans/', base: '0001.pdf', depth: 0 });
    expect(nameParts('labs.csv')).toEqual({ way: '', base: 'labs.csv', depth: 0 });
  });
});

describe('the plots', () => {
  it('puts the percentiles in their order, also when they are one value', () => {
    expect(boxPlot([0, 25, 50, 75, 100], 200)).toEqual({ whiskers: [0, 200], box: [50, 150], middle: 100 });
    expect(boxPlot([7, 7, 7, 7, 7], 200)).toEqual({ whiskers: [100, 100], box: [100, 100], middle: 100 });
    expect(boxPlot([], 200)).toBeNull();
  });

  it('draws all integrations on one axis, and years without traffic not at all', () => {
    const rows = (integrations as IntegrationsPage).rows;
    const axis = axisOf(rows);
    if (axis === null) throw new Error('the fixture knows no year');
    for (const row of rows) {
      const bars = yearBars(row, axis, 200, 20);
      expect(bars).toHaveLength(row.firstYear === 0 ? 0 : row.years.filter((records) => records > 0).length);
      for (const bar of bars) {
        expect(bar.height).toBeGreaterThanOrEqual(1);
        expect(bar.x + bar.width).toBeLessThanOrEqual(200);
      }
    }
    expect(axisOf([])).toBeNull();
  });

  it('keeps the shown join among the neighbours and counts what does not fit', () => {
    const many = Array.from({ length: 14 }, (_, index) => ({ ...joined[0]!, fromRelation: `r${index}`, toRelation: 'patients', contained: 1 - index / 100 }));
    const { from, to, more } = joinedAround('patients', many, many[13]!);
    expect(from[0]).toEqual({ relation: 'r13', contained: 0.87, shown: true });
    expect([from.length, to.length, more]).toEqual([9, 0, 5]);
  });
});

describe('decisions', () => {
  it('give every corner back what it had', () => {
    const before = queue.slice(0, 30);
    const back = restoring(before);
    expect(back.flatMap((one) => one.ids).sort()).toEqual(before.map((corner) => corner.id).sort());
    for (const one of back) expect(one.decision === 'open' || one.reason !== '').toBe(true);
    for (const corner of before) expect(back.find((one) => one.ids.includes(corner.id))).toMatchObject({ decision: corner.state });
  });

  it('go in parts that the workspace takes', () => {
    const ids = Array.from({ length: 12_001 }, (_, index) => `c-${index}`);
    const parts = inParts({ ids, decision: 'drop', reason: 'scratch' });
    expect(parts.map((part) => part.ids.length)).toEqual([5000, 5000, 2001]);
    expect(parts.flatMap((part) => part.ids)).toEqual(ids);
  });

  it('are closed to a role that only reads, which is told why', () => {
    const form = (may: boolean) => render(<DecideForm corners={[open!]} about="c" drafts={makeDrafts()} choice={null} onTaken={nothing} lastReason="" may={may} pending={false} onDecide={nothing} onLeave={nothing} />);
    expect(form(false)).toContain('analysts and informaticists decide');
    expect(form(false).match(/role="radio"[^>]*disabled=""/g)).toHaveLength(4);
    expect(form(false)).not.toContain('<textarea');
    expect(form(true)).toContain('aria-label="Reason"');
  });
});

describe('the panel of a corner', () => {
  it('shows evidence, and who decided and why', () => {
    const html = render(
      <CornerPanel corners={[decided!]} onClose={nothing} onOnly={nothing}>
        {null}
      </CornerPanel>,
    );
    for (const part of [decided!.kind, decided!.by, decided!.reason]) expect(html).toContain(part);
  });

  it('sums up several', () => {
    const html = render(
      <CornerPanel corners={[open!, decided!]} onClose={nothing} onOnly={nothing}>
        {null}
      </CornerPanel>,
    );
    expect(html).toContain('2 corners together');
    expect(html).toContain('has a decision already');
  });
});

describe('the queue', () => {
  it('says risk, kind, place and state of every row at every width', () => {
    const marks = { has: () => false, mark: nothing };
    for (const width of [600, 800, 1300]) {
      for (const corner of queue) {
        const html = render(
          <>
            {cornerColumns(width, marks).map((column) => (
              <span key={column.id}>{column.cell(corner, 0)}</span>
            ))}
          </>,
        );
        for (const part of [corner.risk, corner.kind, corner.relation === '' ? corner.artifactName : corner.relation]) expect(html).toContain(part);
      }
    }
  });
});

describe('rows and the patients they hang on', () => {
  it('says the share, those whom nobody knows, and nothing before anybody has looked', () => {
    expect(render(<Hanging hanging={null} orphans={null} />)).toBe('');
    const some = render(<Hanging hanging={0.972} orphans={1400} />);
    expect(some).toContain('97.2 % of rows hang on a known patient');
    expect(some).toContain('1,400 name one whom nobody knows');
    expect(render(<Hanging hanging={0.999} orphans={null} />)).toContain('&lt;11 name one');
    expect(render(<Hanging hanging={1} orphans={0} />)).not.toContain('nobody');
  });
});

describe('the words of an anomaly', () => {
  it('name the first lines once and the values that may be shown', () => {
    const anomaly = { artifact: 'a-1', relation: 'visits', field: 'VISIT_DT', code: 'before_birth', severity: 'high', count: 12, share: 0.1, words: 'rows lie before the birth of their patient', places: ['line 17', 'line 24'], values: ['X9'] };
    const html = render(<AnomalyWords anomaly={anomaly} />);
    expect(html).toContain('lines 17, 24');
    expect(html).toContain('X9');
    expect(placesOf({ places: ['line 3'] })).toBe('line 3');
    expect(placesOf({ places: [] })).toBe('');
  });
});

describe('the profile of a field', () => {
  it('tells everything that is known', () => {
    const [relation] = (artifact as ArtifactDetail).relations;
    const field = relation?.fields.find((one) => one.name === 'RESULT_VAL');
    if (field === undefined) throw new Error('no field RESULT_VAL in the fixture');
    const html = render(<FieldMore field={{ ...field, exact: false, systems: [{ system: 'LOINC', share: 0.97, members: 0.982, list: 'LOINC as imported from Loinc_2.77.csv' }] }} artifact="a-1" relation="labs" />);
    for (const part of [field.description, 'LOINC', '98.2 % members of LOINC as imported from Loinc_2.77.csv', 'a sample of the rows', 'unit inside the value', '1 to 18 characters', 'median 12.6']) expect(html).toContain(part);
  });

  it('puts the meaning of a value beside it, and says where the dictionary has none', () => {
    const field = (artifact as ArtifactDetail).relations[0]?.fields[0];
    if (field === undefined) throw new Error('no field in the fixture');
    const top = [
      { value: '1', rows: 40, patients: 30, meaning: 'active' },
      { value: '7', rows: 12, patients: 11, meaning: '' },
    ];
    const html = render(<FieldMore field={{ ...field, hidden: null, top, meanings: 2 }} artifact="a-1" relation="labs" />);
    for (const part of ['active', 'not listed', '2 values with a meaning']) expect(html).toContain(part);
    expect(render(<FieldMore field={{ ...field, hidden: null, top, meanings: 0 }} artifact="a-1" relation="labs" />)).not.toContain('not listed');
  });
});

it('files whose names are masked alike are told apart, and only those', () => {
  expect(tellingApart('scans/scan_[number].pdf', 'a-2994a1d1f241')).toBe('#2994');
  expect(tellingApart('###_###_CCD.xml', 'a-501930549ff3')).toBe('#5019');
  expect(tellingApart('labs.csv', 'a-2994a1d1f241')).toBe('');
  expect(tellingApart('scan_[number].pdf', '')).toBe('');
});
