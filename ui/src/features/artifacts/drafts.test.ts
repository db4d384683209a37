import { describe, expect, it } from 'vitest';
import { makeDrafts } from './drafts';

describe('drafts', () => {
  it('keeps what was typed about each row by itself, until it is sent', () => {
    const drafts = makeDrafts<string>();
    drafts.keep('c-1', 'the scan belongs to');
    drafts.keep('c-2', 'nobody reads it');
    expect(drafts.read('c-1')).toBe('the scan belongs to');
    drafts.keep('c-1', null);
    expect([drafts.read('c-1'), drafts.read('c-2'), drafts.read('c-3')]).toEqual([undefined, 'nobody reads it', undefined]);
  });
});
