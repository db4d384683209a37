/**
 * On this day: what was in force, legacy at the left and destination at the right, list by list; and whether what the
 * legacy system worked out of the chart would still come out of the destination's.
 *
 * It judges nothing: the workspace says what holds and where the sides part. What must stay true: "cannot tell" never
 * looks like yes or no, and a list is never shortened without saying by how much.
 */
import { useState } from 'react';
import { EmptyState } from '../../../components/EmptyState';
import { ErrorState } from '../../../components/ErrorState';
import { Icon } from '../../../components/Icon';
import { Kbd } from '../../../components/Kbd';
import { Skeleton } from '../../../components/Skeleton';
import { Verdict } from '../../../components/Verdict';
import { count, plural } from '../../../components/formats';
import type { ChartCheck, ChartState, StateEntry, StateLine, StateList } from '../../../contract/contract';
import { dayName, YEAR_DAYS } from '../timeline/time';
import { checkGroups, listName } from '../words';
import type { DayCursor } from './useDay';
import panel from './panel.module.css';
import styles from './day.module.css';

/** Lines of a list, and answers of a check, before the rest folds. */
const SHOWN = 8;

interface Props {
  readonly cursor: DayCursor;
  readonly checks: readonly ChartCheck[];
  readonly statement: string | null;
  readonly onStatement: (id: string) => void;
  readonly onFinding: (id: string) => void;
}

export function DayPanel({ cursor, checks, statement, onStatement, onFinding }: Props) {
  const { answer, day } = cursor;
  const state = answer.data;
  return (
    <aside className={panel['panel']} aria-label="On this day" aria-busy={answer.isFetching}>
      <div className={panel['place']}>
        <b>On this day</b> <Kbd keys="D" />
        <button type="button" className={`button small quiet ${styles['close']}`} aria-label="Close the day" onClick={cursor.close}><Icon name="cross" size={11} /></button>
      </div>
      <Steps cursor={cursor} />
      <div className={panel['scroll']} data-stale={answer.isPlaceholderData || undefined}>
        {answer.isError && !state ? (
          <ErrorState error={answer.error} retry={() => void answer.refetch()} />
        ) : state ? (
          <>
            <Summary state={state} day={day} />
            <Lists state={state} statement={statement} onStatement={onStatement} onFinding={onFinding} />
          </>
        ) : (
          <Waiting />
        )}
        <Checks checks={checks} onStatement={onStatement} onFinding={onFinding} />
      </div>
    </aside>
  );
}

function Steps({ cursor }: { cursor: DayCursor }) {
  const { day, answer } = cursor;
  const last = answer.data?.last ?? null;
  const years = answer.data?.days ?? [];
  return (
    <div className={styles['steps']}>
      <div className={styles['stepper']} role="group" aria-label="Move the day">
        <button type="button" aria-label="A year back" title="A year back, key <" onClick={() => cursor.move(-YEAR_DAYS)}>«</button>
        <button type="button" aria-label="A day back" title="A day back, key ," onClick={() => cursor.move(-1)}>‹</button>
        <output aria-live="polite">{day === null ? <Skeleton width={84} /> : dayName(day)}</output>
        <button type="button" aria-label="A day on" title="A day on, key ." onClick={() => cursor.move(1)}>›</button>
        <button type="button" aria-label="A year on" title="A year on, key >" onClick={() => cursor.move(YEAR_DAYS)}>»</button>
      </div>
      <select
        className={styles['years']}
        aria-label="Go to the same day of another year"
        value={day !== null && years.includes(day) ? day : ''}
        onChange={(event) => event.target.value !== '' && (Number(event.target.value) === last ? cursor.last() : cursor.goTo(Number(event.target.value)))}
      >
        <option value="">another day</option>
        {years.map((one, back) => <option key={one} value={one}>{back === 0 ? 'last day known' : plural(back, 'year') + ' before'}</option>)}
      </select>
    </div>
  );
}

function Summary({ state, day }: { state: ChartState; day: number | null }) {
  const sum = (side: 'legacy' | 'destination') => state.lists.reduce((all, list) => all + list[side], 0);
  // One of two entries of the same drug may be lost: the list reads alike, and the finding must not be denied.
  const found = state.lists.reduce((all, list) => all + list.lines.filter((line) => line.manner === '' && isFound(line)).length, 0);
  const when = day !== null && day > state.last ? 'after the last day that the books know' : day === state.last ? 'the last day that the books know' : null;
  return (
    <section className={styles['summary']}>
      <p>
        <b className="legacy">{count(sum('legacy'))}</b> in force in the legacy book, <b className="destination">{count(sum('destination'))}</b> in the destination.
        {state.differences > 0
          ? <span className={styles['parts']}> {plural(state.differences, 'line')} {state.differences === 1 ? 'differs' : 'differ'}{found > 0 && `, and a finding stands on ${plural(found, 'line')} more`}.</span>
          : found > 0
          ? <span className={styles['parts']}> No line differs, yet a finding stands on {plural(found, 'line')}.</span>
          : <span className="good"> A clinician sees the same on both sides.</span>}
      </p>
      {when !== null && <p className="dim">This is {when}.</p>}
    </section>
  );
}

type Go = Pick<Props, 'onStatement' | 'onFinding'>;

function Lists({ state, statement, ...go }: { state: ChartState; statement: string | null } & Go) {
  if (state.lists.length === 0) {
    return <EmptyState title="Nothing was in force">No problem, medication, allergy or code status holds on this day, on either side.</EmptyState>;
  }
  return state.lists.map((list) => <OneList key={list.list} list={list} statement={statement} {...go} />);
}

function OneList({ list, statement, ...go }: { list: StateList; statement: string | null } & Go) {
  const [all, setAll] = useState(false);
  // What is folded away is said to be alike: a line on which a finding stands is never among it.
  const told = list.lines.filter(isTold);
  const lines = [...told, ...list.lines.filter((line) => !isTold(line))];
  const shown = all ? lines : lines.slice(0, Math.max(SHOWN, told.length));
  const hidden = lines.length - shown.length;
  return (
    <section>
      <h3>{listName(list.list)} <span><span className="legacy">{count(list.legacy)}</span> / <span className="destination">{count(list.destination)}</span></span></h3>
      <ul className={styles['lines']}>
        {shown.map((line) => <Line key={`${line.legacy?.id ?? ''} ${line.destination?.id ?? ''}`} line={line} lit={statement !== null && (line.legacy?.id === statement || line.destination?.id === statement)} {...go} />)}
      </ul>
      {hidden > 0 && <button type="button" className={styles['more']} onClick={() => setAll(true)}>{plural(hidden, 'more line')}, alike on both sides</button>}
    </section>
  );
}

/** A finding stands on the line. */
const isFound = (line: StateLine): boolean => line.finding !== '' && line.severity !== '';
/** The sides part on the line, or a finding stands on it. */
const isTold = (line: StateLine): boolean => line.manner !== '' || isFound(line);

function Line({ line, lit, onStatement, onFinding }: { line: StateLine; lit: boolean } & Go) {
  const parts = line.manner !== '';
  // In force on both sides alike, and yet a finding stands on it: an equals sign would deny the finding.
  const found = isTold(line);
  const id = line.legacy?.id ?? line.destination?.id ?? '';
  const open = (): void => (found && line.finding !== '' ? onFinding(line.finding) : onStatement(id));
  return (
    <li>
      <button type="button" className={styles['line']} data-parts={parts ? line.severity || 'plain' : undefined} data-lit={lit || undefined} onClick={open} title={found && line.finding !== '' ? 'Open the finding that explains it' : 'Show it on the time axis'}>
        <Entry entry={line.legacy} side="legacy" />
        <span className={styles['mark']}>
          {line.verdict === '' ? <span className="dim" title="Kinds that only the destination has are not balanced">·</span> : <Verdict name={found ? line.verdict : 'same'} {...(found ? { severity: line.severity } : {})} size={14} />}
        </span>
        <Entry entry={line.destination} side="destination" />
        {parts && <span className={styles['manner']}>{line.manner}</span>}
      </button>
    </li>
  );
}

function Entry({ entry, side }: { entry: StateEntry | null; side: string }) {
  if (entry === null) return <span className={styles['none']}>none</span>;
  const doubt = entry.holds === 'cannot tell';
  return (
    <span className={styles['entry']} data-holds={entry.holds} data-side={side}>
      <span>{entry.label}</span>
      {!entry.certain && entry.holds !== 'no' && <span className={styles['why']}>unconfirmed</span>}
      {(doubt || entry.why !== '') && <span className={styles['why']}>{doubt ? 'cannot tell: ' : ''}{entry.why}</span>}
    </span>
  );
}

function Checks({ checks, ...go }: { checks: readonly ChartCheck[] } & Go) {
  const parted = checks.filter((one) => one.weight === 'differs').length;
  const untold = checks.filter((one) => one.weight === 'cannot tell').length;
  return (
    <>
      <section className={styles['divide']}>
        <h2>Would it still compute?</h2>
        <p className="mid">
          {checks.length === 0
            ? 'No alert, recall or plan rests on this chart, and nothing differs.'
            : parted > 0 ? `${plural(parted, 'answer')} no longer ${parted === 1 ? 'comes' : 'come'} out as before.`
            : untold === 0 ? 'Everything that the legacy system worked out still comes out.' : 'Nothing that can be told comes out otherwise.'}
          {untold > 0 && ` ${plural(untold, 'answer')} cannot be told of one book: look at ${untold === 1 ? 'it' : 'them'}.`}
          {' '}On the last day that the books know.
        </p>
      </section>
      {checkGroups(checks).map(([name, list]) => <CheckGroup key={name} name={name} list={list} {...go} />)}
    </>
  );
}

function CheckGroup({ name, list, ...go }: { name: string; list: readonly ChartCheck[] } & Go) {
  const [all, setAll] = useState(false);
  const parted = list.filter((one) => one.weight === 'differs').length;
  const untold = list.filter((one) => one.weight === 'cannot tell').length;
  const shown = all ? list : list.slice(0, Math.max(SHOWN, parted));
  return (
    <section>
      <h3>{name} <span>{parted > 0 ? <b className={styles['parts']}>{count(parted)} of {count(list.length)} {parted === 1 ? 'differs' : 'differ'}</b> : plural(list.length, 'answer')}{untold > 0 && `, ${count(untold)} cannot be told`}</span></h3>
      <ul className={styles['lines']}>{shown.map((one, at) => <Check key={at} one={one} {...go} />)}</ul>
      {list.length > shown.length && <button type="button" className={styles['more']} onClick={() => setAll(true)}>{plural(list.length - shown.length, 'more answer')}</button>}
    </section>
  );
}

function Check({ one, onStatement, onFinding }: { one: ChartCheck } & Go) {
  const parts = one.weight === 'differs';
  const untold = one.weight === 'cannot tell';
  const explained = (parts || untold) && one.finding !== '';
  const labels = [...new Set(one.statements.map((statement) => statement.label))];
  const first = one.statements[0];
  const open = (): void => {
    if (explained) onFinding(one.finding);
    else if (first) onStatement(first.id);
  };
  return (
    <li>
      <button type="button" className={styles['line']} data-parts={parts ? one.severity || 'plain' : undefined} onClick={open} title={explained ? 'Open the finding that explains it' : 'Show it on the time axis'}>
        <span className={styles['about']}>
          {one.about === '' ? labels.join(', ') : one.about}
          {one.weight === 'declared' && <span className="tag">declared</span>}
          {untold && <span className="tag clinical">cannot tell</span>}
          {one.about !== '' && <span className={styles['why']}>{labels.join(', ')}</span>}
        </span>
        <span className={styles['says']} data-side="legacy">{one.legacy}</span>
        <span className={styles['mark']}>{untold ? <Icon name="warn" size={13} title="only one book answers" /> : <Verdict name={parts ? one.verdict || 'altered' : one.weight === 'declared' ? 'equivalent' : 'same'} {...(parts ? { severity: one.severity } : {})} size={14} />}</span>
        <span className={styles['says']} data-side="destination">{one.destination}</span>
      </button>
    </li>
  );
}

function Waiting() {
  return (
    <section aria-hidden="true">
      {[70, 55, 82, 60, 74].map((width) => <div key={width} className={panel['wait']}><Skeleton width={`${width / 2}%`} /><Skeleton width={`${width / 2}%`} /></div>)}
    </section>
  );
}
