import { expect, test } from 'vitest';
import { ago, bytes, count, decimal, duration, fingerprintGroups, people, percent, plural, short, signed } from './formats';

test('counts are grouped, and withheld ones say so', () => {
  expect(count(1_482_907)).toBe('1,482,907');
  expect(people(null)).toBe('<11');
  expect(people(0)).toBe('0');
  expect(short(9_999)).toBe('9,999');
  expect(short(1_482_907)).toBe('1.48 M');
  expect(short(98_211)).toBe('98.2 k');
  expect(plural(1, 'finding')).toBe('1 finding');
  expect(plural(2, 'match', 'matches')).toBe('2 matches');
});

test('a decimal keeps every digit, and its thousands stand apart', () => {
  expect(decimal('1200030.45')).toBe('1,200,030.45');
  expect(decimal('-12345678901234567890.5')).toBe('-12,345,678,901,234,567,890.5');
  expect([decimal('999'), decimal('0.00012'), decimal('1000'), decimal('')]).toEqual(['999', '0.00012', '1,000', '']);
  expect(decimal('1e6')).toBe('1e6');
});

test('a share never rounds to nothing or to everything', () => {
  expect(percent(0)).toBe('0 %');
  expect(percent(0.0000001)).toBe('<0.1 %');
  expect(percent(0.971)).toBe('97.1 %');
  expect(percent(0.99999)).toBe('>99.9 %');
  expect(percent(1)).toBe('100 %');
});

test('sizes and durations carry their unit', () => {
  expect(bytes(1023)).toBe('1,023 B');
  expect(bytes(1_500_000)).toBe('1.4 MiB');
  expect(bytes(119 * 1024 * 1024)).toBe('119 MiB');
  expect(duration(8.4)).toBe('8 s');
  expect(duration(200)).toBe('3 min 20 s');
  expect(duration(7500)).toBe('2 h 5 min');
  expect(duration(-3)).toBe('0 s');
});

test('how long ago, without going into the future', () => {
  expect(ago(1_000, 500)).toBe('just now');
  expect(ago(0, 300_000)).toBe('5 min ago');
  expect(ago(0, 3 * 86_400_000)).toBe('3 d ago');
});

test('signs are true ones', () => {
  expect(signed(12)).toBe('+12');
  expect(signed(-3)).toBe('−3');
  expect(signed(0)).toBe('0');
});

test('a fingerprint is read in groups of four, whatever its spelling', () => {
  expect(fingerprintGroups('sha256:3f9a1c77')).toEqual(['3F9A', '1C77']);
  expect(fingerprintGroups('3F:9A:1C:77')).toEqual(['3F9A', '1C77']);
  expect(fingerprintGroups('')).toEqual([]);
});
