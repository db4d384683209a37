// Why a row made no resource, in words for whoever did not write the mapping. The workspace's own words stay beside them as a title.

const HELD: readonly (readonly [RegExp, string])[] = [
  [/^(?:.*: )?id collision$/, 'another row claims the same id'],
  [/^(.+): bad value$/, 'rule $1 cannot read the value'],
  [/^(.+): unmapped code$/, 'the code map of rule $1 has no row for the code'],
  [/^(?:.*: )?no key$/, 'the row has nothing to be told by'],
  [/^(.+): mandatory element is empty$/, 'rule $1 left a mandatory element empty'],
  [/^(.+): no rule fills it$/, 'no rule fills $1, which is mandatory'],
  [/^(.+): not in value set$/, 'rule $1 gives a code that the element does not allow'],
  [/^set aside at ingest: ragged row$/, 'set aside when read: another number of fields than the header has'],
];

/** The reason in words; one that is not known stays as it is. */
export function heldWords(reason: string): string {
  for (const [pattern, words] of HELD) {
    if (pattern.test(reason)) return reason.replace(pattern, words);
  }
  return reason;
}
