// Documents and scans: whom each one names, under whom it is filed, and whether the two agree. The gravest first: what is filed
// under another patient would stand in the wrong chart after the migration.
import type { FacetGroup } from '../../components/Facets';
import { count, plural } from '../../components/formats';
import type { DiscoverySummary, DocumentsPage } from '../../contract/contract';
import { DiscoveryFrame } from './DiscoveryFrame';
import { documentColumns } from './documentColumns';
import { VerdictMark } from './DocumentMarks';
import { DocumentPanel } from './DocumentPanel';
import { textWords, verdictOf } from './documentWords';
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

export function DocumentsView({ search, go, summary }: { search: ArtifactsSearch; go: Go; summary: DiscoverySummary | undefined }) {
  const of = useDiscoveryList('documents', search, go, (row) => row.id);
  const width = useWidth(of.table);
  const row = of.open === undefined || of.selected === null ? undefined : of.row(of.selected);
  const { head } = of.list;
  const grave = summary?.documentsGrave ?? 0;
  return (
    <DiscoveryFrame
      name="Documents"
      by="name"
      of={of}
      groups={head ? groupsOf(head, search) : []}
      search={search}
      go={go}
      chips={chipsOf(search)}
      bar={
        grave > 0 ? (
          <span className="x safety">
            <b>{count(grave)}</b> {grave === 1 ? 'is' : 'are'} filed wrong or {grave === 1 ? 'names' : 'name'} two patients
          </span>
        ) : (
          <span className="dim x">whom they name against whom they are filed under; names and numbers stay in the workspace</span>
        )
      }
      nothing={
        <NothingRead title="No documents were delivered" of="documents">
          There is no PDF, letter or scan in the delivery, and no table lists one. Ask whether they are kept in another system.
        </NothingRead>
      }
      columns={documentColumns(width)}
      tone={(one) => (one.verdict === 'filed right' ? 'quiet' : undefined)}
      keys={KEYS}
      foot={head && <span>{plural(of.list.total, 'document')} in the list</span>}
      panel={
        row === undefined ? (
          of.list.loading && search.item !== NONE && <WaitingPanel />
        ) : (
          <DocumentPanel row={row} onClose={() => go({ item: NONE })} onOnly={(artifact) => go({ of: artifact, item: undefined })} />
        )
      }
    />
  );
}

function groupsOf(head: DocumentsPage, search: ArtifactsSearch): FacetGroup[] {
  return [
    { id: 'kinds', label: 'Filing', values: head.kinds, chosen: search.kinds ?? [], mark: (verdict) => <VerdictMark verdict={verdict} word="none" />, words: (verdict) => verdictOf(verdict).short },
    { id: 'states', label: 'Text', values: head.states, chosen: search.states ?? [], words: textWords },
  ];
}

function chipsOf(search: ArtifactsSearch) {
  return [
    ...(search.kinds === undefined ? [] : [['filing', search.kinds.join(', '), { kinds: undefined }] as const]),
    ...(search.states === undefined ? [] : [['text', search.states.map(textWords).join(', '), { states: undefined }] as const]),
  ];
}
