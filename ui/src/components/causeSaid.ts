// What a cause says, apart from the rule that made it: lists are narrow, and what happened must not be what is cut off.

/** `Medication status, rule med-status: stopped has become active` as what is said and by which rule. */
export function causeSaid(label: string): { said: string; rule: string } {
  const parts = /^(.+), rule ([^:\s]+): (.+)$/.exec(label);
  if (parts === null) return { said: label, rule: '' };
  return { said: `${parts[1]}: ${parts[3]}`, rule: `rule ${parts[2]}` };
}
