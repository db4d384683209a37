// Rules and configuration of the legacy system: triggers, procedures and report queries of the dumps, alert rules, order sets
// and templates of its tables. Each is system-driven or clinician-driven, and a person says which.
import { useMemo, useState } from 'react';
import type { FacetGroup } from '../../components/Facets';
import { count, percent, plural } from '../../components/formats';
import type { Column } from '../../components/VirtualTable';
import type { DiscoverySummary, LegacyRule, LegacyRulesPage } from '../../contract/contract';
import { LOOKS } from '../../components/keysShown';
import { useMay } from '../../platform/useSession';
import styles from './artifacts.module.css';
import { DiscoveryFrame } from './DiscoveryFrame';
import { Place } from './Marks';
import { markColumn, Marked } from '../../components/markColumn';
import { NothingRead } from './NothingRead';
import { RulePanel } from './RulePanel';
import { makeDrafts } from './drafts';
import { RulingForm, type RulingDraft } from './RulingForm';
import { RulingMark } from './RulingMark';
import { CLASSES_OF_RULES, OPEN, rulingWords } from './rulings';
import { type ArtifactsSearch, NONE } from './search';
import { useRulingList } from './useRulingList';
import { useRuleRulings } from './useRulings';
import { useWidth } from './useWidth';
import { WaitingPanel } from './WaitingPanel';
import type { Go } from './useWhere';

const KEYS = [
  ['J K', 'move'],
  ['X', 'mark'],
  ['S C', 'class'],
  ['O', 'take back'],
  ['/', 'filter'],
] as const;

const KIND: Column<LegacyRule> = { id: 'kind', header: 'Kind', width: '104px', sortable: true, cell: (row) => <span className="mid">{row.kind}</span> };
const NAME: Column<LegacyRule> = { id: 'name', header: 'Name', width: 'minmax(130px, 1.2fr)', sortable: true, cell: (row) => <span className="mono" title={row.name}>{row.name}</span> };
const WHERE: Column<LegacyRule> = { id: 'where', header: 'Where', width: 'minmax(90px, .7fr)', sortable: true, cell: (row) => <Place relation={row.relation} field="" /> };
const MENTIONS: Column<LegacyRule> = { id: 'mentions', header: 'Names', width: '50px', align: 'end', sortable: true, cell: (row) => (row.mentions === 0 ? <span className="dim">–</span> : count(row.mentions)) };
const SIGNS: Column<LegacyRule> = {
  id: 'signs',
  header: 'In use',
  width: '88px',
  sortable: true,
  cell: (row) =>
    row.inUse === null ? <span className={row.signs === 0 ? 'dim' : 'mid'}>{row.signs === 0 ? 'not told' : plural(row.signs, 'sign')}</span> : row.inUse ? 'yes, it says' : <span className="mid">no, it says</span>,
};
const STATE: Column<LegacyRule> = {
  id: 'state',
  header: 'Class',
  width: '124px',
  sortable: true,
  cell: (row) => (
    <span className={styles['state']} title={row.changed ? 'its text has changed since it was classed' : undefined}>
      <RulingMark rulings={CLASSES_OF_RULES} word={row.state} />
      {row.changed && <span className="clinical">*</span>}
    </span>
  ),
};

export function RulesView({ search, go, summary }: { search: ArtifactsSearch; go: Go; summary: DiscoverySummary | undefined }) {
  const may = useMay('edit_mapping');
  const by = useRuleRulings();
  const list = useRulingList<'legacy_rules', LegacyRule>('legacy_rules', search, go, { rulings: CLASSES_OF_RULES, open: OPEN, wordOf: (row) => row.state, may, by });
  const { of, marks, subject } = list;
  const about = subject.map((row) => row.id).join(' ');
  const [drafts] = useState(() => makeDrafts<RulingDraft>());
  const width = useWidth(of.table);
  const columns = useMemo(
    () => [markColumn<LegacyRule>(marks, (row) => `${row.kind} ${row.name}`), KIND, NAME, ...(width < 700 ? [] : [WHERE, MENTIONS]), SIGNS, STATE],
    // The marks change with every render; what is drawn depends on which they are.
    [width, about, marks.rows.length],
  );
  const { head } = of.list;
  return (
    <DiscoveryFrame
      name="Rules"
      by="name or place"
      of={of}
      groups={head ? groupsOf(head, search) : []}
      search={search}
      go={go}
      chips={chipsOf(search)}
      bar={marks.rows.length > 0 ? <Marked marks={marks} total={of.list.total} /> : <Progress summary={summary} />}
      nothing={
        <NothingRead title="No rules were delivered" of="rules">
          No dump holds a trigger, a procedure or a report query, and no table is named as one of alert rules, order sets or templates. Ask for the configuration: what is not delivered is forgotten.
        </NothingRead>
      }
      columns={columns}
      marks={marks}
      tone={(row) => (row.state === OPEN ? undefined : 'quiet')}
      keys={may ? KEYS : LOOKS}
      foot={head && <span>{plural(of.list.total, 'rule')} in the list</span>}
      panel={
        subject.length === 0 ? (
          of.list.loading && search.item !== NONE && <WaitingPanel />
        ) : (
          <RulePanel rows={subject} onClose={list.close}>
            <RulingForm
              key={about}
              rulings={CLASSES_OF_RULES}
              noun="rule"
              number={subject.length}
              about={about}
              drafts={drafts}
              decided={subject.some((row) => row.state !== OPEN)}
              choice={list.choice}
              onTaken={list.taken}
              last={list.last}
              may={may}
              pending={by.pending}
              onRule={list.send}
              onTakeBack={list.takeBack}
              onLeave={of.focus}
            />
          </RulePanel>
        )
      }
    />
  );
}

function Progress({ summary }: { summary: DiscoverySummary | undefined }) {
  if (summary === undefined || summary.rules === 0) return null;
  const classed = summary.rules - summary.rulesOpen;
  return (
    <span className={styles['progress']} title={`${percent(classed / summary.rules)} classed`}>
      <span className="bar">
        <i style={{ width: `${(classed / summary.rules) * 100}%` }} />
      </span>
      <span>
        <b>{count(classed)}</b> of {count(summary.rules)} classed
      </span>
    </span>
  );
}

function groupsOf(head: LegacyRulesPage, search: ArtifactsSearch): FacetGroup[] {
  return [
    { id: 'states', label: 'Class', values: head.states, chosen: search.states ?? [], mark: (word) => <RulingMark rulings={CLASSES_OF_RULES} word={word} label={false} />, words: rulingWords },
    { id: 'kinds', label: 'Kind', values: head.kinds, chosen: search.kinds ?? [] },
  ];
}

function chipsOf(search: ArtifactsSearch) {
  return [
    ...(search.states === undefined ? [] : [['class', search.states.map(rulingWords).join(', '), { states: undefined }] as const]),
    ...(search.kinds === undefined ? [] : [['kind', search.kinds.join(', '), { kinds: undefined }] as const]),
  ];
}
