// Changes to the visual form of a lens: each gives a new form and leaves the old one as it is. What stands in a form is the
// workspace's to judge; nothing here says whether it is a lens.
import type { LensForm, LensPart, LensSay, LensSource } from '../../../contract/contract';

export const emptySource: LensSource = {
  attributes: [], fields: [], constant: '', reason: '', readAs: '', system: '', systemField: '', display: '', text: '', unit: '', unitField: '', units: [], usedFor: '', useField: '', format: '', values: [],
  otherwise: '', absent: '', when: '', nullLike: [], split: '', pattern: '', pad: 0, also: false,
};

export const emptyPart: LensPart = {
  was: null, line: 0, kind: '', from: '', patient: '', condition: '', excluded: '', each: '', attribute: '', group: null, never: [], lookups: [], says: [],
};

/** The list with the item at a place changed. */
function at<T>(list: readonly T[], index: number, change: (item: T) => T): T[] {
  return list.map((item, here) => (here === index ? change(item) : item));
}

export function setPart(form: LensForm, index: number, change: Partial<LensPart>): LensForm {
  return { ...form, parts: at(form.parts, index, (part) => ({ ...part, ...change })) };
}

export function addPart(form: LensForm, part: LensPart): LensForm {
  return { ...form, parts: [...form.parts, { ...part, was: null, line: 0 }] };
}

export function removePart(form: LensForm, index: number): LensForm {
  return { ...form, parts: form.parts.filter((_, here) => here !== index) };
}

/** A part again below itself: written anew, so that the first keeps its comments. */
export function copyPart(form: LensForm, index: number): LensForm {
  return { ...form, parts: form.parts.flatMap((part, here) => (here === index ? [part, { ...part, was: null, line: 0 }] : [part])) };
}

/** Puts an attribute in the place of the one of the same name, or adds it where the text has it: by name. */
export function setSay(form: LensForm, index: number, say: LensSay): LensForm {
  const put = (says: readonly LensSay[]): LensSay[] => [...says.filter((one) => one.aspect !== say.aspect), say].sort((a, b) => (a.aspect < b.aspect ? -1 : 1));
  return { ...form, parts: at(form.parts, index, (part) => ({ ...part, says: put(part.says) })) };
}

export function removeSay(form: LensForm, index: number, aspect: string): LensForm {
  return { ...form, parts: at(form.parts, index, (part) => ({ ...part, says: part.says.filter((say) => say.aspect !== aspect) })) };
}

/** One source of an attribute changed; a place behind the last adds one. */
export function setSource(form: LensForm, index: number, aspect: string, source: number, change: Partial<LensSource>): LensForm {
  const say = form.parts[index]?.says.find((one) => one.aspect === aspect) ?? { aspect, sources: [] };
  const sources = source < say.sources.length ? at(say.sources, source, (one) => ({ ...one, ...change })) : [...say.sources, { ...emptySource, ...change }];
  return setSay(form, index, { aspect, sources });
}

/** Without one of its sources; an attribute without any is gone. */
export function removeSource(form: LensForm, index: number, aspect: string, source: number): LensForm {
  const say = form.parts[index]?.says.find((one) => one.aspect === aspect);
  if (say === undefined) return form;
  const sources = say.sources.filter((_, here) => here !== source);
  return sources.length === 0 ? removeSay(form, index, aspect) : setSay(form, index, { aspect, sources });
}

/** Fields that a source reads, the one with the value first. */
export function fieldsOf(source: LensSource): string[] {
  const all = [...source.fields, source.display, source.text, source.unitField, source.systemField, source.useField].filter((field) => field !== '');
  return [...new Set(all)];
}

/** Parts that read a table, with their places. */
export function partsOf(form: LensForm | null, table: string): [number, LensPart][] {
  return (form?.parts ?? []).flatMap((part, index): [number, LensPart][] => (part.from === table ? [[index, part]] : []));
}

/** How a source turns a text into a value when it does not say so itself. */
export function usualWay(aspect: string, source: LensSource): string {
  if (source.readAs !== '') return source.readAs;
  if (aspect === 'code' || source.system !== '' || source.systemField !== '') return 'code';
  if (aspect === 'value') return 'quantity';
  return source.format === '' ? 'word' : 'date';
}
