// What the structure of an artifact is in words. Pure; the numbers come from the workspace.
import { count } from '../../components/formats';
import type { StructureNode, StructureView } from '../../contract/contract';

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

/**
 * The parts of a segment as a reader looks for them: its own fields by number, then the segments that stand in the group which
 * it opens. The workspace counts parts as it meets them, and a field of a later message comes after the segments of the first.
 */
export function inOrder(rows: readonly StructureNode[]): { own: readonly StructureNode[]; group: readonly StructureNode[] } {
  const own = rows.filter((part) => part.kind !== 'segment');
  if (own.length === 0 || own.length === rows.length || own.some((part) => part.kind !== 'field')) return { own: rows.every((part) => part.kind === 'field') ? byNumber(rows) : rows, group: [] };
  return { own: byNumber(own), group: rows.filter((part) => part.kind === 'segment') };
}

const numberOf = (part: StructureNode): number => Number(/-(\d+)$/.exec(part.name)?.[1] ?? 0);

const byNumber = (fields: readonly StructureNode[]): StructureNode[] => [...fields].sort((a, b) => numberOf(a) - numberOf(b));
