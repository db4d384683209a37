// What the structure of an artifact is in words. Pure; the numbers come from the workspace.
import { count } from '../../components/formats';
import type { StructureView } from '../../contract/contract';

export const MARKS: Record<string, { means: string; loud?: boolean }> = {
  local: { means: 'made up by the sender: no standard says what it means' },
  unknown: { means: 'not in the list of the standard', loud: true },
  'narrative only': { means: 'text without entries: only a person can read it', loud: true },
  'no entries': { means: 'neither text nor entries' },
};

/** `messages` as it goes with a number. */
export function oneOf(form: string, number: number): string {
  return number === 1 ? form.replace(/s$/, '') : form;
}

/** `2,314 messages, all looked at`. */
export function lookedAt({ form, records, exact }: Pick<StructureView, 'form' | 'records' | 'exact'>): string {
  const what = `${count(records)} ${oneOf(form, records)}`;
  return exact ? `${what}, all looked at` : `The first ${what}; there are more`;
}

/** How often a part stands there at most. */
export function repeats(most: number): string {
  return most <= 1 ? 'once' : `×${count(most)}`;
}
