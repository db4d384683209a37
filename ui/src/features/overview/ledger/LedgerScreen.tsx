// Where every legacy record ended: relation by relation, end by end, with the reason. Reached from the Overview; the URL
// holds which ends are shown, the words and the order.
import { Link, useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useSaid } from '../../../components/useAddress';
import { EmptyState } from '../../../components/EmptyState';
import { ErrorState } from '../../../components/ErrorState';
import { FilterBox } from '../../../components/FilterBox';
import { heldWords } from '../../../components/heldWords';
import { Icon } from '../../../components/Icon';
import { StatusBar } from '../../../components/StatusBar';
import { count, percent, plural } from '../../../components/formats';
import { useCrumb } from '../../../components/crumb';
import { useKeys } from '../../../components/useKeys';
import { type Column, VirtualTable } from '../../../components/VirtualTable';
import type { LedgerLine } from '../../../contract/contract';
import { useCommand } from '../../../platform/call';
import { EndsBar, Equation } from './EndsBar';
import { type LedgerSearch, MEANINGS, recordsOf, shownLines, toldOf, validate, withheldEnds } from './ends';
import { follows } from './Records';
import styles from './ledger.module.css';

function columnsOf(records: number): Column<LedgerLine>[] {
  return [
    { id: 'relation', header: 'Relation', width: 'minmax(110px, .7fr)', sortable: true, cell: (line) => <span className="mono" title={line.relation}>{line.relation}</span> },
    { id: 'end', header: 'End', width: 'minmax(110px, 150px)', sortable: true, cell: (line) => <span title={MEANINGS[line.end]}><i className={styles['swatch']} data-end={line.end} aria-hidden="true" />{line.end}</span> },
    { id: 'records', header: 'Records', width: 'minmax(64px, 92px)', align: 'end', sortable: true, cell: (line) => (line.records === null ? <span className="mid" title="Beside the other records this number would tell how few patients stay in the archive.">withheld</span> : count(line.records)) },
    { id: 'share', header: 'Share', width: 'minmax(56px, 76px)', align: 'end', cell: (line) => <span className="mid">{line.records === null ? '' : percent(line.records / Math.max(1, records))}</span> },
    { id: 'reason', header: <span className={styles['why']}>Why</span>, width: 'minmax(150px, 1.8fr)', cell: (line) => (line.reason === '' ? <span className={`dim ${styles['why']}`}>–</span> : <span className={`mid ${styles['why']}`} title={line.reason}>{heldWords(line.reason)}</span>) },
  ];
}

/** Decisions that a document says the contrary of: told, never resolved here. */
export function Contradictions({ lines }: { lines: readonly string[] }) {
  return (
    <section className={styles['contradictions']} aria-label="Decisions that the documents contradict">
      <p>
        <b className="clinical"><Icon name="warn" size={12} /> {plural(lines.length, 'decision')} on hidden corners {lines.length === 1 ? 'is' : 'are'} contradicted by the mapping or the lens</b>
        <Link to={'/artifacts' as string} search={{ view: 'corners', states: ['migrate', 'archive', 'drop'] } as never}>Decided corners</Link>
      </p>
      <ul>{lines.map((line) => <li key={line}>{line}</li>)}</ul>
    </section>
  );
}

const KEYS = [['J K', 'move'], ['/', 'filter'], ['Esc', 'overview']] as const;

export function LedgerScreen() {
  const answer = useCommand('ledger', {}, { staleTime: 60_000 });
  const search = useSaid(validate);
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const table = useRef<HTMLDivElement>(null);
  const [selected, select] = useState<number | null>(null);
  useCrumb('Every legacy record', false);
  const go = (change: Partial<LedgerSearch>): void => {
    select(null);
    void navigate({ to: '/overview/ledger' as string, search: validate({ ...search, ...change }) as never, replace: true });
  };
  useKeys({
    '/': () => input.current?.focus(),
    j: () => table.current?.querySelector<HTMLElement>('[role="grid"]')?.focus(),
    Escape: () => void navigate({ to: '/overview' as string }),
  });
  const ledger = answer.data;
  if (answer.isError && ledger === undefined) return <ErrorState error={answer.error} retry={() => void answer.refetch()} />;
  const lines = ledger === undefined ? [] : shownLines(ledger, search);
  const withheld = withheldEnds(ledger?.lines ?? []);
  const filtered = search.ends !== undefined || search.text !== undefined;
  const toggle = (end: string): void => {
    const now = search.ends ?? [];
    const next = now.includes(end) ? now.filter((one) => one !== end) : [...now, end];
    go({ ends: next.length === 0 ? undefined : next } as Partial<LedgerSearch>);
  };
  return (
    <div className={styles['screen']}>
      <header className={styles['head']}>
        <h1>Every legacy record</h1>
        <p className="mid cut">{ledger ? `one end each${follows(ledger)}` : 'reading the ledger'}</p>
      </header>
      {ledger && ledger.records > 0 && <div className={styles['sum']}><EndsBar ledger={ledger} /><Equation ledger={ledger} /></div>}
      {ledger && ledger.contradictions.length > 0 && <Contradictions lines={ledger.contradictions} />}
      <div className={styles['bar']} role="group" aria-label="Filter by end">
        {(ledger?.ends ?? []).map((end) => (
          <button key={end.value} type="button" className="chip" aria-pressed={search.ends?.includes(end.value) ?? false} disabled={end.count === 0 && !withheld.has(end.value)} onClick={() => toggle(end.value)}>
            <i className={styles['swatch']} data-end={end.value} aria-hidden="true" />{end.value} <span className="dim">{toldOf(end, withheld)}</span>
          </button>
        ))}
        {filtered && <button type="button" className="chip" onClick={() => go({ ends: undefined, text: undefined } as Partial<LedgerSearch>)}><Icon name="cross" size={9} /> clear</button>}
        <span className={styles['push']}><FilterBox by="relation or reason" value={search.text ?? ''} onChange={(text) => go({ text })} input={input} /></span>
      </div>
      <div className={styles['table']} ref={table}>
        <VirtualTable
          label="Legacy records by relation, end and reason"
          columns={columnsOf(ledger?.records ?? 0)}
          total={lines.length}
          rows={(index) => lines[index]}
          selected={selected}
          onSelect={select}
          sort={search.sort ?? ''}
          onSort={(sort) => go({ sort })}
          loading={ledger === undefined}
          empty={
            filtered ? (
              <EmptyState icon="filter" title="No record in this selection" action={<button type="button" className="button" onClick={() => go({ ends: undefined, text: undefined } as Partial<LedgerSearch>)}>Show all</button>}>No relation has such an end, or no reason holds these words.</EmptyState>
            ) : (
              <EmptyState icon="artifacts" title="The legacy side holds no records">Ingest the legacy export: every record that is read will stand here with its end.</EmptyState>
            )
          }
        />
      </div>
      <StatusBar keys={KEYS}><span>{ledger && recordsOf(lines)} in {plural(lines.length, 'line')}</span></StatusBar>
    </div>
  );
}
