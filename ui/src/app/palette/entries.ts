// What the palette can do without asking the workspace: go to a screen, start a job, change the theme, sign out.
import type { IconName } from '../../components/Icon';
import { chooseTheme, shownTheme } from '../../design/theme';
import { reportChoices, takeOut } from '../../components/exports';
import type { Runs } from '../../components/useRuns';
import { screenOf, screens, views } from '../screens';

export type Entry = {
  id: string;
  group: string;
  name: string;
  /** Other words that find it. */
  also?: string;
  hint?: string;
  keys?: string;
  icon: IconName;
  run: () => void;
};

export type Doings = { go: (to: string) => void; runs: Runs; mayExport: boolean; signOut: () => void };

/** The fixed entries, in the order they show when nothing is typed. */
export function fixedEntries({ go, runs, mayExport, signOut }: Doings): Entry[] {
  const other = shownTheme() === 'dark' ? 'light' : 'dark';
  const jobs: Entry[] = runs.may
    ? [
        { id: 'migrate', group: 'Actions', name: 'Run migration', also: 'start job destination records fhir', hint: runs.draft ? 'as a draft: the mapping is not approved' : 'make the destination records', icon: 'play', run: runs.migrate },
        { id: 'compare', group: 'Actions', name: 'Compare', also: 'start comparison balance findings job', hint: 'balance both books, find what differs', icon: 'compare', run: runs.compare },
        { id: 'compare-anew', group: 'Actions', name: 'Read everything again', also: 'compare anew start comparison both books whole job', hint: 'compare without what is kept of the last reading', icon: 'compare', run: runs.compareAnew },
      ]
    : [];
  const reports = mayExport ? reportChoices.map((choice): Entry => ({ id: `report-${choice.id}`, group: 'Actions', name: `Discrepancy report: ${choice.name}`, also: 'export committee sign pdf xlsx html save', hint: choice.hint, icon: 'download', run: () => void takeOut(choice) })) : [];
  return [
    ...screens.map((screen): Entry => ({ id: screen.path, group: 'Screens', name: screen.name, also: screen.about, hint: screen.about, keys: `G ${screen.key.toUpperCase()}`, icon: screen.icon, run: () => go(screen.path) })),
    ...jobs,
    ...reports,
    { id: 'safety', group: 'Actions', name: 'Show safety findings', also: 'harm severity', icon: 'warn', run: () => go('/findings?severities=safety') },
    { id: 'theme', group: 'Actions', name: `Use the ${other} theme`, also: 'toggle dark light colours appearance', icon: other === 'dark' ? 'moon' : 'sun', run: () => chooseTheme(other) },
    { id: 'theme-system', group: 'Actions', name: 'Use the system’s theme', also: 'dark light automatic', icon: 'screen', run: () => chooseTheme('system') },
    ...views.map((view): Entry => ({ id: view.path, group: 'Views', name: view.name, also: `${view.also} ${view.about}`, hint: view.about, icon: screenOf(view.path)?.icon ?? 'search', run: () => go(view.path) })),
    { id: 'sign-out', group: 'Actions', name: 'Sign out', also: 'log out leave disconnect workspace', icon: 'signOut', run: signOut },
  ];
}
