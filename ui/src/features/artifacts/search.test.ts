// The URL of the Artifacts screen: what is kept, what is dropped, what is asked for.
import { describe, expect, it } from 'vitest';
import { isFiltered, nextSort, request, validate } from './search';

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

describe('the request', () => {
  it('means all where nothing is chosen, most patients first', () => {
    expect(request({})).toEqual({ text: '', side: '', formats: [], states: [], sort: '-patients' });
    expect(isFiltered({})).toBe(false);
    expect(isFiltered({ formats: ['CSV'] })).toBe(true);
  });
});

describe('a press on a column head', () => {
  it('starts numbers with the greatest and words with A, then turns round', () => {
    expect(nextSort(undefined, '-records')).toBe('-records');
    expect(nextSort('-records', 'records')).toBe('records');
    expect(nextSort('records', '')).toBe('-records');
    expect(nextSort('-records', '-name')).toBe('name');
    expect(nextSort('name', '')).toBe('-name');
  });
});
