// What is lost along a join, in words. Pure; a number of 1 to 10 was withheld by the workspace and is not guessed here.
import { percent, plural } from '../../components/formats';
import type { Join } from '../../contract/contract';

export function orphanWords(join: Join): string {
  if (join.orphans === 0) return 'Every value has its partner.';
  const values = join.orphans === null ? 'Fewer than 11 distinct values' : plural(join.orphans, 'distinct value');
  const number = join.basis === 'estimated' && join.orphans !== null ? `About ${values}` : values;
  return `${number} (${percent(1 - join.contained)}) ${join.orphans === 1 ? 'has' : 'have'} no partner in ${join.toRelation}.`;
}
