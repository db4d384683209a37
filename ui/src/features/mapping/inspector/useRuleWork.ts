// One rule under edit: what the workspace has, my unsaved edits over it, whether somebody saved first, and saving.
//
// What must stay true: a save names the version it was made on, so the workspace refuses it when another desktop saved
// first; then nothing of mine is dropped. When the newer version did not touch this rule or its code map, the edits move
// onto it by themselves; when it did, a person decides (`conflict`).
import { useEffect, useRef, useState } from 'react';
import { toast, toastError } from '../../../components/toasts';
import type { MappingView, Problem, RuleDetail, WireError } from '../../../contract/contract';
import { asWireError } from '../../../platform/failure';
import { useAct, useCommand } from '../../../platform/call';
import { useWork, type WorkOn } from '../drafts';
import { codeMapProblems, draftOf, mergeDrafts, sameCodeMap, sameDraft, sameRule, type Draft, type Merge } from '../model/draft';

export interface Conflict {
  readonly theirs: Draft;
  readonly version: number;
  readonly author: string | null;
  readonly merge: Merge;
}

export interface RuleWork {
  readonly detail: RuleDetail | undefined;
  readonly error: WireError | null;
  readonly retry: () => void;
  readonly edits: WorkOn;
  readonly conflict: Conflict | null;
  /** Problems of the last refused save, until the next edit. */
  readonly refused: readonly Problem[];
  readonly saving: boolean;
  /** Why it cannot be saved now, or null. */
  readonly blocked: string | null;
  readonly save: () => Promise<void>;
  /** Ends a conflict: my text, theirs, or both, on their version. */
  readonly settle: (choice: 'mine' | 'theirs' | 'merged') => void;
}

const nothing: Draft = { element: '', expression: '', reason: '', note: '', codeMap: null };

/** Works on the rule `id` of the mapping as it was answered at `answeredAt`. */
export function useRuleWork(scope: string, id: string, view: MappingView, answeredAt: number, refreshMapping: () => Promise<unknown>): RuleWork {
  const rule = useCommand('rule', { id }, { keep: false });
  const saved = useRef(nothing);
  const detail = rule.data;
  const last = useRef<RuleDetail | undefined>(undefined);
  if (detail !== undefined && detail !== last.current) {
    last.current = detail;
    saved.current = draftOf(detail);
  }
  const edits = useWork(scope, id, saved.current, view.version);
  const [refused, setRefused] = useState<{ problems: readonly Problem[]; expression: string } | null>(null);
  const saveRule = useAct('save_rule');
  const saveCodeMap = useAct('save_code_map');
  const { work, draft, dirty } = edits;

  // A newer version is there than the one my edits were made on: ask for the rule again, then move on or show both.
  const behind = work !== null && view.version > work.version;
  const fresh = detail !== undefined && !rule.isFetching && rule.dataUpdatedAt >= answeredAt;
  const { refetch } = rule;
  const { rebase, discard } = edits;
  const touched = behind && fresh && work !== null && !sameDraft(saved.current, work.base);
  useEffect(() => {
    if (!behind || work === null) return;
    if (!fresh) {
      if (!rule.isFetching && rule.error === null) void refetch();
    } else if (!touched) rebase(work.base, view.version);
    else if (!dirty) discard();
  });
  const conflict: Conflict | null =
    touched && dirty && work !== null
      ? { theirs: saved.current, version: view.version, author: detail?.history[0]?.author ?? null, merge: mergeDrafts(work.base, saved.current, draft) }
      : null;

  const mapProblems = draft.codeMap === null ? 0 : codeMapProblems(draft.codeMap).size;
  const blocked = !dirty
    ? 'Nothing to save.'
    : conflict !== null
      ? 'Somebody saved first. Decide what stands.'
      : mapProblems > 0
        ? 'The code map has a row that cannot be saved.'
        : draft.expression.trim() === ''
          ? 'The expression is empty. To take the rule out, remove it.'
          : null;

  const save = async (): Promise<void> => {
    if (blocked !== null || work === null || saveRule.isPending || saveCodeMap.isPending) return;
    let { base, version } = work;
    try {
      if (!sameRule(draft, base)) {
        const element = draft.element === base.element ? '' : draft.element.trim();
        const reason = draft.reason.trim() === '' ? null : draft.reason.trim();
        const set = detail?.row.set ?? '';
        const answer = await saveRule.mutateAsync({ id, set, key: null, name: null, element, expression: draft.expression, reason, note: draft.note.trim(), baseVersion: version });
        version = answer.version;
        base = { ...draft, note: '', codeMap: base.codeMap };
        edits.rebase(base, version);
      }
      const map = draft.codeMap;
      if (map !== null && !sameCodeMap(map, base.codeMap)) {
        const answer = await saveCodeMap.mutateAsync({ id: map.id, rows: [...map.rows], otherwise: map.otherwise, note: draft.note.trim(), baseVersion: version });
        version = answer.version;
        base = { ...base, codeMap: map };
        edits.rebase(base, version);
      }
      edits.change({ note: '' }, null);
      setRefused(null);
      toast({ tone: 'good', title: `Saved as v${version}` });
    } catch (thrown) {
      const failure = asWireError(thrown);
      if (failure.code === 'conflict') {
        await Promise.all([refreshMapping(), refetch()]);
        toast({ tone: 'plain', title: 'Another desktop saved first', text: 'Your edits are kept and stand on the new version. Look, then save again.' });
      } else if (failure.problems.length > 0) setRefused({ problems: failure.problems, expression: draft.expression });
      else toastError(failure);
    }
  };

  const settle = (choice: 'mine' | 'theirs' | 'merged'): void => {
    if (conflict === null) return;
    const chosen = choice === 'mine' ? draft : choice === 'theirs' ? { ...conflict.theirs, note: draft.note } : conflict.merge.merged;
    edits.rebase(conflict.theirs, conflict.version);
    // As an edit, so that undo brings back what stood here before.
    if (choice !== 'mine') edits.change(chosen, null);
  };

  return {
    detail,
    error: rule.error,
    retry: () => void refetch(),
    edits,
    conflict,
    refused: refused !== null && refused.expression === draft.expression ? refused.problems : [],
    saving: saveRule.isPending || saveCodeMap.isPending,
    blocked,
    save,
    settle,
  };
}
