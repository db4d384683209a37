// Joins between relations, surest first: how much of the referring field is found in the key, what is not, and why it is
// thought to be a join at all. The panel gives the reasons and the neighbours of the two relations.
import type { FacetGroup } from '../../components/Facets';
import { count, people, plural } from '../../components/formats';
import { Icon } from '../../components/Icon';
import type { Column } from '../../components/VirtualTable';
import type { Join, JoinsPage } from '../../contract/contract';
import { DiscoveryFrame } from './DiscoveryFrame';
import { JoinPanel } from './JoinPanel';
import { BasisMark, Place, ShareBar } from './Marks';
import { NothingRead } from './NothingRead';
import { type ArtifactsSearch, NONE } from './search';
import { useDiscoveryList } from './useDiscoveryList';
import { useWidth } from './useWidth';
import { WaitingPanel } from './WaitingPanel';
import type { Go } from './useWhere';

const KEYS = [
  ['J K', 'move'],
  ['/', 'filter'],
  ['Esc', 'close'],
] as const;

/** Below this share the bar is drawn loud: the join loses rows. */
const LOSES = 0.95;

export function joinKey(join: Join): string {
  return `${join.fromRelation}.${join.fromField}>${join.toRelation}.${join.toField}`;
}

const FROM: Column<Join> = {
  id: 'from',
  header: 'From',
  width: 'minmax(100px, 1fr)',
  sortable: true,
  cell: (join) => <Place relation={join.fromRelation} field={join.fromField} />,
};
const ARROW: Column<Join> = { id: 'arrow', header: '', width: '14px', cell: () => <Icon name="arrow" size={12} className="dim" /> };
const TO: Column<Join> = {
  id: 'to',
  header: 'To',
  width: 'minmax(100px, 1fr)',
  sortable: true,
  cell: (join) => <Place relation={join.toRelation} field={join.toField} />,
};
const CONTAINED: Column<Join> = {
  id: 'contained',
  header: 'Contained',
  width: '98px',
  align: 'end',
  sortable: true,
  cell: (join) => <ShareBar share={join.contained} loud={join.contained < LOSES} />,
};
const ORPHANS: Column<Join> = {
  id: 'orphans',
  header: 'Orphans',
  width: '62px',
  align: 'end',
  sortable: true,
  cell: (join) => <span className={join.orphans === 0 ? 'dim' : join.contained < LOSES ? 'clinical b' : undefined}>{people(join.orphans)}</span>,
};
const BASIS: Column<Join> = { id: 'basis', header: 'Basis', width: '78px', sortable: true, cell: (join) => <BasisMark basis={join.basis} /> };
const SCORE: Column<Join> = {
  id: 'score',
  header: 'Score',
  width: '54px',
  align: 'end',
  sortable: true,
  cell: (join) => join.score.toFixed(2),
};
const WHY: Column<Join> = {
  id: 'why',
  header: 'Why',
  width: 'minmax(160px, 1.1fr)',
  cell: (join) => (
    <span className="x mid" title={join.reasons.join('; ')}>
      {join.reasons.at(-1)}
    </span>
  ),
};

const NARROW = [FROM, ARROW, TO, CONTAINED, ORPHANS, BASIS, SCORE];
const WIDE = [FROM, ARROW, TO, CONTAINED, ORPHANS, BASIS, SCORE, WHY];

export function JoinsView({ search, go }: { search: ArtifactsSearch; go: Go }) {
  const of = useDiscoveryList('joins', search, go, joinKey);
  const width = useWidth(of.table);
  const join = of.open === undefined || of.selected === null ? undefined : of.row(of.selected);
  const { head } = of.list;
  return (
    <DiscoveryFrame
      name="Joins"
      by="relation or field"
      of={of}
      groups={head ? groupsOf(head, search) : []}
      search={search}
      go={go}
      chips={search.kinds === undefined ? [] : [['basis', search.kinds.join(', '), { kinds: undefined }]]}
      bar={<span className="dim x">{head && plural(of.list.total, 'join')}, found in the data or declared</span>}
      nothing={
        <NothingRead title="No joins were found" of="joins">
          No field holds the keys of another relation. A delivery that lacks its tables of patients or visits looks like this.
        </NothingRead>
      }
      columns={width < 900 ? NARROW : WIDE}
      keys={KEYS}
      foot={head && <span>{basisLine(head)}</span>}
      panel={
        join === undefined ? (
          of.list.loading && search.item !== NONE && <WaitingPanel />
        ) : (
          <JoinPanel join={join} onClose={() => go({ item: NONE })} onText={(text) => go({ text, item: undefined })} />
        )
      }
    />
  );
}

function basisLine(head: JoinsPage): string {
  return head.kinds.map((facet) => `${count(facet.count)} ${facet.value}`).join(', ');
}

function groupsOf(head: JoinsPage, search: ArtifactsSearch): FacetGroup[] {
  return [
    {
      id: 'kinds',
      label: 'Basis',
      values: head.kinds,
      chosen: search.kinds ?? [],
      mark: (basis) => <BasisMark basis={basis} word={false} />,
    },
  ];
}
