// The Findings screen: every imbalance between the two books, shown as the causes behind them, down to single findings and
// both locators. The URL holds filters, the open cause and the shown finding; this file puts the parts together.
import { Link } from '@tanstack/react-router';
import { useRef, useState, type ReactNode } from 'react';
import { EquivalenceWarnings } from './equivalences/Warning';
import { SignLink } from './signing/SignLink';
import { CompareButton } from '../../components/CompareButton';
import { ExportMenu } from '../../components/ExportMenu';
import { Facets, type FacetGroup } from '../../components/Facets';
import { Icon } from '../../components/Icon';
import { Severity } from '../../components/Severity';
import { StatusBar } from '../../components/StatusBar';
import { Verdict } from '../../components/Verdict';
import { causeSaid } from '../../components/causeSaid';
import { plural } from '../../components/formats';
import { useTellKeys } from '../../components/keysShown';
import { useKeys } from '../../components/useKeys';
import { useNameOf } from '../../components/useNameOf';
import { useRuns } from '../../components/useRuns';
import { usePagedRows } from '../../components/usePagedRows';
import { useCommand } from '../../platform/call';
import { useMay } from '../../platform/useSession';
import type { CausesPage, CauseRow } from '../../contract/contract';
import { CausesView, PAGE } from './CausesView';
import { FilterBox } from '../../components/FilterBox';
import { openSafety } from '../../components/openSafety';
import { exportGroups } from './exports';
import { FindingsBand } from './FindingsBand';
import { FindingsView } from './FindingsView';
import styles from './findings.module.css';
import { FACETS, type FindingsSearch, isFiltered, listsFindings, NONE, request } from './search';
import { type Go, useWhere } from './useWhere';
import { TriageDialog } from '../../components/triage/TriageDialog';
import { dispositionWords, sharedCause, stateWords, suggestionOf, type Subjects, type Suggestion } from '../../components/triage/triage';
import { selectionOf } from './words';

const CLEARED: Partial<FindingsSearch> = {
  severities: undefined,
  verdicts: undefined,
  kinds: undefined,
  classes: undefined,
  states: undefined,
  dispositions: undefined,
  owners: undefined,
  text: undefined,
  patient: undefined,
};
const TO_CAUSES: Partial<FindingsSearch> = { cause: undefined, patient: undefined, group: undefined, finding: undefined };

export function FindingsScreen() {
  const [search, go] = useWhere();
  const causes = usePagedRows('causes', request(search, 'all'), PAGE);
  // Inside a cause the facets count its findings only; outside this is the same question and costs nothing.
  const scope = usePagedRows('causes', request(search, 'cause'), PAGE);
  const input = useRef<HTMLInputElement>(null);
  const [exporting, setExporting] = useState(false);
  const filtered = isFiltered(search);
  // Without a run, or with books that balance, there is nothing to list one by one: the causes say which of the two it is.
  const nothing = causes.head !== undefined && causes.head.total === 0 && !filtered;
  const within = listsFindings(search) && !nothing;
  const runs = useRuns();
  const burn = useCommand('burn_down', {});
  const overview = useCommand('overview', {});
  const may = useMay('triage');
  // The cause she went into last: coming back, the list stands at it.
  const [came, setCame] = useState(search.cause);
  if (search.cause !== undefined && search.cause !== came) setCame(search.cause);
  const [triaged, setTriaged] = useState<{ subjects: Subjects; done: () => void; chosen: boolean; cause: CauseRow | undefined } | null>(null);
  const triage = (subjects: Subjects, done: () => void = () => undefined, chosen = false, cause?: CauseRow): void => {
    if (may && subjects.causes.length + subjects.findings.length > 0) setTriaged({ subjects, done, chosen, cause });
  };
  const clear = (): void => go(CLEARED);
  // Where nothing is listed and none was asked for, there is nothing to stand beside the list.
  const panel = within && search.finding !== NONE && !(search.finding === undefined && scope.head?.findings === 0);
  // Nothing was compared: there is nothing to filter by.
  const bare = causes.head?.run === 0 && !panel;
  useKeys({
    '/': () => input.current?.focus(),
    // Beside a finding the same key opens its evidence.
    ...(panel ? {} : { e: () => setExporting(true) }),
  });
  useTellKeys([['/', 'filter'], ...(panel ? [] : ([['E', 'export']] as const))]);
  const cause = search.cause === undefined ? undefined : causeOf(search.cause, causes.head, scope.head);
  const selection = request(search, 'cause');
  const findings = (search.cause ? scope.head?.findings : causes.head?.findings) ?? 0;
  // Inside one cause every finding has its label: there is nothing left to filter by words.
  const filter = search.cause === undefined && <FilterBox by={panel ? 'words' : 'words of the cause'} label="Filter by words of the cause" value={search.text ?? ''} onChange={(text) => go({ text }, { replace: true })} input={input} />;
  return (
    <div className={styles['screen']}>
      <FindingsBand head={causes.head} failed={causes.error !== null && causes.head === undefined} burn={burn.isError && burn.data === undefined ? null : burn.data?.points} filtered={filtered} safetyOpen={overview.data === undefined ? null : openSafety(overview.data)}>
        <ExportMenu
          label="Export"
          groups={exportGroups(selection, findings, selectionOf(selection, cause?.label))}
          ready={(causes.head?.run ?? 0) > 0}
          opened={exporting}
          onChange={setExporting}
        />
        {runs.may && causes.head && causes.head.run > 0 && (
          <CompareButton runs={runs} label="Compare again" small />
        )}
      </FindingsBand>
      <div className={`${styles['body']} ${panel ? styles['withPanel'] : bare ? styles['bare'] : ''}`}>
        {!bare && (
          <Facets
            label="Filter findings"
            groups={scope.head ? facetGroups(scope.head, search) : []}
            onChange={(id, chosen) => go({ [id]: chosen, finding: undefined })}
          />
        )}
        {within ? (
          <FindingsView
            search={search}
            go={go}
            onClear={clear}
            may={may}
            onTriage={triage}
            bar={
              <Bar search={search} go={go} cause={cause} gone={scope.head?.findings === 0 && !filtered} filtered={filtered} onClear={clear}>
                {filter}
              </Bar>
            }
            foot={(total) => (
              <StatusBar
                keys={[
                  ['J K', 'move'],
                  ['C', 'chart'],
                  ['M', 'rule'],
                  ...(may ? ([['X', 'mark'], ['T', 'triage']] as const) : []),
                  ['E', panel ? 'explain' : 'export'],
                  ['Esc', 'back'],
                ]}
              >
                <span>{plural(total, 'finding')}</span>
              </StatusBar>
            )}
          />
        ) : (
          <section className={styles['list']} aria-label="List of causes">
            <Bar search={search} go={go} cause={undefined} filtered={filtered} onClear={clear}>
              {filter}
            </Bar>
            <EquivalenceWarnings />
            <CausesView list={causes} came={came} search={search} filtered={filtered} go={go} may={may} onTriage={triage} onClear={clear} />
            <StatusBar
              keys={[
                ['J K', 'move'],
                ['Space', 'expand'],
                ['Enter', 'findings'],
                ...(may
                  ? ([
                      ['X', 'mark'],
                      ['T', 'triage'],
                    ] as const)
                  : []),
                ['M', 'rule'],
                ['E', 'export'],
              ]}
            >
              {causes.head && causes.total > 0 && (
                <span>
                  {plural(causes.total, 'cause')} {causes.total === 1 ? 'explains' : 'explain'} every one of{' '}
                  {plural(causes.head.findings, 'difference')}
                </span>
              )}
            </StatusBar>
          </section>
        )}
      </div>
      {triaged !== null && <TriageDialog subjects={triaged.subjects} suggestion={suggestionFor(triaged.subjects, triaged.cause, causes.head, scope.head)} chosen={triaged.chosen} onDone={triaged.done} onClose={() => setTriaged(null)} />}
    </div>
  );
}

type BarProps = { search: FindingsSearch; go: Go; cause: CauseRow | undefined; gone?: boolean; filtered: boolean; onClear: () => void; children: ReactNode };

function Bar({ search, go, cause, gone = false, filtered, onClear, children }: BarProps) {
  const within = listsFindings(search);
  const artifact = useNameOf(search.artifact);
  return (
    <div className={styles['bar']}>
      {search.cause !== undefined ? (
        <span className={styles['crumb']}>
          <button type="button" className="chip" onClick={() => go(TO_CAUSES)}>
            <Icon name="left" size={10} /> All causes
          </button>
          {cause && <Verdict name={cause.verdict} severity={cause.severity} />}
          <b className="cut" title={cause?.label}>
            {cause ? causeSaid(cause.label).said : gone ? 'A cause of an earlier comparison' : 'One cause'}
          </b>
        </span>
      ) : (
        <span className={styles['switch']} role="group" aria-label="Group by">
          <button type="button" aria-pressed={!within} onClick={() => go(TO_CAUSES)}>
            By cause
          </button>
          <button type="button" aria-pressed={within} onClick={() => go({ group: 'findings', finding: undefined })}>
            One by one
          </button>
          <Link to={'/findings/population' as string}>Populations</Link>
          <Link to={'/findings/equivalences' as string}>Equivalences</Link>
          <SignLink />
        </span>
      )}
      {search.patient !== undefined && (
        <button
          type="button"
          className="chip"
          aria-pressed="true"
          aria-label="Findings of all patients"
          onClick={() => go({ patient: undefined, group: 'findings', finding: undefined })}
        >
          patient <span className="mono">{search.patient}</span> <span aria-hidden="true">×</span>
        </button>
      )}
      {search.artifact !== undefined && (
        <button type="button" className="chip" aria-pressed="true" aria-label="Findings of all artifacts" onClick={() => go({ artifact: undefined, finding: undefined })}>
          from <span className="mono cut">{artifact}</span> <span aria-hidden="true">×</span>
        </button>
      )}
      {filtered && (
        <button type="button" className="chip" onClick={onClear}>
          <Icon name="filter" size={11} />{' '}
          {FACETS.reduce((sum, key) => sum + (search[key]?.length ?? 0), 0) + (search.text ? 1 : 0) + (search.patient ? 1 : 0) + (search.artifact ? 1 : 0)} set, clear
        </button>
      )}
      <span className={styles['end']}>{children}</span>
    </div>
  );
}

/** What the cause of subjects suggests, where they share one: the cause that stands beside the finding, else one of the pages that are loaded. */
export function suggestionFor(subjects: Subjects, beside: CauseRow | undefined, ...pages: (CausesPage | undefined)[]): Suggestion | null {
  const id = sharedCause(subjects);
  if (id === undefined) return null;
  return suggestionOf(subjects.causes[0] ?? (beside?.id === id ? beside : causeOf(id, ...pages)), subjects);
}

function causeOf(id: string, ...pages: (CausesPage | undefined)[]): CauseRow | undefined {
  for (const page of pages) {
    const found = page?.rows.find((cause) => cause.id === id);
    if (found !== undefined) return found;
  }
  return undefined;
}

function facetGroups(head: CausesPage, search: FindingsSearch): FacetGroup[] {
  return [
    {
      id: 'severities',
      label: 'Severity',
      values: head.severities,
      chosen: search.severities ?? [],
      mark: (name) => <Severity name={name} size={12} />,
    },
    { id: 'states', label: 'State', about: 'How findings stand now. One may be in several: what waits for a signature is open as well.', values: head.states, chosen: search.states ?? [], words: stateWords },
    { id: 'verdicts', label: 'Verdict', values: head.verdicts, chosen: search.verdicts ?? [], mark: (name) => <Verdict name={name} size={14} /> },
    { id: 'kinds', label: 'Kind', values: head.kinds, chosen: search.kinds ?? [] },
    { id: 'dispositions', label: 'Decided', about: 'What somebody decided about findings. A variance counts here from that day on, whether a lead has signed it or not, and also after it expired.', values: head.dispositions, chosen: search.dispositions ?? [], words: dispositionWords },
    { id: 'owners', label: 'Owner', values: head.owners, chosen: search.owners ?? [] },
    { id: 'classes', label: 'Cause class', values: head.classes, chosen: search.classes ?? [] },
  ];
}
