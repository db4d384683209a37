// Deliveries: what a system delivered when, and what each delivery changed against the ones before it. The newest is shown
// first; what a rule or the lens can no longer find stands in its own column, because nothing is carried over in silence.
import { useNavigate } from '@tanstack/react-router';
import { EmptyState } from '../../components/EmptyState';
import type { FacetGroup } from '../../components/Facets';
import { Icon } from '../../components/Icon';
import { count, moment, plural } from '../../components/formats';
import { Risk } from '../../components/Risk';
import type { Column } from '../../components/VirtualTable';
import type { DeliveriesPage, Delivery, DeliveryChange } from '../../contract/contract';
import styles from './artifacts.module.css';
import { DiscoveryFrame } from './DiscoveryFrame';
import { FieldLink } from './FieldLink';
import { NothingRead } from './NothingRead';
import { RuleLinks } from './RuleLinks';
import { type ArtifactsSearch } from './search';
import { useDiscoveryList } from './useDiscoveryList';
import { useWidth } from './useWidth';
import type { Go } from './useWhere';

const KEYS = [
  ['J K', 'move'],
  ['Enter', 'profile of the field'],
  ['[ ]', 'older, newer'],
  ['/', 'filter'],
] as const;

export function changeKey(change: DeliveryChange): string {
  return [change.relation, change.field, change.change].join(' ');
}

/** Rules of the mapping have a place to go to; the lens is said in words. */
function Rules({ rules }: { rules: readonly string[] }) {
  if (rules.length === 0) return <span className="dim">–</span>;
  const [mapped, said] = [rules.filter((rule) => !rule.includes(':')), rules.filter((rule) => rule.includes(':'))];
  return (
    <span className="clinical cut" title={rules.join(', ')}>
      <Icon name="warn" size={11} /> <RuleLinks rules={mapped} />
      {mapped.length > 0 && said.length > 0 && ', '}
      {said.join(', ')}
    </span>
  );
}

const SEVERITY: Column<DeliveryChange> = { id: 'severity', header: 'Weight', width: '72px', sortable: true, cell: (row) => <Risk name={row.severity} label /> };
const CHANGE: Column<DeliveryChange> = { id: 'change', header: 'Change', width: '150px', sortable: true, cell: (row) => row.change };
const WHERE: Column<DeliveryChange> = {
  id: 'where',
  header: 'Where',
  width: 'minmax(150px, 1fr)',
  sortable: true,
  cell: (row) => <FieldLink artifact={row.artifact} relation={row.relation} field={row.field} />,
};
const WHAT: Column<DeliveryChange> = {
  id: 'what',
  header: 'Before and now',
  width: 'minmax(180px, 1.1fr)',
  cell: (row) => (
    <span className="mid" title={`${row.before} → ${row.after}`}>
      {row.before !== '' && row.before !== 'there' && <>{row.before} <Icon name="arrow" size={11} className="dim" title="now" /> </>}
      {row.after}
    </span>
  ),
};
const RULES: Column<DeliveryChange> = { id: 'rules', header: 'Rules that lose it', width: 'minmax(130px, .9fr)', sortable: true, cell: (row) => <Rules rules={row.rules} /> };

const WIDE = [SEVERITY, CHANGE, WHERE, WHAT, RULES];
const NARROW = [SEVERITY, CHANGE, WHERE, RULES];

export function DeliveriesView({ search, go }: { search: ArtifactsSearch; go: Go }) {
  const navigate = useNavigate();
  const step = (by: number): void => {
    const all = of.list.head?.deliveries ?? [];
    const next = all[all.findIndex((one) => one.id === of.list.head?.shown) + by];
    if (next !== undefined) go({ delivery: next.id, item: undefined });
  };
  const of = useDiscoveryList('deliveries', search, go, changeKey, { '[': () => step(1), ']': () => step(-1) });
  const width = useWidth(of.table);
  const { head } = of.list;
  const openField = (index: number): void => {
    const row = of.row(index);
    if (row === undefined || row.artifact === '') return;
    const where = { id: row.artifact, relation: row.relation, ...(row.field === '' ? {} : { field: row.field }) };
    void navigate({ to: '/artifacts' as string, search: where as never });
  };
  return (
    <DiscoveryFrame
      name="Deliveries"
      by="relation or field"
      of={of}
      groups={head ? groupsOf(head, search) : []}
      search={search}
      go={go}
      chips={chipsOf(search)}
      bar={head && head.deliveries.length > 0 && <Chooser head={head} onChoose={(id) => go({ delivery: id, item: undefined })} />}
      nothing={<Nothing head={head} />}
      columns={width < 820 ? NARROW : WIDE}
      onOpen={openField}
      keys={KEYS}
      foot={head?.compared === true && <Carried head={head} />}
    />
  );
}

/** `2026-11-26 04:10, harbor: 12 files, 3 new`. */
export function deliveryWords(delivery: Delivery): string {
  const system = delivery.system === '' ? '' : `, ${delivery.system}`;
  return `${moment(delivery.atMs)}${system}: ${plural(delivery.files, 'file')}, ${count(delivery.newFiles)} new`;
}

function Chooser({ head, onChoose }: { head: DeliveriesPage; onChoose: (id: string) => void }) {
  return (
    <label className={styles['chooser']}>
      <span className="hidden-text">Delivery</span>
      <select className="input" value={head.shown} onChange={(event) => onChoose(event.target.value)}>
        {head.deliveries.map((one) => (
          <option key={one.id} value={one.id}>
            {deliveryWords(one)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Carried({ head }: { head: DeliveriesPage }) {
  return (
    <span>
      {plural(head.unchanged, 'relation')} as before; {plural(head.carried, 'rule')} carried over,{' '}
      <span className={head.lost > 0 ? 'clinical b' : undefined}>{head.lost === 0 ? 'none' : count(head.lost)} without {head.lost === 1 ? 'its' : 'their'} field</span>
    </span>
  );
}

function Nothing({ head }: { head: DeliveriesPage | undefined }) {
  if (head === undefined || head.deliveries.length === 0) {
    return (
      <NothingRead title="No delivery is known" of="deliveries">
        The next one is compared with what is here now.
      </NothingRead>
    );
  }
  return head.compared ? (
    <EmptyState icon="done" title="Nothing changed">
      Every relation has the fields, kinds and values that it had; {plural(head.carried, 'rule')} are carried over as they are.
    </EmptyState>
  ) : (
    <EmptyState icon="history" title="The first delivery of this system">
      There is nothing to compare it with yet. When the system delivers again, what changed shows here, and which rules lose their field.
    </EmptyState>
  );
}

function groupsOf(head: DeliveriesPage, search: ArtifactsSearch): FacetGroup[] {
  return [
    { id: 'states', label: 'Weight', values: head.states, chosen: search.states ?? [], mark: (severity) => <Risk name={severity} /> },
    { id: 'kinds', label: 'Change', values: head.kinds, chosen: search.kinds ?? [] },
  ];
}

function chipsOf(search: ArtifactsSearch) {
  return [
    ...(search.states === undefined ? [] : [['weight', search.states.join(', '), { states: undefined }] as const]),
    ...(search.kinds === undefined ? [] : [['change', search.kinds.join(', '), { kinds: undefined }] as const]),
  ];
}
