/**
 * A statement without a finding, beside the chart: what both books say aspect by aspect, where each stands, the words of a
 * note, and why the two were paired. Until the workspace answers, what the chart already holds is shown.
 */
import type { Ref } from 'react';
import { labelTitle } from '../../../components/bareCode';
import { ErrorState } from '../../../components/ErrorState';
import { Explained } from '../../../components/Explained';
import { Icon } from '../../../components/Icon';
import { Kbd } from '../../../components/Kbd';
import { Skeleton } from '../../../components/Skeleton';
import { Verdict } from '../../../components/Verdict';
import type { AspectRow, ChartStatement } from '../../../contract/contract';
import { useCommand } from '../../../platform/call';
import type { Book } from '../timeline/book';
import { dayName } from '../timeline/time';
import { Aspects, Locators } from './Aspects';
import { whenOf } from './HoverCard';
import { Note } from './WholeNote';
import styles from './panel.module.css';

const ROWS: readonly (readonly [string, (statement: ChartStatement) => string])[] = [
  ['concept', (one) => one.label],
  ['codes', (one) => one.codes.join(', ')],
  ['when', whenOf],
  ['status', (one) => one.status],
  ['value', (one) => one.value],
  ['reference', (one) => (one.range === null ? '' : `${one.range[0]}–${one.range[1]} ${one.unit}`)],
];

interface Props {
  readonly statement: ChartStatement;
  readonly book: Book;
  /** The patient whose chart it is. */
  readonly patient: string;
  readonly explained: boolean;
  readonly locators: Ref<HTMLElement>;
  readonly onExplain: () => void;
  readonly onFinding: (id: string) => void;
  readonly onClose: () => void;
}

/** What the chart itself holds of a pair, as the workspace would tell it. */
function known(legacy: ChartStatement | undefined, destination: ChartStatement | undefined): AspectRow[] {
  const said = (statement: ChartStatement | undefined, read: (statement: ChartStatement) => string) => (statement ? read(statement) : '');
  return ROWS.map(([aspect, read]) => ({ aspect, legacy: said(legacy, read), legacyHow: '', destination: said(destination, read), destinationHow: '', differs: false }));
}

export function StatementPanel({ statement, book, patient, explained, locators, onExplain, onFinding, onClose }: Props) {
  const answer = useCommand('chart_statement', { id: patient, statement: statement.id }, { keep: false, staleTime: 60_000 });
  const pair = (book.pairsOf.get(statement.id) ?? [])[0];
  const find = (id: string | null | undefined) => (id === null || id === undefined ? undefined : book.statements.get(id));
  const legacy = statement.side === 'legacy' ? statement : find(pair?.legacy);
  const destination = statement.side === 'legacy' ? find(pair?.destination) : statement;
  const { data } = answer;
  return (
    <aside className={styles['panel']} aria-label="Statement" aria-busy={answer.isFetching}>
      <div className={styles['place']}>
        <b>Statement</b><span className="tag">{statement.kind}</span>
        <button type="button" className="button small quiet" aria-label="Back to the findings" title="Back to the findings, Escape" onClick={onClose}><Icon name="cross" size={11} /></button>
      </div>
      <div className={styles['scroll']}>
        <section>
          <div className={styles['title']}>
            <Verdict name={pair?.verdict ?? 'same'} severity={pair?.severity ?? ''} size={20} />
            <div>
              <h2 title={labelTitle(statement.label)}>{statement.label}</h2>
              <p>{relation(pair)}</p>
            </div>
          </div>
        </section>
        <section><Aspects aspects={data?.aspects ?? known(legacy, destination)} severity={pair?.severity ?? ''} /></section>
        {answer.isError && <ErrorState error={answer.error} retry={() => void answer.refetch()} />}
        {data?.note && (
          <section>
            <h3>The note <span>{[data.note.side, data.note.day === null ? 'undated' : dayName(data.note.day)].join(' · ')}</span></h3>
            <Note note={data.note} onFinding={onFinding} />
          </section>
        )}
        <section>
          <h3>Why this pair <span><Kbd keys="E" /> {explained ? 'hide' : 'explain'}</span></h3>
          <button type="button" className={styles['more']} aria-expanded={explained} onClick={onExplain}>{explained ? 'Hide the evidence' : 'Show the evidence, the rivals and the tolerances'}</button>
          {explained && <Explained id={patient} statement={statement.id} />}
        </section>
        <section ref={locators} tabIndex={-1} className={styles['locators']} aria-label="Locators">
          <h3>Locators <span><Kbd keys="Enter" /></span></h3>
          {data ? (
            <>
              <Locators mark="L" side="legacy" locators={data.legacyLocators} none="no legacy source" />
              <Locators mark="D" side="destination" locators={data.destinationLocators} none="not in the destination" />
            </>
          ) : !answer.isError && <Skeleton width={180} />}
        </section>
      </div>
    </aside>
  );
}

function relation(pair: { readonly verdict: string; readonly finding: string } | undefined): string {
  if (pair === undefined) return 'Not aligned with a statement of the other book.';
  if (pair.finding !== '') return `A finding: ${pair.verdict}.`;
  if (pair.verdict === 'archived') return 'Stays in the archive with its patient, by the archive rule.';
  return pair.verdict === 'equivalent' ? 'Recoded; both books mean the same.' : 'Both books say the same.';
}
