// The mapping screen: coverage on top, the studio's three columns, the rule inspector below, and its dialogs.
//
// It asks for the mapping and the session and hands them down; what is chosen and filtered is in the address, what is
// typed is in drafts.ts. Loading, nothing yet and failure each have their own sight, of the same size.
import { useCallback, useMemo, useRef, useState } from 'react';
import { BeginMapping } from './BeginMapping';
import { ErrorState } from '../../components/ErrorState';
import { Skeleton } from '../../components/Skeleton';
import { plural } from '../../components/formats';
import { toast } from '../../components/toasts';
import { useAddress } from '../../components/useAddress';
import { useTellKeys } from '../../components/keysShown';
import { useKeys } from '../../components/useKeys';
import type { MappingView, Permission, RuleDetail } from '../../contract/contract';
import { useAct, useCommand } from '../../platform/call';
import { CoverageStrip } from './CoverageStrip';
import { useUnsaved } from './drafts';
import { Inspector, type InspectorHandle } from './inspector/Inspector';
import { NothingChosen, ruleKeys } from './inspector/NothingChosen';
import { elementKey, fieldKey, ruleColumn } from './model/columns';
import { grounds } from './model/grounds';
import { linksOf } from './model/links';
import { validate, type MappingSearch } from './model/search';
import { AddRule, type AddFrom } from './panels/AddRule';
import { AskNote } from './panels/AskNote';
import { DocumentPanel } from './panels/DocumentPanel';
import { HistoryPanel } from './panels/HistoryPanel';
import { ProblemsPanel } from './panels/ProblemsPanel';
import { Resizable } from './Resizable';
import styles from './screen.module.css';
import { Studio } from './Studio';

/** How often an empty screen looks whether somebody brought in a mapping. */
const emptyPollMs = 5_000;

/** The mapping with what it takes to work on it; the sight of each other state. */
export function MappingScreen() {
  const mapping = useCommand('mapping', {}, { refetchInterval: (query) => (query.state.data?.version === 0 ? emptyPollMs : false) });
  const session = useCommand('session', {});
  if (mapping.data === undefined) {
    if (mapping.error === null) return <Loading />;
    return <ErrorState error={mapping.error} retry={() => void mapping.refetch()} />;
  }
  if (mapping.data.version === 0) return <BeginMapping view={mapping.data} mayEdit={session.data?.permissions.includes('edit_mapping') ?? false} />;
  const scope = `${session.data?.workspace ?? ''}/${session.data?.account ?? ''}`;
  return (
    <Loaded
      view={mapping.data}
      answeredAt={mapping.dataUpdatedAt}
      refresh={() => mapping.refetch()}
      scope={scope}
      account={session.data?.account ?? ''}
      permissions={session.data?.permissions ?? []}
    />
  );
}

type LoadedProps = { view: MappingView; answeredAt: number; refresh: () => Promise<unknown>; scope: string; account: string; permissions: readonly Permission[] };
type Asking = { what: 'add'; from: AddFrom } | { what: 'remove'; detail: RuleDetail } | { what: 'approve' } | null;

function Loaded({ view, answeredAt, refresh, scope, account, permissions }: LoadedProps) {
  const [search, setSearch] = useAddress(validate);
  const [asking, setAsking] = useState<Asking>(null);
  const unsaved = useUnsaved(scope);
  const links = useMemo(() => linksOf(view), [view]);
  const inspector = useRef<InspectorHandle>(null);
  const findBox = useRef<HTMLInputElement>(null);
  const mayEdit = permissions.includes('edit_mapping');
  const close = (): void => setAsking(null);
  const closePanel = (): void => setSearch({ panel: undefined });
  const add = useCallback((from: AddFrom = {}) => setAsking({ what: 'add', from }), []);
  const open = useCallback(() => inspector.current?.focus(), []);
  const insert = useCallback((relation: string, field: string) => inspector.current?.insert(relation, field), []);
  const step = (by: number): void => {
    const rules = ruleColumn(view, search, unsaved).lines.filter((line) => line.kind === 'rule');
    const at = rules.findIndex((line) => line.key === search.rule);
    const next = rules[at < 0 ? 0 : Math.max(0, Math.min(rules.length - 1, at + by))];
    if (next !== undefined) setSearch({ rule: next.key, field: undefined, element: undefined });
  };
  useKeys(
    {
      j: () => step(1),
      k: () => step(-1),
      '/': () => findBox.current?.focus(),
      n: () => (mayEdit ? add(addFrom(view, search)) : undefined),
      Enter: () => inspector.current?.focus(),
    },
    asking === null && search.panel === undefined,
  );
  useTellKeys(ruleKeys(mayEdit));
  return (
    <div className={styles['screen']}>
      <CoverageStrip view={view} unsaved={unsaved.size} mayApprove={permissions.includes('approve_mapping')} onSearch={setSearch} onApprove={() => setAsking({ what: 'approve' })} />
      <Resizable>
        <Studio
          view={view} links={links} search={search} unsaved={unsaved} mayEdit={mayEdit} findBox={findBox} onSearch={setSearch}
          onOpen={open} onAdd={add} onInsert={insert}
        />
        {search.rule === undefined ? (
          <NothingChosen view={view} search={search} mayEdit={mayEdit} onRule={(rule) => setSearch({ rule, rules: undefined, findRule: undefined, resource: undefined })} onAdd={add} />
        ) : (
          <Inspector
            key={`${scope} ${search.rule}`} id={search.rule} scope={scope} view={view} answeredAt={answeredAt} links={links} permissions={permissions} handle={inspector} refreshMapping={refresh}
            onSearch={setSearch} onRemove={(detail) => setAsking({ what: 'remove', detail })} onAddAgain={(expression) => add({ expression })}
          />
        )}
      </Resizable>
      {search.panel === 'document' && <DocumentPanel view={view} onClose={closePanel} />}
      {search.panel === 'history' && <HistoryPanel view={view} mayEdit={mayEdit} onClose={closePanel} />}
      {search.panel === 'problems' && <ProblemsPanel view={view} onClose={closePanel} onRule={(rule) => setSearch({ panel: undefined, rule, resource: undefined, rules: undefined, findRule: undefined })} />}
      {asking?.what === 'add' && <AddRule view={view} from={asking.from} onClose={close} onAdded={(rule) => { close(); setSearch({ rule, rules: undefined, findRule: undefined, field: undefined, element: undefined }); }} />}
      {asking?.what === 'remove' && <Remove view={view} detail={asking.detail} onClose={close} onDone={() => { close(); setSearch({ rule: undefined }); }} />}
      {asking?.what === 'approve' && <Approve view={view} account={account} unsaved={unsaved.size} onClose={close} />}
    </div>
  );
}

/** What a new rule most likely is about: the chosen field or element, else the resource that is shown. */
function addFrom(view: MappingView, search: MappingSearch): AddFrom {
  const resource = search.resource === undefined ? {} : { resource: search.resource };
  if (search.rule !== undefined) return resource;
  for (const relation of view.sources) {
    const field = relation.fields.find((one) => fieldKey(relation.name, one.name) === search.field);
    if (field !== undefined) return { ...resource, relation: relation.name, field: field.name };
  }
  for (const target of view.targets) {
    const element = target.elements.find((one) => elementKey(target.resource, one.path) === search.element);
    if (element !== undefined) return { resource: target.resource, path: element.path };
  }
  return resource;
}

function Remove({ view, detail, onClose, onDone }: { view: MappingView; detail: RuleDetail; onClose: () => void; onDone: () => void }) {
  const act = useAct('save_rule');
  const { row } = detail;
  const remove = (note: string): void =>
    act.mutate({ id: row.id, set: row.set, key: null, name: null, element: '', expression: '', reason: null, note, baseVersion: view.version }, {
      onSuccess: (made) => {
        toast({ tone: 'good', title: `${row.id} removed in v${made.version}`, text: 'The version before stays in the history.' });
        onDone();
      },
    });
  return (
    <AskNote title={`Remove ${row.id}`} placeholder="Why is it removed?" action="Remove rule" danger busy={act.isPending} error={act.error} onDo={remove} onClose={onClose}>
      <p><span className="mono">{row.resource}.{row.element}</span> stays empty from the next migration on{row.values === null ? '' : `; the last migration made ${plural(row.values, 'value')} with this rule`}.{row.fields.length > 0 && ` Fields that no other rule reads become undecided: ${row.fields.join(', ')}.`}</p>
    </AskNote>
  );
}

function Approve({ view, account, unsaved, onClose }: { view: MappingView; account: string; unsaved: number; onClose: () => void }) {
  const act = useAct('approve_mapping');
  const latest = useCommand('mapping_history', { offset: 0, limit: 1 });
  const overview = useCommand('overview', {});
  const against = overview.data === undefined ? null : grounds(overview.data);
  const own = latest.data?.rows[0]?.author === account;
  const approve = (note: string): void =>
    act.mutate({ version: view.version, note }, {
      onSuccess: () => {
        toast({ tone: 'good', title: `v${view.version} approved` });
        onClose();
      },
    });
  return (
    <AskNote title={`Approve v${view.version}`} placeholder="On what grounds?" action={`Approve v${view.version}`} busy={act.isPending} barred={own || view.problems.length > 0} error={act.error} onDo={approve} onClose={onClose}>
      {own && <p className="clinical">You wrote v{view.version}. Somebody else has to approve it.</p>}
      {view.problems.length > 0 && <p className="safety">{plural(view.problems.length, 'problem')} to mend before it can run and be approved.</p>}
      {!own && view.problems.length === 0 && <p>Runs use v{view.version} from now on{view.approved > 0 ? ` instead of v${view.approved}` : ''}. {plural(view.negativeSpace.undecided, 'field')} undecided, {plural(view.invented.filter((line) => line.reason === null).length, 'rule')} with invented values and no reason.</p>}
      {!own && view.problems.length === 0 && against !== null && <p className={against.tone}>{against.words}</p>}
      {unsaved > 0 && <p className="dim">Your unsaved edits are not part of it.</p>}
    </AskNote>
  );
}


function Loading() {
  return (
    <div className={styles['screen']} aria-busy="true" aria-label="Loading the mapping">
      <div className={styles['strip']}>{[170, 260, 260, 110, 110].map((width, at) => <Skeleton key={at} width={width} height={26} />)}</div>
      <div className={styles['ghost']}>
        {[14, 11, 14].map((rows, column) => (
          <div key={column}>{Array.from({ length: rows }, (_, at) => <Skeleton key={at} width={`${88 - ((at * 17 + column * 11) % 40)}%`} />)}</div>
        ))}
      </div>
    </div>
  );
}
