// The screen grouped by cause: keeps which line the keys stand on, and how many causes were asked for. What is open and how
// it is ordered stands in the URL.
import { useState, type MouseEvent } from 'react';
import { EmptyState } from '../../components/EmptyState';
import { count, plural } from '../../components/formats';
import { ErrorState } from '../../components/ErrorState';
import { stepFor } from '../../components/tableKeys';
import { useKeys } from '../../components/useKeys';
import type { PagedRows } from '../../components/usePagedRows';
import type { CauseRow } from '../../contract/contract';
import { CausesList } from './CausesList';
import { MarkStrip } from './MarkStrip';
import { NothingCompared } from './NothingCompared';
import styles from './findings.module.css';
import { type FindingsSearch, NONE } from './search';
import { madeOf, marked, type Subjects } from '../../components/triage/triage';
import { type Go, useLeave } from './useWhere';

export const PAGE = 200;

type Props = {
  list: PagedRows<'causes'>;
  /** The cause she went into last, where she comes back from it. */
  came: string | undefined;
  search: FindingsSearch;
  filtered: boolean;
  go: Go;
  may: boolean;
  onTriage: (subjects: Subjects, done?: () => void, chosen?: boolean) => void;
  onClear: () => void;
};

export function CausesView({ list, came, search, filtered, go, may, onTriage, onClear }: Props) {
  const [asked, setAsked] = useState(PAGE);
  const causes: CauseRow[] = [];
  for (let index = 0; index < Math.min(asked, list.total); index += 1) {
    const cause = list.rows(index);
    if (cause !== undefined) causes.push(cause);
  }
  const named = search.open === NONE ? undefined : search.open;
  const open = search.open === NONE ? undefined : (named ?? causes[0]?.id);
  const [at, setAt] = useState<number | null>(null);
  const current =
    at ??
    Math.max(
      0,
      causes.findIndex((cause) => cause.id === (named ?? came ?? open)),
    );
  // Marks are kept by what they mark. One that a filter or a new comparison took out of the list is not triaged unseen.
  const [marks, setMarks] = useState<ReadonlySet<string>>(new Set());
  const [anchor, setAnchor] = useState<number | null>(null);
  const chosen = causes.filter((cause) => marks.has(cause.id));
  const mark = (index: number, range: boolean): void => {
    if (!may) return;
    setMarks(
      marked(
        marks,
        causes.map((cause) => cause.id),
        index,
        range ? (anchor ?? current) : null,
      ),
    );
    if (!range) setAnchor(index);
  };
  const unmark = (): void => {
    setMarks(new Set());
    setAnchor(null);
  };
  const triage = (): void => {
    const cause = causes[current];
    const subject = chosen.length > 0 ? chosen : cause === undefined ? [] : [cause];
    onTriage({ causes: subject, findings: [] }, unmark);
  };
  const leave = useLeave();
  const step = (key: string): void => {
    const next = stepFor(key, current, causes.length, 10);
    if (next === null) return;
    setAt(next);
    document.querySelector<HTMLElement>('[role="treegrid"]')?.focus({ preventScroll: true });
  };
  useKeys({
    j: () => step('j'),
    k: () => step('k'),
    ArrowDown: () => step('ArrowDown'),
    ArrowUp: () => step('ArrowUp'),
    x: (event) => mark(current, event.shiftKey),
    t: triage,
    v: triage,
    Escape: unmark,
    m: () => {
      const rule = causes[current]?.rule;
      if (rule) leave.toRule(rule);
    },
  });
  if (list.error !== null && list.head === undefined) {
    return (
      <div className={styles['center']}>
        <ErrorState error={list.error} retry={list.retry} />
      </div>
    );
  }
  if (list.head !== undefined && list.total === 0) {
    return (
      <div className={styles['center']}>
        {list.head.run === 0 ? <NothingCompared /> : filtered ? <NothingPasses onClear={onClear} /> : <Balanced run={list.head.run} />}
      </div>
    );
  }
  const press = (cause: CauseRow, index: number, event: MouseEvent): void => {
    if (may && (event.ctrlKey || event.metaKey || event.shiftKey)) mark(index, event.shiftKey);
    else go({ open: cause.id === open ? NONE : cause.id }, { replace: true });
  };
  return (
    <>
    <CausesList
      causes={causes}
      total={list.total}
      findings={list.head?.findings ?? 0}
      loading={list.loading}
      current={current}
      open={open}
      sort={search.sort}
      onCurrent={setAt}
      marks={marks}
      may={may}
      onPress={press}
      onMark={mark}
      onTriage={(cause, chosen) => onTriage({ causes: [cause], findings: [] }, undefined, chosen)}
      onToggle={(cause) => go({ open: cause.id === open ? NONE : cause.id }, { replace: true })}
      onEnter={(cause) => go({ cause: cause.id, open: cause.id, finding: undefined })}
      onFinding={(cause, finding) => go({ cause: cause.id, open: cause.id, finding })}
      onSort={(sort) => go({ sort }, { replace: true })}
      onMore={() => {
        setAsked(asked + PAGE);
        list.onVisible({ first: 0, last: asked + PAGE });
      }}
    />
    {chosen.length > 0 && (
      <MarkStrip
        marked={plural(chosen.length, 'cause')}
        about={aboutOf(chosen)}
        all={chosen.length < causes.length ? { words: causes.length < list.total ? `${plural(causes.length, 'cause')} shown` : plural(causes.length, 'cause'), mark: () => setMarks(new Set(causes.map((cause) => cause.id))) } : null}
        onClear={unmark}
        onTriage={triage}
      />
    )}
    </>
  );
}

/** `648 findings, 256 safety`: what a decision on these causes is about. */
function aboutOf(causes: readonly CauseRow[]): string {
  const made = madeOf({ causes, findings: [] });
  return `${plural(made.findings, 'finding')}${made.safety > 0 ? `, ${count(made.safety)} safety` : ''}`;
}

function NothingPasses({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState
      icon="filter"
      title="No cause passes these filters"
      action={
        <button type="button" className="button" onClick={onClear}>
          Clear the filters
        </button>
      }
    >
      Filters combine: a finding has to pass all of them.
    </EmptyState>
  );
}

function Balanced({ run }: { run: number }) {
  return (
    <EmptyState icon="done" title={`Comparison ${run} found no difference`}>
      Every statement of the legacy book has its equal in the destination book, and the other way round, as far as the two readings see. What no
      reader reads yet stands under Artifacts as unread.
    </EmptyState>
  );
}
