// The URL of the Artifacts screen: what is kept, what is dropped, what is asked for.
import { describe, expect, it } from 'vitest';
import { discoveryRequest, isFiltered, leave, nextSort, request, sortOf, validate } from './search';

describe('the URL', () => {
  it('keeps filters, order and the open artifact', () => {
    const raw = {
      text: 'lab',
      side: 'legacy',
      formats: ['CSV', 'PDF'],
      states: ['unread'],
      sort: '-records',
      id: 'a-1',
      part: 'quarantine',
      relation: 'labs',
    };
    expect(validate(raw)).toEqual(raw);
  });

  it('takes one value for a list, and several with commas', () => {
    expect(validate({ states: 'unread' })).toEqual({ states: ['unread'] });
    expect(validate({ formats: 'CSV,PDF,CSV' })).toEqual({ formats: ['CSV', 'PDF'] });
  });

  it('drops what it does not know', () => {
    expect(validate({ sort: 'colour', part: 'raw', formats: [3, ''], side: 7, more: true })).toEqual({});
  });

  it('opens an artifact that a link names', () => {
    expect(validate({ artifact: 'a-2' })).toEqual({ id: 'a-2' });
  });
});

describe('the parts of files', () => {
  it('keeps tree, part and classes, and drops what it does not know', () => {
    expect(validate({ as: 'tree', part: 'structure', risks: 'hidden corner', sizes: ['under 10 KiB'], reaches: '90 % and more' })).toEqual({
      as: 'tree',
      part: 'structure',
      risks: ['hidden corner'],
      sizes: ['under 10 KiB'],
      reaches: ['90 % and more'],
    });
    expect(validate({ sizes: '1 to 100 MB,no bytes' })).toEqual({ sizes: ['1 to 100 MiB', 'no bytes'] });
    expect(validate({ as: 'forest', part: 'profile' })).toEqual({});
    expect(isFiltered({ risks: ['doubts'] })).toBe(true);
  });
});

describe('the request', () => {
  it('means all where nothing is chosen, most patients first', () => {
    expect(request({})).toEqual({ text: '', side: '', formats: [], states: [], sizes: [], reaches: [], risks: [], sort: '-patients' });
    expect(isFiltered({})).toBe(false);
    expect(isFiltered({ formats: ['CSV'] })).toBe(true);
  });
});

describe('the views', () => {
  it('are kept in the URL, Files without a word', () => {
    expect(validate({ view: 'corners', kinds: 'removed rows', states: 'open', of: 'a-1' })).toEqual({
      view: 'corners',
      kinds: ['removed rows'],
      states: ['open'],
      of: 'a-1',
    });
    expect(validate({ view: 'files' })).toEqual({});
    expect(validate({ view: 'cellar' })).toEqual({});
  });

  it('sort by their own columns only', () => {
    expect(validate({ view: 'joins', sort: '-records' })).toEqual({ view: 'joins' });
    expect(validate({ view: 'joins', sort: '-orphans' })).toEqual({ view: 'joins', sort: '-orphans' });
    expect(sortOf({ view: 'corners' })).toBe('risk');
  });

  it('ask for what the URL says', () => {
    const asked = discoveryRequest({ view: 'anomalies', text: 'labs', kinds: ['truncated'], of: 'a-1' });
    expect(asked).toEqual({ text: 'labs', artifact: 'a-1', kinds: ['truncated'], states: [], sort: 'severity' });
  });

  it('drop the filters of the view that is left, and keep the open artifact', () => {
    const next = validate({ view: 'corners', text: 'x', states: ['open'], item: 'c-1', id: 'a-1', ...leave('joins') });
    expect(next).toEqual({ view: 'joins', id: 'a-1' });
    expect(validate({ view: 'joins', ...leave('files') })).toEqual({});
  });
});

describe('a press on a column head', () => {
  it('starts numbers with the greatest and words with A, then turns round', () => {
    expect(nextSort({}, '-records')).toBe('-records');
    expect(nextSort({ sort: '-records' }, 'records')).toBe('records');
    expect(nextSort({ sort: 'records' }, '')).toBe('-records');
    expect(nextSort({ sort: '-records' }, '-name')).toBe('name');
    expect(nextSort({ sort: 'name' }, '')).toBe('-name');
    expect(nextSort({ view: 'anomalies' }, '-code')).toBe('code');
    expect(nextSort({ view: 'anomalies' }, '-severity')).toBe('-severity');
    expect(nextSort({ view: 'joins' }, '-contained')).toBe('-contained');
    expect(nextSort({ view: 'anomalies' }, '-share')).toBe('-share');
  });
});
