// Populations: what both books say of all patients together. Registry questions first, then the distributions. A report that runs
// correctly may still say something else: a question is the same only when the same patients belong to it.
import { useRef, useState, type ReactNode } from 'react';
import { ErrorState } from '../../../components/ErrorState';
import { ExportMenu } from '../../../components/ExportMenu';
import { FilterBox } from '../../../components/FilterBox';
import { Skeleton } from '../../../components/Skeleton';
import { StatusBar } from '../../../components/StatusBar';
import { count, people, plural } from '../../../components/formats';
import { useKeys } from '../../../components/useKeys';
import { usePagedRows } from '../../../components/usePagedRows';
import type { QuestionsAnswer } from '../../../contract/contract';
import { useCommand } from '../../../platform/call';
import { NothingCompared } from '../NothingCompared';
import { GroupBy } from '../GroupBy';
import findings from '../findings.module.css';
import { CellsView } from './CellsView';
import { exportCells, exportQuestions } from './exports';
import { QuestionsView } from './QuestionsView';
import styles from './population.module.css';
import { request, VIEWS, type PopulationSearch, type View } from './search';
import { useWhere } from './useWhere';
import { ordered } from './words';

const NAMES: Record<View, string> = { questions: 'Questions', month: 'Months', code: 'Codes', clinic: 'Clinics', kind: 'Kinds', number: 'Numbers', amount: 'Amounts' };

export function PopulationScreen() {
  const [search, go] = useWhere();
  const questions = useCommand('questions', {});
  const input = useRef<HTMLInputElement>(null);
  const [opened, setOpened] = useState(false);
  const view: View = search.view ?? 'questions';
  const exporting: ExportProps = { search, view, opened, onChange: setOpened };
  const show = (next: View): void => go({ view: next, sort: undefined, text: undefined });
  useKeys({
    '/': () => input.current?.focus(),
    e: () => setOpened(true),
    d: () => go({ differing: search.differing ? undefined : true }, { replace: true }),
    ...Object.fromEntries(VIEWS.map((one, index) => [String(index + 1), () => show(one)])),
  });
  const answer = questions.data;
  return (
    <div className={styles['screen']}>
      <Head answer={answer} failed={questions.isError}>
        {answer !== undefined && answer.run > 0 && (view === 'questions' ? <QuestionsExport answer={answer} {...exporting} /> : <CellsExport key={view} {...exporting} />)}
      </Head>
      <div className={findings['bar']}>
        <GroupBy here="population" />
        <span className={findings['switch']} role="group" aria-label="View">
          {VIEWS.map((one, index) => (
            <button key={one} type="button" aria-pressed={one === view} title={`${NAMES[one]} (${index + 1})`} onClick={() => show(one)}>
              {NAMES[one]}
            </button>
          ))}
        </span>
        <button type="button" className="chip" aria-pressed={search.differing ?? false} title="D" onClick={() => go({ differing: search.differing ? undefined : true })}>
          only what differs
        </button>
        <span className={findings['end']}>
          <FilterBox by="words" value={search.text ?? ''} onChange={(text) => go({ text }, { replace: true })} input={input} />
        </span>
      </div>
      {questions.isError && answer === undefined ? (
        <div className={styles['center']}>
          <ErrorState error={questions.error} retry={() => void questions.refetch()} />
        </div>
      ) : answer?.run === 0 ? (
        <div className={styles['center']}>
          <NothingCompared />
        </div>
      ) : view === 'questions' ? (
        <QuestionsView answer={answer} search={search} go={go} />
      ) : (
        <CellsView key={view} search={search} view={view} go={go} />
      )}
      <StatusBar keys={[['1…7', 'views'], ['J K', 'move'], ['P', 'patients'], ['D', 'only what differs'], ['/', 'filter'], ['E', 'export']]}>
        {answer && answer.run > 0 && <span>{answer.name === '' ? '' : `Questions: ${answer.name}`}</span>}
      </StatusBar>
    </div>
  );
}

type ExportProps = { search: PopulationSearch; view: View; opened: boolean; onChange: (opened: boolean) => void };

function QuestionsExport({ answer, search, opened, onChange }: ExportProps & { answer: QuestionsAnswer }) {
  const rows = ordered(answer.rows, search.sort, search.text ?? '', search.differing ?? false);
  return <ExportMenu label="Export" groups={exportQuestions(rows, answer.run, search)} ready={rows.length > 0} opened={opened} onChange={onChange} align="end" />;
}

function CellsExport({ search, view, opened, onChange }: ExportProps) {
  // The first page is the one that the view asks for: nothing more is asked before somebody exports.
  const { total } = usePagedRows('population', request(search, view));
  return <ExportMenu label="Export" groups={exportCells(search, view, total)} ready={total > 0} opened={opened} onChange={onChange} align="end" />;
}

function Head({ answer, failed, children }: { answer: QuestionsAnswer | undefined; failed: boolean; children: ReactNode }) {
  const differing = answer?.rows.filter((row) => row.verdict === 'differs').length ?? 0;
  return (
    <header className={styles['head']}>
      <h1>Populations</h1>
      {answer === undefined ? (
        !failed && <Skeleton width={280} />
      ) : answer.run === 0 ? (
        <span>not compared yet</span>
      ) : (
        <span>
          <b className={differing > 0 ? styles['differs'] : styles['agrees']}>{count(differing)}</b> of {plural(answer.rows.length, 'question')} {differing === 1 ? 'differs' : 'differ'} in comparison {answer.run};{' '}
          patients: {answer.paired === null ? '' : `${count(answer.paired)} in both books, `}<span className="legacy">{people(answer.legacyOnly)} in the legacy book only</span>,{' '}
          <span className="destination">{people(answer.destinationOnly)} in the destination only</span>
          {answer.paired === null && <span className="dim" title="Beside the number of each book it would tell how many the few are."> (those in both are withheld)</span>}
        </span>
      )}
      <span className={styles['export']}>{children}</span>
    </header>
  );
}
