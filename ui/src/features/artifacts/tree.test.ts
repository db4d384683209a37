// The tree of artifacts as a flat list: places, pages, what stands open.
import { describe, expect, it } from 'vitest';
import type { TreeRow } from '../../contract/contract';
import { type Held, indexOf, lineAt, PAGE, parentOf, spans, wanted } from './tree';

function row(name: string, node = '', kind = node === '' ? 'artifact' : 'folder'): TreeRow {
  const artifact = kind === 'artifact' ? { id: `a-${name}` } : null;
  return { node, kind, name, artifacts: 0, sizeBytes: 0, records: 0, quarantined: 0, issues: 0, unread: 0, artifact: artifact as TreeRow['artifact'] };
}

function held(rows: readonly TreeRow[], total = rows.length): Held {
  return { total, rows: new Map(rows.map((one, at) => [at, one])) };
}

const known = new Map<string, Held>([
  ['', held([row('legacy', 'n-1', 'side'), row('destination', 'n-9', 'side')])],
  ['n-1', held([row('box', 'n-2'), row('other', 'n-3'), row('x.csv')])],
  ['n-9', held([row('Patient.ndjson')])],
  ['n-2', held([row('0001.pdf'), row('0002.pdf')], 1_000_000)],
]);

function drawn(turned: ReadonlySet<string>, most = 12): string[] {
  const list = spans(known, turned);
  const out: string[] = [];
  for (let index = 0; index < Math.min(list.total, most); index += 1) {
    const line = lineAt(known, list.spans, turned, index);
    out.push(line === undefined ? '…' : `${'  '.repeat(line.depth)}${line.row.name}`);
  }
  return out;
}

describe('the tree as a list', () => {
  it('shows sides open and folders closed', () => {
    expect(drawn(new Set())).toEqual(['legacy', '  box', '  other', '  x.csv', 'destination', '  Patient.ndjson']);
    expect(drawn(new Set(['n-1']))).toEqual(['legacy', 'destination', '  Patient.ndjson']);
  });

  it('gives every row of an open node its place, also those that are not there yet', () => {
    const turned = new Set(['n-2']);
    const list = spans(known, turned);
    expect(list.total).toBe(6 + 1_000_000);
    expect(drawn(turned, 6)).toEqual(['legacy', '  box', '    0001.pdf', '    0002.pdf', '…', '…']);
    expect(lineAt(known, list.spans, turned, list.total - 1)?.row.name).toBe('Patient.ndjson');
    expect(indexOf(known, list.spans, (one) => one.name === 'other')).toBe(1_000_002);
  });

  it('finds the folder around a row', () => {
    const turned = new Set(['n-2']);
    const list = spans(known, turned);
    const line = lineAt(known, list.spans, turned, 3);
    expect(line?.row.name).toBe('0002.pdf');
    expect(line === undefined ? null : parentOf(known, list.spans, line)).toBe(1);
    const side = lineAt(known, list.spans, turned, 0);
    expect(side === undefined ? 0 : parentOf(known, list.spans, side)).toBeNull();
  });

  it('asks for the first page of what is open and for the pages that are looked at, and for no others', () => {
    const turned = new Set(['n-2']);
    const list = spans(known, turned);
    const range = { first: 500_000, last: 500_040 };
    const pages = wanted(known, turned, list.spans, range);
    expect(pages).toContainEqual({ node: 'n-2', page: Math.floor((500_000 - 2) / PAGE) });
    expect(pages.filter(({ node }) => node === 'n-2').length).toBeLessThanOrEqual(3);
    expect(pages.some(({ node }) => node === 'n-3')).toBe(false);
    // A folder that was opened before its rows came is asked for, and does not count yet.
    expect(wanted(known, new Set(['n-3']), spans(known, new Set(['n-3'])).spans, { first: 0, last: 3 })).toContainEqual({ node: 'n-3', page: 0 });
    expect(spans(known, new Set(['n-3'])).total).toBe(6);
  });
});
