/**
 * The Patients screen: who is most likely to break first, why, and what was found. Facets and a table of any length.
 * Enter opens both charts. The URL holds filters, order and place; this file only puts the parts together.
 */
import { Link } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { EmptyState } from '../../../components/EmptyState';
import { ErrorState } from '../../../components/ErrorState';
import { ExportMenu } from '../../../components/ExportMenu';
import { Facets } from '../../../components/Facets';
import { FilterBox } from '../../../components/FilterBox';
import { Icon } from '../../../components/Icon';
import { Severity } from '../../../components/Severity';
import { StatusBar } from '../../../components/StatusBar';
import { VirtualTable } from '../../../components/VirtualTable';
import { count, plural } from '../../../components/formats';
import { stepFor } from '../../../components/tableKeys';
import { useKeys } from '../../../components/useKeys';
import { usePagedRows } from '../../../components/usePagedRows';
import type { PatientsPage } from '../../../contract/contract';
import { PatientTabs } from '../PatientTabs';
import type { ListSearch } from '../search';
import { isFiltered, listQuery } from '../search';
import { useListWhere } from '../useWhere';
import { useWidth } from '../useWidth';
import { columnsFor } from './columns';
import { exportPatients } from './exports';
import styles from './list.module.css';

const CLEARED: Partial<ListSearch> = { text: undefined, severities: undefined, reasons: undefined, sides: undefined, question: undefined, difference: undefined, at: undefined } as Partial<ListSearch>;
const FILTERS = ['severities', 'reasons', 'sides'] as const;

export function PatientsScreen() {
  const [search, go, open] = useListWhere();
  const list = usePagedRows('patients', listQuery(search));
  const table = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const width = useWidth(table);
  const [exporting, setExporting] = useState(false);
  const selected = search.at !== undefined && search.at < list.total ? search.at : list.total > 0 ? 0 : null;
  const filtered = isFiltered(search);
  const select = (index: number): void => go({ at: index }, { replace: true });
  const openAt = (index: number | null): void => {
    const row = index === null ? undefined : list.rows(index);
    if (row && index !== null) open(row.id, index);
  };
  const step = (key: string): void => {
    const next = stepFor(key, selected, list.total, 10);
    if (next !== null) select(next);
    table.current?.querySelector<HTMLElement>('[role="grid"]')?.focus();
  };
  useKeys({ '/': () => input.current?.focus(), j: () => step('j'), k: () => step('k'), Enter: () => openAt(selected), e: () => setExporting(true) });

  const head = list.head;
  const nothing = head !== undefined && head.total === 0 && !filtered;
  const safety = head?.severities.find((facet) => facet.value === 'safety')?.count ?? 0;
  return (
    <div className={styles['screen']} data-bare={nothing || undefined}>
      <header className={styles['head']}>
        <h1>Patients</h1>
        <PatientTabs view="edge" />
        {head && !nothing && <span className={styles['said']}><b>{count(head.total)}</b> {head.total === 1 ? 'patient' : 'patients'}{filtered ? ' in the selection' : ''}, <b className={safety > 0 ? 'safety' : undefined}>{count(safety)}</b> with a safety finding</span>}
        {!nothing && <span className={styles['end']}><ExportMenu label="Export" groups={exportPatients(search, list.total)} ready={list.total > 0} opened={exporting} onChange={setExporting} align="end" /></span>}
      </header>
      {!nothing && <Facets label="Filter patients" groups={head ? groupsOf(head, search) : []} onChange={(id, chosen) => go({ [id]: chosen, at: undefined } as Partial<ListSearch>)} />}
      <section className={styles['body']} aria-label="List of patients">
        <div className={styles['tools']}>
          <div className={styles['chips']}>
            {FILTERS.flatMap((key) =>
              (search[key] ?? []).map((value) => (
                <button
                  key={`${key} ${value}`}
                  type="button"
                  className="chip"
                  aria-label={`Take off ${value}`}
                  onClick={() => go({ [key]: search[key]?.filter((one) => one !== value), at: undefined } as Partial<ListSearch>)}
                >
                  {value} <Icon name="cross" size={9} />
                </button>
              )),
            )}
            {search.question !== undefined && (
              <button
                type="button"
                className="chip"
                aria-label={`Take off the question ${search.question}`}
                onClick={() => go({ question: undefined, difference: undefined, at: undefined } as Partial<ListSearch>)}
              >
                {search.question}
                {search.difference === undefined ? '' : `: ${search.difference}`} <Icon name="cross" size={9} />
              </button>
            )}
            <span className="dim x">{head && !nothing ? plural(list.total, 'patient') : ''}</span>
          </div>
          <span className={styles['search']}><FilterBox by="pseudonym" label="Find a pseudonym" value={search.text ?? ''} onChange={(text) => go({ text: text.trim(), at: undefined } as Partial<ListSearch>, { replace: true })} input={input} /></span>
        </div>
        <div className={styles['table']} ref={table}>
          {list.error !== null && head === undefined ? (
            <div className={styles['center']}><ErrorState error={list.error} retry={list.retry} /></div>
          ) : (
            <VirtualTable
              label="Patients, edge cases first"
              columns={columnsFor(width)}
              total={list.total}
              rows={list.rows}
              onVisible={list.onVisible}
              selected={selected}
              onSelect={select}
              onOpen={openAt}
              sort={search.sort ?? ''}
              onSort={(sort) => go({ sort: sort === '' ? undefined : sort, at: undefined } as Partial<ListSearch>)}
              loading={list.loading}
              empty={filtered ? <NoneLeft onClear={() => go(CLEARED)} /> : <NotCompared />}
            />
          )}
        </div>
        <StatusBar keys={[['J K', 'move'], ['Enter', 'open both charts'], ['/', 'find a pseudonym'], ['E', 'export']]}>
          <span>{search.sort === undefined ? 'Most likely to break first; sort by safety for the most findings' : 'Pseudonyms are random and mean nothing outside this workspace'}</span>
        </StatusBar>
      </section>
    </div>
  );
}

/** `of less harm` stands for several severities and has the shape of none. */
const severityMark = (value: string) => (value === 'safety' || value === 'clinical' ? <Severity name={value} /> : null);

export function groupsOf(head: PatientsPage, search: ListSearch) {
  return [
    { id: 'severities', label: 'With a finding', about: 'Patients with at least one such finding; one patient may stand under several', values: head.severities, chosen: search.severities ?? [], mark: severityMark },
    { id: 'sides', label: 'Side', values: head.sides, chosen: search.sides ?? [] },
    { id: 'reasons', label: 'Why here', values: head.reasons, chosen: search.reasons ?? [] },
  ];
}

function NoneLeft({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState icon="filter" title="No patient passes these filters" action={<button type="button" className="button" onClick={onClear}>Clear the filters</button>}>
      Filters combine: a patient has to pass all of them.
    </EmptyState>
  );
}

function NotCompared() {
  return (
    <EmptyState icon="compare" title="No charts to compare yet" action={<Link to={'/overview' as string} className="button">Go to the overview</Link>}>
      Patients appear here when both books have been read. Run a comparison from the overview.
    </EmptyState>
  );
}
