// The draft that is being drawn, with its steps, and what the workspace says that it would read. The last answer stays while the next is
// asked for, so that nothing jumps under the pointer.
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import type { LayoutDraft, LayoutPreview, WireError } from '../../../contract/contract';
import { useCommand } from '../../../platform/call';
import { problemOf, redo, sameDraft, start, step, undo, type Steps } from './draft';

const SETTLE_MS = 250;

export type Drawing = {
  draft: LayoutDraft;
  change: (change: Partial<LayoutDraft>, together?: boolean) => void;
  undo: (() => void) | null;
  redo: (() => void) | null;
  changed: boolean;
  /** Why it cannot be previewed yet. */
  problem: string | null;
  preview: LayoutPreview | undefined;
  error: WireError | null;
  waiting: boolean;
};

export function useDrawing(from: LayoutDraft, fresh: boolean): Drawing {
  const [steps, setSteps] = useState<Steps>(() => start(from));
  const { now } = steps;
  const problem = problemOf(now);
  const [settled] = useDebouncedValue(now, SETTLE_MS);
  const preview = useCommand('preview_layout', settled, { enabled: problemOf(settled) === null && settled.artifact !== '' });
  return {
    draft: now,
    change: (change, together = false) => setSteps((before) => step(before, { ...before.now, ...change }, together)),
    undo: steps.before.length === 0 ? null : () => setSteps(undo),
    redo: steps.after.length === 0 ? null : () => setSteps(redo),
    changed: fresh || !sameDraft(now, from),
    problem,
    preview: problem === null ? preview.data : undefined,
    error: problem === null ? preview.error : null,
    waiting: preview.isFetching || settled !== now,
  };
}
