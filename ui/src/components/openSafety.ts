// Safety findings that are open now: what the rail, the head of Findings and the approval of a mapping say of them is one number. Pure.
import type { Overview } from '../contract/contract';

/** Safety findings that no lead's signature covers. */
export function openSafety({ next }: Pick<Overview, 'next'>): number {
  return next.find((step) => step.key === 'safety_findings')?.count ?? 0;
}
