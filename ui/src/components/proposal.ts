// Where a proposal is done: the place in the window, if there is one. The screens do not import each other: the URL is the seam.
import type { CauseRow } from '../contract/contract';

export type Way = { to: string; search: Record<string, unknown>; words: string };
export type Proposing = Pick<CauseRow, 'id' | 'example' | 'proposal'>;

/** The way to where a proposal is done; none where it is done outside of the product. */
export function wayOf({ id, example, proposal }: Proposing): Way | undefined {
  const { place, target } = proposal;
  switch (place) {
    case 'rule': return { to: '/mapping', search: { rule: target }, words: `Open rule ${target}` };
    case 'element': return { to: '/mapping', search: { element: target }, words: `Open ${target}` };
    case 'relation': return { to: '/mapping', search: { findField: target }, words: `Open the fields of ${target}` };
    case 'equivalence': return { to: '/findings/equivalences', search: target === '' ? {} : { id: target }, words: target === '' ? 'Open the equivalences' : `Open equivalence ${target}` };
    case 'patients': return { to: '/patients', search: { sides: [target] }, words: 'Open the patients on one side only' };
    case 'finding': return example === '' ? undefined : { to: '/findings', search: { cause: id, finding: example }, words: 'Open a finding with both patients' };
    default: return undefined;
  }
}
