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

/** What stands within the screens, where a screen has several views: each can be gone to by its name. `also` are words that find it. */
export type View = { path: string; name: string; about: string; also: string };

export const views: readonly View[] = [
  { path: '/findings?group=findings', name: 'Findings one by one', about: 'every difference by itself', also: 'list single' },
  { path: '/findings/population', name: 'Populations', about: 'what both books say of all patients', also: 'registry questions distributions months codes clinics amounts' },
  { path: '/findings/equivalences', name: 'Equivalences', about: 'what is declared to be the same', also: 'declare judge again' },
  { path: '/findings/sign', name: 'To sign', about: 'what waits for a lead', also: 'signature approve waiver variance acceptance' },
  { path: '/patients/review', name: 'Chart review', about: 'samples, their charts and their bounds', also: 'sample draw claim read' },
  { path: '/overview/ledger', name: 'Every legacy record', about: 'where each record ended', also: 'ledger negative space rejected dropped' },
  { path: '/lens?side=destination', name: 'Destination lens', about: 'what the tables of a destination assert', also: 'warehouse omop given destination' },
  { path: '/artifacts?view=corners', name: 'Hidden corners', about: 'what nobody has looked at', also: 'undecided' },
  { path: '/artifacts?view=joins', name: 'Joins', about: 'which fields point at which keys', also: 'relations foreign keys orphans' },
  { path: '/artifacts?view=anomalies', name: 'Anomalies', about: 'what is odd in the data', also: 'quality' },
  { path: '/artifacts?view=integrations', name: 'Integrations', about: 'who sent and who received', also: 'interfaces payers senders' },
  { path: '/artifacts?view=rules', name: 'Legacy rules', about: 'alerts and order sets of the old system', also: 'routines classed' },
  { path: '/artifacts?view=deliveries', name: 'Deliveries', about: 'what the newest delivery changed', also: 'drift versions' },
  { path: '/artifacts?view=archive', name: 'Active or archive', about: 'who migrates, and who goes to the archive', also: 'retention rule' },
  { path: '/artifacts?view=documents', name: 'Documents', about: 'whom scans name, and where they are filed', also: 'scans filing misfiled' },
  { path: '/artifacts?view=layouts', name: 'Layouts', about: 'how files of rows are written', also: 'fixed width delimiter columns' },
];

/** The screen a path belongs to. */
export function screenOf(path: string): Screen | undefined {
  return screens.find((screen) => path === screen.path || path.startsWith(`${screen.path}/`) || path.startsWith(`${screen.path}?`));
}
