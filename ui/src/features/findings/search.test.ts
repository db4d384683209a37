// The URL of the Findings screen: what is kept, what is dropped, what is asked for.
import { describe, expect, it } from 'vitest';
import { isFiltered, listsFindings, nextSort, NONE, request, validate } from './search';

describe('the URL', () => {
  it('keeps filters, the cause and the finding', () => {
    const raw = {
      severities: ['safety'],
      verdicts: ['lost', 'altered'],
      kinds: ['allergy'],
      classes: ['unit'],
      text: 'drug',
      sort: '-patients',
      cause: 'c-1',
      finding: 'f-1',
    };
    expect(validate(raw)).toEqual(raw);
  });

  it('takes short links from other screens', () => {
    expect(validate({ severity: 'safety' })).toEqual({ severities: ['safety'] });
    expect(validate({ kinds: 'allergy,problem' })).toEqual({ kinds: ['allergy', 'problem'] });
  });

  it('keeps filters by triage and asks for them', () => {
    const search = validate({ state: 'expired', owners: 'nobody,ada', dispositions: ['identity'] });
    expect(search).toEqual({ states: ['expired'], owners: ['nobody', 'ada'], dispositions: ['identity'] });
    expect(request(search, 'all')).toMatchObject(search);
    expect(isFiltered(search)).toBe(true);
  });

  it('drops what it does not know', () => {
    expect(validate({ sort: 'owner', group: 'wave', severities: [], cause: 4 })).toEqual({});
  });
});

describe('which list is shown', () => {
  it('is the causes, until a cause, a patient or a finding is named', () => {
    expect(listsFindings({})).toBe(false);
    expect(listsFindings({ severities: ['safety'], open: 'c-1' })).toBe(false);
    expect(listsFindings({ cause: 'c-1' })).toBe(true);
    expect(listsFindings({ patient: 'p-1' })).toBe(true);
    expect(listsFindings({ group: 'findings' })).toBe(true);
    expect(listsFindings({ finding: 'f-1' })).toBe(true);
    expect(listsFindings({ finding: NONE })).toBe(false);
  });
});

describe('the request', () => {
  it('follows into a cause only for its findings', () => {
    const search = { cause: 'c-1', severities: ['safety'] };
    expect(request(search, 'all').cause).toBe('');
    expect(request(search, 'cause')).toMatchObject({ cause: 'c-1', severities: ['safety'], sort: 'severity', patient: '' });
  });

  it('counts text and patient as filters, the cause as a place', () => {
    expect(isFiltered({ cause: 'c-1' })).toBe(false);
    expect(isFiltered({ text: 'x' })).toBe(true);
    expect(isFiltered({ patient: 'p-1' })).toBe(true);
  });

  it('turns the order round on a second press', () => {
    expect(nextSort(undefined, 'statements')).toBe('-statements');
    expect(nextSort('-statements', 'statements')).toBe('statements');
    expect(nextSort('statements', 'statements')).toBe('-statements');
    expect(nextSort('statements', 'label')).toBe('label');
    expect(nextSort(undefined, 'severity')).toBe('-severity');
  });
});
