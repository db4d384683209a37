// Anomalies of the values, loudest first. Every row leads to the profile of its field in Files, where the shape and the top
// values show what it is about. Counts of fewer than 11 rows stay hidden.
import { useNavigate } from '@tanstack/react-router';
import { anomalyWords } from '../../components/anomalyWords';
import type { FacetGroup } from '../../components/Facets';
import { people, plural } from '../../components/formats';
import { Risk } from '../../components/Risk';
import { useNameOf } from '../../components/useNameOf';
import type { Column } from '../../components/VirtualTable';
import type { AnomaliesPage, Anomaly } from '../../contract/contract';
import { AnomalyWords } from './AnomalyWords';
import { DiscoveryFrame } from './DiscoveryFrame';
import { FieldLink } from './FieldLink';
import { ShareBar } from './Marks';
import { NothingRead } from './NothingRead';
import { type ArtifactsSearch } from './search';
import { useDiscoveryList } from './useDiscoveryList';
import { useWidth } from './useWidth';
import type { Go } from './useWhere';

const KEYS = [
  ['J K', 'move'],
  ['Enter', 'profile of the field'],
  ['/', 'filter'],
] as const;

function anomalyKey(anomaly: Anomaly): string {
  return [anomaly.artifact, anomaly.relation, anomaly.field, anomaly.code].join(' ');
}

const SEVERITY: Column<Anomaly> = {
  id: 'severity',
  header: 'Severity',
  width: '72px',
  sortable: true,
  cell: (anomaly) => <Risk name={anomaly.severity} label />,
};
const CODE: Column<Anomaly> = {
  id: 'code',
  header: 'Anomaly',
  width: '190px',
  sortable: true,
  cell: (anomaly) => <span title={anomaly.code}>{anomalyWords(anomaly.code)}</span>,
};
const WHERE: Column<Anomaly> = {
  id: 'where',
  header: 'Where',
  width: 'minmax(150px, .8fr)',
  sortable: true,
  cell: (anomaly) => <FieldLink artifact={anomaly.artifact} relation={anomaly.relation} field={anomaly.field} />,
};
const COUNT: Column<Anomaly> = {
  id: 'count',
  header: 'Rows',
  width: '60px',
  align: 'end',
  sortable: true,
  cell: (anomaly) => <span className={anomaly.count === null ? 'dim' : undefined}>{people(anomaly.count)}</span>,
};
const SHARE: Column<Anomaly> = {
  id: 'share',
  header: 'Share',
  width: '104px',
  align: 'end',
  sortable: true,
  // With the count its share is withheld, and must not read as none.
  cell: (anomaly) => (anomaly.count === null ? <span className="dim">–</span> : <ShareBar share={anomaly.share} />),
};
const WORDS: Column<Anomaly> = {
  id: 'words',
  header: 'In words',
  width: 'minmax(200px, 1.6fr)',
  cell: (anomaly) => <AnomalyWords anomaly={anomaly} />,
};

const WIDE = [SEVERITY, CODE, WHERE, COUNT, SHARE, WORDS];
const NARROW = [SEVERITY, CODE, WHERE, COUNT, SHARE];

export function AnomaliesView({ search, go }: { search: ArtifactsSearch; go: Go }) {
  const navigate = useNavigate();
  const of = useDiscoveryList('anomalies', search, go, anomalyKey);
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
      name="Anomalies"
      by="relation or field"
      of={of}
      groups={head ? groupsOf(head, search) : []}
      search={search}
      go={go}
      chips={chipsOf(search)}
      bar={<span className="dim x">{head && plural(of.list.total, 'anomaly', 'anomalies')}</span>}
      nothing={
        <NothingRead title="No anomalies were found" of="anomalies">
          Dates exist, codes keep one meaning and nothing is cut off, as far as the profiles of the fields can tell.
        </NothingRead>
      }
      columns={width < 760 ? NARROW : WIDE}
      onOpen={openField}
      keys={KEYS}
      foot={<Foot artifact={of.selected === null ? undefined : of.row(of.selected)?.artifact || undefined} />}
    />
  );
}

/** Deliveries hold many relations of one name; the file of the chosen row tells them apart. */
function Foot({ artifact }: { artifact: string | undefined }) {
  const name = useNameOf(artifact);
  return (
    <span className="cut" title={name}>
      {artifact === undefined || name === artifact ? 'counts of fewer than 11 rows show as <11' : <>in <span className="mono">{name}</span></>}
    </span>
  );
}

const RANKS = ['high', 'medium', 'low'];

function worstFirst(states: AnomaliesPage['states']): AnomaliesPage['states'] {
  return [...states].sort((a, b) => RANKS.indexOf(a.value) - RANKS.indexOf(b.value));
}

function groupsOf(head: AnomaliesPage, search: ArtifactsSearch): FacetGroup[] {
  return [
    { id: 'states', label: 'Severity', values: worstFirst(head.states), chosen: search.states ?? [], mark: (severity) => <Risk name={severity} /> },
    { id: 'kinds', label: 'Anomaly', values: head.kinds, chosen: search.kinds ?? [], words: anomalyWords },
  ];
}

function chipsOf(search: ArtifactsSearch) {
  return [
    ...(search.states === undefined ? [] : [['severity', search.states.join(', '), { states: undefined }] as const]),
    ...(search.kinds === undefined ? [] : [['anomaly', search.kinds.map(anomalyWords).join(', '), { kinds: undefined }] as const]),
  ];
}
