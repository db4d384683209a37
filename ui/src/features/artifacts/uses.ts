// The uses of an artifact, gathered the way they are read: by field for the lens, by relation and resource for rules. Pure.
import type { LensUse, RuleUse } from '../../contract/contract';

function gathered<T>(all: readonly T[], key: (one: T) => string): [string, T[]][] {
  const by = new Map<string, T[]>();
  for (const one of all) by.set(key(one), [...(by.get(key(one)) ?? []), one]);
  return [...by];
}

/** Uses by the lens, field by field. */
export function byField(uses: readonly LensUse[]): [string, LensUse[]][] {
  return gathered(uses, ({ relation, field }) => `${relation}.${field}`);
}

/** Rules by what they make of which relation: `labs → Observation`. */
export function byRelation(rules: readonly RuleUse[]): [string, RuleUse[]][] {
  return gathered(rules, ({ relation, resource }) => `${relation} → ${resource}`);
}
