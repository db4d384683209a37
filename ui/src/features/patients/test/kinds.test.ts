/** Lanes: every kind that a chart can hold has one that the choice of kinds names. */
import { describe, expect, it } from 'vitest';
import { KNOWN_LANES, laneOf, laneRank } from '../timeline/kinds';

const KINDS = [
  'demographic', 'allergy', 'no-known-allergy', 'problem', 'encounter diagnosis', 'medication', 'immunization', 'observation', 'procedure', 'encounter', 'note', 'document',
  'care team', 'family history', 'advance directive', 'device', 'coverage', 'charge', 'claim', 'payment', 'appointment', 'order', 'audit event', 'other record',
];

describe('lanes', () => {
  it('can all be chosen, each kind in one', () => {
    expect(KINDS.map((kind) => KNOWN_LANES.filter((lane) => lane.kinds.includes(kind)).length)).toEqual(KINDS.map(() => 1));
    expect(new Set(KNOWN_LANES.map((lane) => lane.id)).size).toBe(KNOWN_LANES.length);
  });

  it('are there for a kind that is not known yet, behind the others', () => {
    expect(laneOf('questionnaire')).toMatchObject({ name: 'Questionnaire', kinds: ['questionnaire'] });
    expect(laneRank('questionnaire')).toBe(KNOWN_LANES.length);
  });
});
