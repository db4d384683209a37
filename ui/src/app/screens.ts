// The screens that exist, in the rail's order. `key` follows G: "G F" goes to Findings.
import type { IconName } from '../components/Icon';

export type Screen = { path: string; name: string; icon: IconName; key: string; about: string };

export const screens: readonly Screen[] = [
  { path: '/overview', name: 'Overview', icon: 'overview', key: 'o', about: 'the migration at a glance' },
  { path: '/artifacts', name: 'Artifacts', icon: 'artifacts', key: 'a', about: 'what the legacy system left' },
  { path: '/lens', name: 'Lens', icon: 'lens', key: 'l', about: 'what the rows of tables assert' },
  { path: '/mapping', name: 'Mapping', icon: 'mapping', key: 'm', about: 'source fields, rules, destination elements' },
  { path: '/patients', name: 'Patients', icon: 'patients', key: 'p', about: 'edge cases first, both charts' },
  { path: '/findings', name: 'Findings', icon: 'findings', key: 'f', about: 'causes, down to both locators' },
];

/** The screen a path belongs to. */
export function screenOf(path: string): Screen | undefined {
  return screens.find((screen) => path === screen.path || path.startsWith(`${screen.path}/`));
}
