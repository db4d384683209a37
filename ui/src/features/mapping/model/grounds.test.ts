// What the dialog of an approval says of the last comparison.
import { expect, test } from 'vitest';
import { grounds } from './grounds';

const step = (key: string, count: number) => ({ key, count });

test('open safety findings stand before the one who approves', () => {
  expect(grounds({ compareRun: 4, next: [step('safety_findings', 543), step('quarantined', 5)] })).toEqual({ words: 'Comparison 4 of what it makes has 543 open safety findings.', tone: 'safety' });
  expect(grounds({ compareRun: 4, next: [step('safety_findings', 1)] })?.words).toContain('1 open safety finding.');
});

test('a comparison that did not see the version says nothing of it', () => {
  expect(grounds({ compareRun: 4, next: [step('not_migrated', 3), step('safety_findings', 543)] })?.words).toContain('has not run yet');
  for (const key of ['not_compared', 'stale_compare']) expect(grounds({ compareRun: 4, next: [step(key, 1), step('safety_findings', 543)] })?.words).toContain('not been compared');
});

test('nothing open is nothing said', () => {
  expect(grounds({ compareRun: 4, next: [step('quarantined', 5)] })).toBeNull();
});
