// A label that is nothing but a code: the workspace has no words for it that may be shown.

const BARE = /^(?:SNOMED CT|LOINC|RxNorm|ICD-10-CM|ICD-9-CM|CVX|NDC|code) \S+$/;

/** Whether a label is a code without words, of a terminology or of the legacy system's own. */
export function isBare(label: string): boolean {
  return BARE.test(label) || /^local \S+$/.test(label);
}

/** What to say of a label when the pointer rests on it: itself, and where it is a bare code how to get words for it. */
export function labelTitle(label: string): string {
  return BARE.test(label) ? `${label}. No words for this code: load your terminology release (throughline terminology import)` : label;
}
