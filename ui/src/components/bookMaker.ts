// Who makes the destination book: our mapping, or somebody else who gave it. Where it was given nothing waits for a mapping of ours. Pure.
import type { Overview } from '../contract/contract';

type Made = Pick<Overview, 'mappingVersion' | 'destinationArtifacts'>;

/** The destination was given, and no mapping makes another. */
export function isGiven({ mappingVersion, destinationArtifacts }: Made): boolean {
  return mappingVersion === 0 && destinationArtifacts > 0;
}

/** What the destination book is made by, in a few words: `Mapping v3`. */
export function bookMaker(overview: Made): string {
  if (overview.mappingVersion > 0) return `Mapping v${overview.mappingVersion}`;
  return isGiven(overview) ? 'Destination given' : 'No mapping yet';
}
