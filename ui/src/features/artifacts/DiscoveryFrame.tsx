// Every list of discovery: facets, a bar with the filters that are set, the table with its states, keys at the foot, and a panel. A list
// says what is different about it and no more: its columns, what Enter does, what it marks, which rows are quiet.
import { useEffect, type ReactNode } from 'react';
import { EmptyState } from '../../components/EmptyState';
import { ErrorState } from '../../components/ErrorState';
import { Facets, type FacetGroup } from '../../components/Facets';
import { FilterBox } from '../../components/FilterBox';
import { StatusBar } from '../../components/StatusBar';
import type { Marks } from '../../components/useMarks';
import { type Column, VirtualTable } from '../../components/VirtualTable';
import { useNameOf } from '../../components/useNameOf';
import styles from './artifacts.module.css';
import { type ArtifactsSearch, CLEARED, isFiltered, nextSort, sortOf } from './search';
import type { DiscoveryList, DiscoveryName, DiscoveryRow } from './useDiscoveryList';
import type { Go } from './useWhere';

type Props<K extends DiscoveryName> = {
  name: string;
  by: string;
  of: DiscoveryList<K>;
  groups: readonly FacetGroup[];
  search: ArtifactsSearch;
  go: Go;
  /** Filters in words: what is filtered, what for, and the change that takes it off. */
  chips?: readonly Chip[];
  bar: ReactNode;
  columns: readonly Column<DiscoveryRow<K>>[];
  /** What Enter and a double press do; the row opens in the panel without it. */
  onOpen?: (index: number) => void;
  /** Rows that can be decided together. */
  marks?: Pick<Marks<DiscoveryRow<K> & { id: string }>, 'has' | 'mark'>;
  rowHeight?: number;
  tone?: (row: DiscoveryRow<K>) => string | undefined;
  /** Instead of the table when the workspace holds nothing of the kind. */
  nothing: ReactNode;
  keys: readonly (readonly [string, string])[];
  foot: ReactNode;
  panel?: ReactNode;
};

type Chip = readonly [what: string, value: string, change: Partial<ArtifactsSearch>];

export function DiscoveryFrame<K extends DiscoveryName>({ name, by, of, groups, search, go, chips = [], bar, columns, onOpen, marks, rowHeight, tone, nothing, keys, foot, panel }: Props<K>) {
  const { list, focus } = of;
  const filtered = isFiltered(search);
  const ready = !list.loading;
  const artifact = useNameOf(search.of);
  // Nothing of the kind is there: there is nothing to filter by, and no column for it.
  const bare = ready && !filtered && !panel && groups.every((group) => group.values.length === 0);
  useEffect(() => {
    if (ready && document.activeElement === document.body) focus();
    // Only when the list arrives: afterwards the focus is the person's.
  }, [ready]);
  const shown: readonly Chip[] = [
    ...(search.of === undefined ? [] : [['artifact', artifact, { of: undefined }] as const]),
    ...chips,
    ...(search.text === undefined ? [] : [[by, search.text, { text: undefined }] as const]),
  ];
  const empty = (
    <EmptyState
      icon="filter"
      title={`Nothing in ${name.toLowerCase()} passes these filters`}
      action={
        <button type="button" className="button" onClick={() => go(CLEARED)}>
          Clear the filters
        </button>
      }
    >
      Filters combine: a row has to pass all of them.
    </EmptyState>
  );
  return (
    <div className={`${styles['view']} ${panel ? styles['withPanel'] : bare ? styles['bare'] : ''}`}>
      {!bare && <Facets label={`Filter ${name.toLowerCase()}`} groups={groups} onChange={(id, chosen) => go({ [id]: chosen, item: undefined })} />}
      <section className={styles['list']} aria-label={name}>
        <div className={styles['bar']}>
          <div className={styles['chips']}>
            {shown.map(([what, value, change]) => (
              <button
                key={what}
                type="button"
                className="chip"
                aria-pressed="true"
                aria-label={`Remove the filter ${what}: ${value}`}
                onClick={() => go({ ...change, item: undefined })}
              >
                <span className="cut">
                  {what}: {value}
                </span>{' '}
                <span aria-hidden="true">×</span>
              </button>
            ))}
            {bar}
          </div>
          <FilterBox by={by} value={search.text ?? ''} onChange={(text) => go({ text, item: undefined }, { replace: true })} input={of.input} />
        </div>
        <div className={styles['table']} ref={of.table}>
          {list.error !== null && list.head === undefined ? (
            <div className={styles['center']}>
              <ErrorState error={list.error} retry={list.retry} />
            </div>
          ) : ready && list.error === null && list.total === 0 && !filtered ? (
            <div className={styles['center']}>{nothing}</div>
          ) : (
            <VirtualTable
              label={name}
              columns={columns}
              total={list.total}
              rows={of.row}
              onVisible={list.onVisible}
              selected={of.selected}
              onSelect={of.select}
              onOpen={onOpen ?? of.select}
              sort={sortOf(search)}
              onSort={(pressed) => go({ sort: nextSort(search, pressed) })}
              loading={list.loading}
              empty={empty}
              {...(marks === undefined ? {} : { marked: marks.has as (row: DiscoveryRow<K>) => boolean, onMark: marks.mark })}
              {...(rowHeight === undefined ? {} : { rowHeight })}
              {...(tone === undefined ? {} : { tone })}
            />
          )}
        </div>
        <StatusBar keys={keys}>{foot}</StatusBar>
      </section>
      {panel}
    </div>
  );
}
