// The migration at a glance: do the books balance, what is open and why, what to do next. Every number here leads to
// the screen that explains it; nothing is decided here except starting the two long jobs.
import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { ExportMenu } from '../../components/ExportMenu';
import { REPORT, reportChoices } from '../../components/exports';
import { isGiven } from '../../components/bookMaker';
import { CompareButton } from '../../components/CompareButton';
import { ErrorState } from '../../components/ErrorState';
import { Icon } from '../../components/Icon';
import { Kbd } from '../../components/Kbd';
import { ago, count, moment, plural } from '../../components/formats';
import { readingOfSides, readingWords } from '../../components/reading';
import { useTellKeys } from '../../components/keysShown';
import { useKeys } from '../../components/useKeys';
import { useRuns, type Runs } from '../../components/useRuns';
import type { Overview } from '../../contract/contract';
import { useCommand } from '../../platform/call';
import { AWAY } from '../../platform/useConnection';
import { Books } from './Books';
import { Causes } from './Causes';
import { Invented, Space } from './Ledgers';
import { Loading } from './Loading';
import { Next } from './Next';
import { Open } from './Open';
import { Records } from './ledger/Records';
import styles from './Overview.module.css';
import { withDiscovery } from './steps';

export function OverviewScreen() {
  const { data, error, refetch } = useCommand('overview', {});
  const found = useCommand('discovery', {}).data;
  const runs = useRuns();
  const [reporting, setReporting] = useState(false);
  // A key does what its button would: nothing where that rests.
  const able = runs.may && !runs.starting && !runs.away;
  useKeys({ r: runs.migrate }, able && (data?.mappingVersion ?? 0) > 0);
  useKeys({ c: runs.compare }, able && (data?.artifacts ?? 0) > 0);
  const navigate = useNavigate();
  useTellKeys([...(runs.may ? ([['R', 'run migration'], ['C', 'compare']] as const) : []), ['E', 'report'], ['L', 'ledger of legacy records']]);
  useKeys({ e: () => setReporting(true), l: () => void navigate({ to: '/overview/ledger' as string }) });
  if (data === undefined) return error === null ? <Loading /> : <ErrorState error={error} retry={() => void refetch()} />;
  return (
    <div className={styles['screen']}>
      <Head overview={data} runs={runs}>
        <ExportMenu label="Report" groups={[{ label: REPORT, choices: reportChoices }]} ready={data.compareRun > 0} opened={reporting} onChange={setReporting} align="end" small={false} />
      </Head>
      <div className={styles['grid']}>
        <div className={styles['left']}>
          <Books overview={data} />
          <div className={styles['below']}>
            <Causes overview={data} />
            <Records />
            {!isGiven(data) && <Space space={data.negativeSpace} />}
          </div>
        </div>
        <div className={styles['right']}>
          <Next steps={withDiscovery(data.next, found)} runs={runs} />
          <Open overview={data} />
          {!isGiven(data) && <Invented invented={data.invented} migrated={data.invented.length > 0 || data.destinationStatements > 0} />}
        </div>
      </div>
    </div>
  );
}

/** Why the run is a draft, or why there is none. */
function runTitle(overview: Overview, draft: boolean): string | undefined {
  if (isGiven(overview)) return 'The destination was given: there is no mapping to run';
  if (overview.mappingVersion === 0) return 'There is no mapping to run yet';
  return draft ? 'The mapping’s latest version is not approved: this run is a draft' : undefined;
}

function Head({ overview, runs, children }: { overview: Overview; runs: Runs; children: ReactNode }) {
  const [now] = useState(Date.now);
  const read = readingWords(overview.reading);
  return (
    <header className={styles['head']}>
      <h1>Overview</h1>
      <p className="mid">
        <span className="cut"><b>{count(overview.records)}</b> legacy {overview.records === 1 ? 'record' : 'records'} read{overview.quarantined > 0 && <>, <b className="clinical">{count(overview.quarantined)}</b> in quarantine</>}, in <b>{plural(overview.artifacts, 'artifact')}</b></span>
        {overview.comparedMs !== null && (
          <span className="cut x" title={`${moment(overview.comparedMs)}. ${readingOfSides(overview.reading)}`.trim()}>comparison {overview.compareRun}, {ago(overview.comparedMs, now)}{read !== '' && `: ${read}`}</span>
        )}
      </p>
      <div className={styles['doings']}>
        {children}
        {runs.may && <>
          <button type="button" className="button" disabled={runs.starting || runs.away || overview.mappingVersion === 0} onClick={runs.migrate} title={runs.away ? AWAY : runTitle(overview, runs.draft)}>
            <Icon name="play" size={12} />Run migration{runs.draft && <span className="dim x">draft v{overview.mappingVersion}</span>}<Kbd keys="R" />
          </button>
          <CompareButton runs={runs} label="Compare" keys="C" ready={overview.artifacts > 0} />
        </>}
      </div>
    </header>
  );
}
