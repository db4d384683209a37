// What stands against approving a version: who signs for it reads that in the dialog, and need not remember another screen. Pure.
import { plural } from '../../../components/formats';
import { openSafety } from '../../../components/openSafety';
import type { Overview } from '../../../contract/contract';

/** What the last comparison says of what the latest version makes; null where nothing is open. */
export function grounds(overview: Pick<Overview, 'next' | 'compareRun'>): { words: string; tone: 'safety' | 'clinical' } | null {
  const step = (key: string): number | undefined => overview.next.find((one) => one.key === key)?.count;
  if (step('not_migrated') !== undefined) return { words: 'It has not run yet: no comparison has looked at what it makes.', tone: 'clinical' };
  if (step('not_compared') !== undefined || step('stale_compare') !== undefined) return { words: 'What it makes has not been compared since something changed.', tone: 'clinical' };
  const safety = openSafety(overview);
  return safety === 0 ? null : { words: `Comparison ${overview.compareRun} of what it makes has ${plural(safety, 'open safety finding')}.`, tone: 'safety' };
}
