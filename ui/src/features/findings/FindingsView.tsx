// The list of single findings with the panel of the selected one. Without a choice in the URL the first row is shown; the
// keys move the choice, and the panel follows.
import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { count, plural } from '../../components/formats';
import { stepFor } from '../../components/tableKeys';
import { useKeys } from '../../components/useKeys';
import { useMarks } from '../../components/useMarks';
import { usePagedRows } from '../../components/usePagedRows';
import type { CauseRow, FindingRow } from '../../contract/contract';
import { useCommand } from '../../platform/call';
import { FindingPanel } from './FindingPanel';
import { FindingsList } from './FindingsList';
import { MarkStrip } from './MarkStrip';
import styles from './findings.module.css';
import { type FindingsSearch, isFiltered, NONE, request } from './search';
import { useSelection } from '../../components/useSelection';
import { type Go, useLeave } from './useWhere';
import { useSize } from './useSize';
import { madeOf, SUBJECTS_MAX, type Subjects } from '../../components/triage/triage';
import { ruleId } from './words';

const SETTLE_MS = 120;
const WIDE = { width: 900, height: 600 };

type Props = { search: FindingsSearch; go: Go; may: boolean; onTriage: (subjects: Subjects, done?: () => void, chosen?: boolean, cause?: CauseRow) => void; bar: ReactNode; foot: (total: number) => ReactNode; onClear: () => void };

export function FindingsView({ search, go, may, onTriage, bar, foot, onClear }: Props) {
  const list = usePagedRows('findings', request(search, 'cause'));
  const frame = useRef<HTMLElement>(null);
  const { width } = useSize(frame, WIDE);
  const shown = search.finding === NONE ? undefined : (search.finding ?? list.rows(0)?.id);
  const [selected, select] = useSelection(list, shown, (finding) => go({ finding }, { replace: true }));
  const marks = useMarks<FindingRow, 'findings'>('findings', { total: list.total, row: list.rows }, request(search, 'cause'), selected);
  const triage = (): void => {
    if (marks.rows.length > SUBJECTS_MAX) return;
    if (marks.rows.length > 0) onTriage({ causes: [], findings: marks.rows }, marks.clear);
    else {
      // The row that she stands on, also when its panel is closed. While the next finding is on its way, the panel still shows the one before: that one is not meant.
      const row = (selected === null ? undefined : list.rows(selected)) ?? (detail.data?.row.id === shown ? detail.data?.row : undefined);
      if (row !== undefined) onTriage({ causes: [], findings: [row] }, undefined, false, detail.data?.row.id === row.id ? detail.data.cause : undefined);
    }
  };
  // Somebody who holds J down passes many rows; only where she stops is asked for.
  const [settled] = useDebouncedValue(shown, SETTLE_MS, { leading: true });
  const detail = useCommand('finding', { id: settled ?? '' }, { enabled: settled !== undefined });
  const leave = useLeave();
  // Stays open while she walks from finding to finding: evidence is compared.
  const [explained, setExplained] = useState(false);
  const explain = (): void => setExplained((now) => !now);
  const focusTable = (): void => frame.current?.querySelector<HTMLElement>('[role="grid"]')?.focus();

  const step = (key: string): void => {
    const next = stepFor(key, selected, list.total, 10);
    if (next !== null) select(next);
    focusTable();
  };
  const toChart = (index: number | null): void => {
    const row = index === null ? undefined : list.rows(index);
    if (row !== undefined) leave.toChart(row.patient, row.id);
    else if (detail.data !== undefined) leave.toChart(detail.data.row.patient, detail.data.row.id);
  };
  useKeys({
    j: () => step('j'),
    k: () => step('k'),
    c: () => toChart(selected),
    t: triage,
    // On a chart the decision is V, because T is its table there: here either is.
    v: triage,
    x: (event) => may && selected !== null && marks.mark(selected, event.shiftKey ? 'range' : 'toggle'),
    ...(shown === undefined ? {} : { e: explain }),
    m: () => {
      const rule = detail.data?.rule;
      if (rule) leave.toRule(ruleId(rule));
    },
    Escape: () =>
      marks.rows.length > 0
        ? marks.clear()
        : shown === undefined
        ? go({ cause: undefined, patient: undefined, group: undefined, finding: undefined })
        : go({ finding: NONE }, { replace: true }),
  });
  const ready = !list.loading;
  useEffect(() => {
    if (ready && document.activeElement === document.body) frame.current?.querySelector<HTMLElement>('[role="grid"]')?.focus();
  }, [ready]);

  return (
    <>
      <section className={styles['list']} aria-label="List of findings" ref={frame}>
        {bar}
        <FindingsList
          list={list}
          selected={selected}
          ofCause={Boolean(search.cause)}
          width={width}
          marks={may ? marks : null}
          onSelect={select}
          onOpen={toChart}
          sort={sortOf(search)}
          onSort={(sort) => go({ sort: sort === '' ? undefined : sort, finding: undefined }, { replace: true })}
          onClear={onClear}
          gone={search.cause !== undefined && !isFiltered(search)}
        />
        {marks.rows.length > 0 && (
          <MarkStrip
            marked={plural(marks.rows.length, 'finding')}
            about={aboutOf(marks.rows)}
            all={marks.rows.length < list.total && list.total <= SUBJECTS_MAX ? { words: count(list.total), mark: marks.all } : null}
            {...(marks.rows.length > SUBJECTS_MAX ? { refused: `At most ${count(SUBJECTS_MAX)} at once: triage their cause.` } : {})}
            onClear={marks.clear}
            onTriage={triage}
          />
        )}
        {foot(list.total)}
      </section>
      {shown !== undefined && settled !== undefined && (
        <FindingPanel
          id={settled}
          may={may}
          onTriage={({ row, cause }, chosen) => onTriage({ causes: [], findings: [row] }, undefined, chosen, cause)}
          onClose={() => go({ finding: NONE }, { replace: true })}
          onCause={(cause) => go({ cause, finding: shown, patient: undefined, group: undefined })}
          explained={explained}
          onExplain={explain}
        />
      )}
    </>
  );
}

/** The order of single findings; that of the causes is none of theirs. */
function sortOf({ sort }: FindingsSearch): string {
  return sort === 'patient' || sort === '-patient' ? sort : '';
}

/** `of 2 causes, 7 safety`. */
function aboutOf(findings: readonly FindingRow[]): string {
  const made = madeOf({ causes: [], findings });
  return `of ${plural(made.causes, 'cause')}${made.safety > 0 ? `, ${count(made.safety)} safety` : ''}`;
}
