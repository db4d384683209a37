// Files: what the legacy system left, and what was given for the destination. Facets and a table of any length on the left,
// the open artifact on the right. The URL holds filters, order and what is open; this file only puts the parts together and
// gives them keys.
import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import { EmptyState } from '../../components/EmptyState';
import { ErrorState } from '../../components/ErrorState';
import { Facets } from '../../components/Facets';
import { Icon } from '../../components/Icon';
import { StatusBar } from '../../components/StatusBar';
import { stepFor } from '../../components/tableKeys';
import { useTellKeys } from '../../components/keysShown';
import { useKeys } from '../../components/useKeys';
import { usePagedRows } from '../../components/usePagedRows';
import { VirtualTable } from '../../components/VirtualTable';
import { count, plural } from '../../components/formats';
import { ArtifactDetail } from './ArtifactDetail';
import { FilterBox } from '../../components/FilterBox';
import styles from './artifacts.module.css';
import { columnsFor, roomFor } from './columns';
import { facetGroups } from './fileFacets';
import { TreeTable } from './TreeTable';
import { type ArtifactsSearch, CLEARED, isFiltered, nextSort, NO_ARTIFACT, request, sortOf } from './search';
import { useSelection } from '../../components/useSelection';
import type { Go } from './useWhere';
import { useWidth } from './useWidth';
import { WaitingPanel } from './WaitingPanel';
import { INGEST } from './words';

const SETTLE_MS = 120;

export function FilesView({ search, go }: { search: ArtifactsSearch; go: Go }) {
  const list = usePagedRows('artifacts', request(search));
  const table = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const width = useWidth(table);
  const first = list.rows(0);
  const open = search.id === NO_ARTIFACT ? undefined : (search.id ?? first?.id);
  const [selected, select] = useSelection(list, open, (id) => go({ id, relation: undefined, field: undefined }, { replace: true }));
  // Somebody who holds J down passes many rows; only where she stops is asked for.
  const [settled] = useDebouncedValue(open, SETTLE_MS, { leading: true });
  const row = selected === null ? undefined : list.rows(selected);
  const filtered = isFiltered(search);
  const inTree = search.as === 'tree';
  const waits = open === undefined && list.loading && search.id !== NO_ARTIFACT;

  const focusTable = (): void => table.current?.querySelector<HTMLElement>('[role="grid"], [role="treegrid"]')?.focus({ preventScroll: true });
  const step = (key: string): void => {
    const next = inTree ? null : stepFor(key, selected, list.total, 10);
    if (next !== null) select(next);
    focusTable();
  };
  useKeys({
    '/': () => input.current?.focus(),
    j: () => step('j'),
    k: () => step('k'),
    q: () => open !== undefined && go({ part: search.part === 'quarantine' ? undefined : 'quarantine' }),
    s: () => open !== undefined && go({ part: search.part === 'structure' ? undefined : 'structure' }),
    u: () => open !== undefined && go({ part: search.part === 'uses' ? undefined : 'uses' }),
    t: () => go({ as: inTree ? undefined : 'tree' }),
    Escape: () => go({ id: NO_ARTIFACT }),
  });
  useTellKeys(open === undefined ? [] : [['S', 'structure'], ['U', 'where used']]);
  const ready = !list.loading;
  useEffect(() => {
    if (ready && document.activeElement === document.body) focusTable();
  }, [ready, inTree]);

  const head = list.head;
  const none = (
    <EmptyState
      icon="filter"
      title="No artifact passes these filters"
      action={
        <button type="button" className="button" onClick={() => go(CLEARED)}>
          Clear the filters
        </button>
      }
    >
      Filters combine: an artifact has to pass all of them.
    </EmptyState>
  );
  const nothing = ready && list.error === null && list.total === 0 && !filtered;
  return (
    <div className={`${styles['view']} ${open !== undefined || waits ? styles['withDetail'] : nothing ? styles['bare'] : ''}`}>
      {!nothing && (
        <Facets
          label="Filter artifacts"
          groups={head ? facetGroups(head, search) : []}
          onChange={(id, chosen) => go(id === 'side' ? { side: chosen.at(-1) } : { [id]: chosen })}
        />
      )}
      <section className={styles['list']} aria-label="List of artifacts">
        <div className={filtered ? `${styles['bar']} ${styles['filtered']}` : styles['bar']}>
          <div className={styles['chips']}>
            {filtered && <Chips search={search} go={go} />}
            <span className="dim x">
              {head ? plural(list.total, 'artifact') : ''}
              {filtered ? ' in the selection' : ''}
            </span>
          </div>
          <span className={styles['switch']} role="group" aria-label="Show as">
            <button type="button" aria-pressed={!inTree} aria-label="Table" title="A table (T)" onClick={() => go({ as: undefined })}>
              <Icon name="table" size={12} /> <span>Table</span>
            </button>
            <button type="button" aria-pressed={inTree} aria-label="Tree" title="A tree of folders and archives (T)" onClick={() => go({ as: 'tree' })}>
              <Icon name="tree" size={12} /> <span>Tree</span>
            </button>
          </span>
          <FilterBox by="name" value={search.text ?? ''} onChange={(text) => go({ text }, { replace: true })} input={input} />
        </div>
        <div className={styles['table']} ref={table}>
          {list.error !== null && head === undefined ? (
            <div className={styles['center']}>
              <ErrorState error={list.error} retry={list.retry} />
            </div>
          ) : nothing ? (
            <div className={styles['center']}>
              <NoArtifacts />
            </div>
          ) : inTree ? (
            <TreeTable
              filter={request(search)}
              open={open}
              onOpen={(id) => go({ id, relation: undefined, field: undefined }, { replace: true })}
              room={roomFor(width)}
              empty={none}
            />
          ) : (
            <VirtualTable
              label="Artifacts"
              columns={columnsFor(roomFor(width))}
              total={list.total}
              rows={list.rows}
              onVisible={list.onVisible}
              selected={selected}
              onSelect={select}
              onOpen={select}
              sort={sortOf(search)}
              onSort={(pressed) => go({ sort: nextSort(search, pressed) })}
              loading={list.loading}
              tone={(row) => (row.state === 'unread' ? 'quiet' : undefined)}
              empty={none}
            />
          )}
        </div>
        <StatusBar
          keys={[
            ['J K', 'move'],
            ...(inTree ? ([['← →', 'fold']] as const) : []),
            ['T', inTree ? 'table' : 'tree'],
            ['/', 'filter'],
            ['Q', 'quarantine'],
            ['[ ]', 'relation'],
            ['Esc', 'close'],
          ]}
        >
          {head && !head.risksCurrent && <span title="Hidden corners, names of people and undecided fields are counted as they were when discovery last ran">risks are being worked out</span>}
          {head && <span>{unreadLine(head.states)}</span>}
        </StatusBar>
      </section>
      {waits && <WaitingPanel />}
      {open !== undefined && settled !== undefined && (
        <ArtifactDetail
          key={settled}
          id={settled}
          known={row?.id === settled ? row : undefined}
          part={search.part ?? 'profile'}
          relation={search.relation}
          field={search.field}
          go={go}
        />
      )}
    </div>
  );
}

function unreadLine(states: readonly { value: string; count: number }[]): string {
  const of = (state: string): number => states.find((facet) => facet.value === state)?.count ?? 0;
  const all = states.reduce((sum, facet) => sum + facet.count, 0);
  return `${count(of('read'))} of ${count(all)} read in full${of('unread') > 0 ? `, ${count(of('unread'))} unread` : ''}`;
}

function Chips({ search, go }: { search: ArtifactsSearch; go: (change: Partial<ArtifactsSearch>) => void }) {
  const chips: [string, string, Partial<ArtifactsSearch>][] = [];
  if (search.side) chips.push(['side', search.side, { side: undefined }]);
  if (search.formats) chips.push(['format', search.formats.join(', '), { formats: undefined }]);
  if (search.sizes) chips.push(['size', search.sizes.join(', '), { sizes: undefined }]);
  if (search.reaches) chips.push(['reach', search.reaches.join(', '), { reaches: undefined }]);
  if (search.risks) chips.push(['risk', search.risks.join(' or '), { risks: undefined }]);
  if (search.states) chips.push(['state', search.states.join(', '), { states: undefined }]);
  if (search.text) chips.push(['name', search.text, { text: undefined }]);
  return (
    <>
      {chips.map(([what, value, change]) => (
        <button
          key={what}
          type="button"
          className="chip"
          aria-pressed="true"
          aria-label={`Remove the filter ${what}: ${value}`}
          onClick={() => go(change)}
        >
          <span className="cut">
            {what}: {value}
          </span>{' '}
          <span aria-hidden="true">×</span>
        </button>
      ))}
    </>
  );
}

function NoArtifacts() {
  return (
    <EmptyState icon="artifacts" title="The workspace holds no artifacts yet">
      <span>
        An export never passes through this desktop. Somebody with access to the workspace fills it there, file by file or a folder at once:
      </span>
      <code className={styles['command']}>{INGEST}</code>
      <span>What could not be read is set aside with its place and its reason. This list fills as soon as the command is done.</span>
    </EmptyState>
  );
}
