// Equivalences: what the team declares to be the same, with what each explains run by run. One that explains more than it did, one that
// ends and one that was never judged come first: a convenient equivalence is how a new defect hides.
import { Link } from '@tanstack/react-router';
import { useRef } from 'react';
import { EmptyState } from '../../../components/EmptyState';
import { ErrorState } from '../../../components/ErrorState';
import { FilterBox } from '../../../components/FilterBox';
import { Icon } from '../../../components/Icon';
import { Skeleton } from '../../../components/Skeleton';
import { StatusBar } from '../../../components/StatusBar';
import { VirtualTable } from '../../../components/VirtualTable';
import { count, plural } from '../../../components/formats';
import { stepFor } from '../../../components/tableKeys';
import { useKeys } from '../../../components/useKeys';
import type { EquivalencesView } from '../../../contract/contract';
import { useCommand } from '../../../platform/call';
import { useMay } from '../../../platform/useSession';
import { NothingCompared } from '../NothingCompared';
import { GroupBy } from '../GroupBy';
import findings from '../findings.module.css';
import { equivalenceColumns } from './columns';
import { EquivalencePanel } from './EquivalencePanel';
import styles from './equivalences.module.css';
import { NONE, useWhere, type Go } from './search';
import { useRejudge } from './useRejudge';
import { endsSoon, isStale, ordered } from './words';

export function EquivalencesScreen() {
  const [search, go] = useWhere();
  const answer = useCommand('equivalences', {});
  const input = useRef<HTMLInputElement>(null);
  const view = answer.data;
  const rows = ordered(view?.rows ?? [], search.sort, search.text ?? '');
  const at = rows.findIndex((row) => row.id === search.id);
  const selected = rows.length === 0 ? null : Math.max(0, at);
  const shown = search.id === NONE || selected === null ? undefined : rows[selected];
  const choose = (index: number): void => {
    const row = rows[index];
    if (row) go({ id: row.id }, { replace: true });
  };
  const step = (key: string): void => {
    const next = stepFor(key, selected, rows.length, 10);
    if (next !== null) choose(next);
  };
  useKeys({ '/': () => input.current?.focus(), j: () => step('j'), k: () => step('k'), Escape: () => go({ id: NONE }, { replace: true }) });
  const empty = view !== undefined && view.rows.length === 0 && view.problems.length === 0;
  return (
    <div className={styles['screen']}>
      <Head view={view} failed={answer.isError} />
      <Warnings view={view} go={go} />
      <div className={findings['bar']}>
        <GroupBy here="equivalences" />
        <span className={findings['end']}>
          <FilterBox by="words" value={search.text ?? ''} onChange={(text) => go({ text }, { replace: true })} input={input} />
        </span>
      </div>
      {answer.isError && view === undefined ? (
        <div className={styles['center']}>
          <ErrorState error={answer.error} retry={() => void answer.refetch()} />
        </div>
      ) : empty ? (
        <div className={styles['center']}>{view.run === 0 ? <NothingCompared /> : <NothingDeclared />}</div>
      ) : (
        <div className={shown ? styles['withPanel'] : styles['alone']}>
          <div className={styles['table']}>
            <VirtualTable
              label="Declared equivalences, those that want somebody first"
              columns={equivalenceColumns(view?.runs ?? [], shown !== undefined)}
              total={rows.length}
              rows={(index) => rows[index]}
              rowHeight={42}
              selected={selected}
              onSelect={choose}
              onOpen={choose}
              sort={search.sort ?? ''}
              onSort={(sort) => go({ sort: sort === '' ? undefined : sort }, { replace: true })}
              loading={view === undefined}
              tone={(row) => (row.state === 'retired' || row.state === 'expired' ? 'quiet' : undefined)}
              empty={
                <EmptyState icon="filter" title="No equivalence passes this filter" action={<button type="button" className="button" onClick={() => go({ text: undefined })}>Clear the filter</button>}>
                  The filter looks at ids, reasons, authors, kinds and what is declared.
                </EmptyState>
              }
            />
          </div>
          {shown && view && <EquivalencePanel key={shown.id} row={shown} view={view} onClose={() => go({ id: NONE }, { replace: true })} />}
        </div>
      )}
      <StatusBar keys={[['J K', 'move'], ['/', 'filter'], ['Esc', 'close']]}>
        {view && <span>{view.version === 0 ? 'none declared here yet; the lens declares its code maps' : `document version ${view.version}`}</span>}
      </StatusBar>
    </div>
  );
}

function Head({ view, failed }: { view: EquivalencesView | undefined; failed: boolean }) {
  const may = useMay('run_jobs');
  const rejudge = useRejudge();
  const explained = view?.rows.reduce((sum, row) => sum + row.statements, 0) ?? 0;
  const live = view?.rows.filter((row) => row.state === 'in force' || row.state === 'lens').length ?? 0;
  return (
    <header className={styles['head']}>
      <h1>Equivalences</h1>
      {view === undefined ? (
        !failed && <Skeleton width={300} />
      ) : view.run === 0 ? (
        <span>not compared yet</span>
      ) : (
        <span>
          <b>{count(live)}</b> in force; comparison {view.run} used them <b>{plural(explained, 'time')}</b>
        </span>
      )}
      {view !== undefined && view.run > 0 && may ? (
        <button
          type="button"
          className={isStale(view) ? 'button small primary' : 'button small'}
          disabled={rejudge.starting}
          title="Judges the kept pairs of the last comparison under this document. Nothing is read or aligned."
          onClick={rejudge.start}
        >
          <Icon name="compare" size={12} /> Judge again
        </button>
      ) : (
        <span />
      )}
    </header>
  );
}

function Warnings({ view, go }: { view: EquivalencesView | undefined; go: Go }) {
  const soon = view?.rows.filter(endsSoon) ?? [];
  return (
    <ul className={styles['warnings']} aria-label="What wants somebody">
      {view?.problems.map((problem) => (
        <li key={`${problem.line}:${problem.column}:${problem.message}`}>
          <Icon name="warn" size={13} /> The document does not check, so nothing can be compared. Line {problem.line}: {problem.message}
        </li>
      ))}
      {view?.warnings.map((warning) => (
        <li key={warning}>
          <Icon name="warn" size={13} /> {warning}
          <button type="button" onClick={() => go({ id: view.rows.find((row) => warning.startsWith(`Equivalence ${row.id} `))?.id })}>
            Show
          </button>
        </li>
      ))}
      {soon.length > 0 && (
        <li>
          <Icon name="history" size={13} /> {plural(soon.length, 'equivalence')} {soon.length === 1 ? 'ends' : 'end'} within 30 days; what {soon.length === 1 ? 'it explains' : 'they explain'} will be found again
          <button type="button" onClick={() => go({ id: soon[0]?.id })}>
            Show
          </button>
        </li>
      )}
      {view !== undefined && isStale(view) && view.problems.length === 0 && (
        <li>
          <Icon name="info" size={13} /> Run {view.run} was judged by {view.judged === 0 ? 'no document' : `version ${view.judged}`}; the document is at version {view.version}. Judge again to see what changes.
        </li>
      )}
    </ul>
  );
}

function NothingDeclared() {
  return (
    <EmptyState icon="differs" title="Nothing is declared to be the same" action={<Link className="button" to={'/findings' as string}>To the findings</Link>}>
      When the two books say one thing in two ways, and that is right, declare it from a finding: with a reason, test rows and an end. What it explains is
      then counted in every comparison. Whole tables of codes belong in the lens. In the workspace: <code className={findings['command']}>throughline equivalences import FILE</code>
    </EmptyState>
  );
}
