// What a cause says, apart from the rule that made it: lists are narrow, and what happened must not be what is cut off.
import { heldWords } from './heldWords';

/** `Medication status, rule med-status: stopped has become active` as what is said and by which rule. */
export function causeSaid(label: string): { said: string; rule: string } {
  const parts = /^(.+), rule ([^:\s]+): (.+)$/.exec(label);
  if (parts === null) return { said: sentence(heldBack(label)), rule: '' };
  return { said: sentence(`${parts[1]}: ${parts[3]}`), rule: `rule ${parts[2]}` };
}

/** `Problem held back by problem-onset: bad value` with the reason in words. */
function heldBack(label: string): string {
  const parts = /^(.+ held back) by (.+: .+)$/.exec(label);
  return parts === null ? label : `${parts[1]}: ${heldWords(parts[2] ?? '')}`;
}

/** A line of a list begins with a capital, whatever kind of statement it begins with. */
function sentence(words: string): string {
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}
