// One list of discovery: its pages, what is open in it, and the keys that move in it. Rows are known by a key of their
// own, because joins and anomalies have no token.
import { useRef, type RefObject } from 'react';
import { stepFor } from '../../components/tableKeys';
import { usePagedRows, type PagedRows } from '../../components/usePagedRows';
import { useKeys, type Keys } from '../../components/useKeys';
import { useSelection } from '../../components/useSelection';
import type { Anomaly, Corner, DeliveryChange, DocumentRow, Integration, Join, LegacyRule } from '../../contract/contract';
import { type ArtifactsSearch, discoveryRequest, NONE } from './search';
import type { Go } from './useWhere';

type Rows = { corners: Corner; joins: Join; anomalies: Anomaly; integrations: Integration; deliveries: DeliveryChange; legacy_rules: LegacyRule; documents: DocumentRow };
export type DiscoveryName = keyof Rows;
export type DiscoveryRow<K extends DiscoveryName> = Rows[K];

export type DiscoveryList<K extends DiscoveryName> = {
  list: PagedRows<K>;
  row: (index: number) => Rows[K] | undefined;
  /** Key of the open row; undefined while the panel is closed or nothing is loaded. */
  open: string | undefined;
  selected: number | null;
  select: (index: number) => void;
  focus: () => void;
  table: RefObject<HTMLDivElement | null>;
  input: RefObject<HTMLInputElement | null>;
};

export function useDiscoveryList<K extends DiscoveryName>(
  name: K,
  search: ArtifactsSearch,
  go: Go,
  keyOf: (row: Rows[K]) => string,
  keys: Keys = {},
): DiscoveryList<K> {
  const list = usePagedRows(name, discoveryRequest(search) as never) as unknown as PagedRows<K>;
  const table = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const row = (index: number): Rows[K] | undefined => list.rows(index) as Rows[K] | undefined;
  const keyed = {
    total: list.total,
    rows: (index: number) => {
      const one = row(index);
      return one === undefined ? undefined : { id: keyOf(one) };
    },
  };
  const open = search.item === NONE ? undefined : (search.item ?? keyed.rows(0)?.id);
  const [selected, select] = useSelection(keyed, open, (item) => go({ item }, { replace: true }));
  const focus = (): void => table.current?.querySelector<HTMLElement>('[role="grid"]')?.focus({ preventScroll: true });
  const step = (key: string): void => {
    const next = stepFor(key, selected, list.total, 10);
    if (next !== null) select(next);
    focus();
  };
  useKeys({
    '/': () => input.current?.focus(),
    j: () => step('j'),
    k: () => step('k'),
    Escape: () => go({ item: NONE }),
    ...keys,
  });
  return { list, row, open, selected, select, focus, table, input };
}
