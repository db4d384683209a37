import { describe, expect, test } from 'vitest';
import { grouped, match, ranked } from './match';

describe('match', () => {
  test('nothing typed fits everything', () => {
    expect(match('Findings', '')).toMatchObject({ marks: [] });
  });

  test('a part fits and is marked', () => {
    expect(match('Run migration', 'migr')?.marks).toEqual([[4, 8]]);
  });

  test('every word must fit', () => {
    expect(match('Run migration', 'run mig')).not.toBeNull();
    expect(match('Run migration', 'run compare')).toBeNull();
  });

  test('letters in order fit from the beginning of a word', () => {
    expect(match('Run migration', 'mgr')).not.toBeNull();
    expect(match('Compare', 'pr')).toBeNull();
  });

  test('characters with a meaning in patterns are plain letters', () => {
    expect(match('name[0].family', '[0]')).not.toBeNull();
    expect(match('alpha (beta', '(b')?.marks).toEqual([[6, 8]]);
  });
});

describe('ranked', () => {
  const entries = [
    { name: 'Unmapped findings' },
    { name: 'Findings' },
    { name: 'Compare', also: 'start comparison findings' },
    { name: 'Sign out', also: 'log out' },
  ];

  test('the best comes first, other words last', () => {
    expect(ranked(entries, 'find').map((one) => one.entry.name)).toEqual(['Findings', 'Unmapped findings', 'Compare']);
  });

  test('nothing typed keeps the order', () => {
    expect(ranked(entries, ' ').map((one) => one.entry)).toEqual(entries);
  });

  test('other words must hold the typed parts', () => {
    expect(ranked(entries, 'log').map((one) => one.entry.name)).toEqual(['Sign out']);
    expect(ranked(entries, 'cmsn')).toEqual([]);
  });
});

test('groups stay in one piece, best first', () => {
  const entry = (group: string, id: number) => ({ group, id });
  expect(grouped([entry('b', 1), entry('a', 2), entry('b', 3)]).map((one) => one.id)).toEqual([1, 3, 2]);
});
