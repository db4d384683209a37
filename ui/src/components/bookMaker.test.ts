// Whom the destination was given for waits for no mapping.
import { expect, it } from 'vitest';
import { bookMaker, isGiven } from './bookMaker';

it('is the mapping where there is one, also beside a destination that was loaded', () => {
  expect(bookMaker({ mappingVersion: 14, destinationArtifacts: 12 })).toBe('Mapping v14');
  expect(isGiven({ mappingVersion: 14, destinationArtifacts: 12 })).toBe(false);
});

it('is whoever gave it where no mapping makes it, and nobody before that', () => {
  expect(bookMaker({ mappingVersion: 0, destinationArtifacts: 3 })).toBe('Destination given');
  expect(bookMaker({ mappingVersion: 0, destinationArtifacts: 0 })).toBe('No mapping yet');
});
