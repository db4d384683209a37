// What is to be done next: discovery's open tasks come behind the workspace's, and nothing is clear while they wait.
import { expect, test } from 'vitest';
import type { DiscoverySummary } from '../../contract/contract';
import summary from '../../test/fixtures/discovery.json';
import { stepWords, withDiscovery } from './steps';

const found = summary as DiscoverySummary;

test('nothing is clear while rules wait for a class', () => {
  const steps = withDiscovery([{ key: 'clear', count: 0 }], found);
  expect(steps.map((step) => step.key)).toEqual(['open_corners', 'unclassed_rules', 'open_integrations']);
  for (const step of steps) expect(stepWords(step).title).not.toContain('_');
});

test('what is done is not named', () => {
  const done = { ...found, cornersOpen: 0, rulesOpen: 0, integrationsOpen: 0 };
  expect(withDiscovery([{ key: 'clear', count: 0 }], done)).toEqual([{ key: 'clear', count: 0 }]);
  expect(withDiscovery([{ key: 'no_mapping', count: 0 }], undefined)).toEqual([{ key: 'no_mapping', count: 0 }]);
});
