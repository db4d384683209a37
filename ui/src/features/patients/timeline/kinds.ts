/**
 * The lanes there are: which kinds of statement share one, in what order, and how they are drawn.
 *
 * A kind that is not named here still gets a lane of its own, drawn as marks, after the others.
 */

/** How a lane draws its statements. */
export type LaneStyle = 'bars' | 'points' | 'ticks' | 'trend';

/** A lane before anything is in it. */
export interface LaneKind {
  readonly id: string;
  readonly name: string;
  readonly kinds: readonly string[];
  readonly style: LaneStyle;
}

const LANES: readonly LaneKind[] = [
  { id: 'allergy', name: 'Allergies', kinds: ['allergy', 'no-known-allergy'], style: 'bars' },
  { id: 'problem', name: 'Problems', kinds: ['problem', 'encounter diagnosis'], style: 'bars' },
  { id: 'medication', name: 'Medications', kinds: ['medication'], style: 'bars' },
  { id: 'observation', name: 'Results', kinds: ['observation'], style: 'ticks' },
  { id: 'immunization', name: 'Immunizations', kinds: ['immunization'], style: 'points' },
  { id: 'procedure', name: 'Procedures', kinds: ['procedure'], style: 'points' },
  { id: 'order', name: 'Orders', kinds: ['order'], style: 'points' },
  { id: 'device', name: 'Devices', kinds: ['device'], style: 'bars' },
  { id: 'encounter', name: 'Encounters', kinds: ['encounter'], style: 'ticks' },
  { id: 'note', name: 'Notes', kinds: ['note', 'document'], style: 'points' },
  { id: 'appointment', name: 'Appointments', kinds: ['appointment'], style: 'points' },
  { id: 'family history', name: 'Family history', kinds: ['family history'], style: 'points' },
  { id: 'advance directive', name: 'Advance directives', kinds: ['advance directive'], style: 'points' },
  { id: 'care team', name: 'Care teams', kinds: ['care team'], style: 'points' },
  { id: 'coverage', name: 'Coverage', kinds: ['coverage'], style: 'bars' },
  { id: 'charge', name: 'Charges, claims', kinds: ['charge', 'claim', 'payment'], style: 'ticks' },
  { id: 'demographic', name: 'Demographics', kinds: ['demographic'], style: 'points' },
  { id: 'audit event', name: 'Audit events', kinds: ['audit event'], style: 'ticks' },
  { id: 'other record', name: 'Other records', kinds: ['other record'], style: 'points' },
];

/** The lane of a kind. */
export function laneOf(kind: string): LaneKind {
  const known = LANES.find((lane) => lane.kinds.includes(kind));
  if (known) return known;
  const name = kind === '' ? 'Other' : kind.charAt(0).toUpperCase() + kind.slice(1);
  return { id: kind, name, kinds: [kind], style: 'points' };
}

/** Where a lane stands among the others. */
export function laneRank(id: string): number {
  const rank = LANES.findIndex((lane) => lane.id === id);
  return rank < 0 ? LANES.length : rank;
}

/** Every lane that is known by name, in order, for the choice of kinds. */
export const KNOWN_LANES: readonly LaneKind[] = LANES;
