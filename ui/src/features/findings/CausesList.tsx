// The causes, worst first: what many findings share, one line each, opened in place. There are dozens of causes where there
// are tens of thousands of findings, so the lines are plain elements; more are made when somebody asks for them.
//
// Keys while the list has the focus: Space opens and closes a line, Enter goes into it. Ctrl and Shift with the pointer mark lines.
import { useEffect, useRef, type KeyboardEvent, type MouseEvent } from 'react';
import { Icon } from '../../components/Icon';
import { CheckBox } from '../../components/markColumn';
import { Skeleton } from '../../components/Skeleton';
import { Verdict } from '../../components/Verdict';
import { causeSaid } from '../../components/causeSaid';
import { count, plural } from '../../components/formats';
import type { CauseRow } from '../../contract/contract';
import { CauseDetail } from './CauseDetail';
import { TriageMark } from '../../components/triage/TriageMark';
import styles from './findings.module.css';
import { DEFAULT_SORT, nextSort } from './search';
import { patientsOf, shareOf } from './words';

type Props = {
  causes: readonly CauseRow[];
  total: number;
  findings: number;
  loading: boolean;
  current: number;
  open: string | undefined;
  sort: string | undefined;
  marks: ReadonlySet<string>;
  may: boolean;
  onPress: (cause: CauseRow, index: number, event: MouseEvent) => void;
  onMark: (index: number, range: boolean) => void;
  onTriage: (cause: CauseRow, chosen: boolean) => void;
  onCurrent: (index: number) => void;
  onToggle: (cause: CauseRow) => void;
  onEnter: (cause: CauseRow) => void;
  onFinding: (cause: CauseRow, finding: string) => void;
  onSort: (sort: string) => void;
  onMore: () => void;
};

const PLACES = 9;

export function CausesList(props: Props) {
  const { causes, total, findings, loading, current, open, onCurrent, onToggle, onEnter, onFinding } = props;
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector(`[data-index="${current}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  useEffect(() => {
    if (!loading && document.activeElement === document.body) list.current?.focus({ preventScroll: true });
  }, [loading]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const cause = causes[current];
    if (event.target !== event.currentTarget || cause === undefined) return;
    if (event.key === ' ') onToggle(cause);
    else if (event.key === 'Enter') onEnter(cause);
    else return;
    event.preventDefault();
  };
  return (
    <div
      ref={list}
      className={styles['causes']}
      data-may={props.may || undefined}
      role="treegrid"
      aria-label="Causes"
      aria-rowcount={total + 1}
      aria-busy={loading}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <Head sort={props.sort} onSort={props.onSort} />
      {loading && Array.from({ length: PLACES }, (_, index) => <Place key={index} index={index} />)}
      {causes.map((cause, index) => (
        <div key={cause.id} role="rowgroup">
          <Line
            cause={cause}
            index={index}
            share={shareOf(cause, findings)}
            current={index === current}
            open={cause.id === open}
            marked={props.marks.has(cause.id)}
            onMark={props.may ? (range) => props.onMark(index, range) : undefined}
            onPress={(event) => {
              onCurrent(index);
              props.onPress(cause, index, event);
            }}
            onEnter={() => onEnter(cause)}
          />
          {cause.id === open && (
            <CauseDetail
              cause={cause}
              may={props.may}
              onTriage={(chosen) => props.onTriage(cause, chosen)}
              onEnter={() => onEnter(cause)}
              onFinding={(finding) => onFinding(cause, finding)}
            />
          )}
        </div>
      ))}
      {causes.length < total && !loading && (
        <div className={styles['moreCauses']}>
          <button type="button" className="button small" onClick={props.onMore}>
            Show more of {plural(total, 'cause')}
          </button>
        </div>
      )}
    </div>
  );
}

type LineProps = { cause: CauseRow; index: number; share: number; current: boolean; open: boolean; marked: boolean; onMark: ((range: boolean) => void) | undefined; onPress: (event: MouseEvent) => void; onEnter: () => void };

function Line({ cause, index, share, current, open, marked, onMark, onPress, onEnter }: LineProps) {
  const { said, rule } = causeSaid(cause.label);
  const patients = patientsOf(cause);
  const look = [styles['row'], current ? styles['current'] : '', open ? styles['open'] : ''].join(' ');
  return (
    <div
      role="row"
      data-index={index}
      className={look}
      aria-rowindex={index + 2}
      aria-expanded={open}
      aria-selected={current || marked}
      data-marked={marked || undefined}
      onClick={onPress}
      onDoubleClick={onEnter}
    >
      <span role="gridcell" className={styles['glyph']}>
        {onMark !== undefined && <CheckBox checked={marked} label={`Mark ${cause.label}`} onPress={onMark} />}
        <span className={styles['chevron']}>
          <Icon name="right" size={10} />
        </span>
        <Verdict name={cause.verdict} severity={cause.severity} />
      </span>
      <span role="gridcell" className={styles['labelCell']}>
        <span className={styles['label']} title={cause.label}>
          {said}
          {rule !== '' && <span className="dim x"> {rule}</span>}
        </span>
        <TriageMark state={cause.triage} />
        {marked && <span className="hidden-text">marked</span>}
      </span>
      <span role="gridcell" className={styles['aspect']}>
        {cause.class}
      </span>
      <span role="gridcell" className={styles['aspect']} title={`${cause.kind}, ${cause.aspect}`}>
        {cause.kind}
      </span>
      <span role="gridcell" className={cause.patients === null ? 'num dim' : 'num'} title={patients.about || undefined}>
        {patients.text}
      </span>
      <span role="gridcell" className="num">
        {count(cause.statements)}
      </span>
      <span role="gridcell" className={cause.safety > 0 ? 'num safety b' : 'num dim'}>
        {count(cause.safety)}
      </span>
      <span role="gridcell" className={styles['shareCell']} title={`${(share * 100).toFixed(1)} % of the findings in the selection`}>
        <span className={`bar ${styles['share']}`}>
          <i style={{ width: `${Math.max(1, share * 100)}%` }} />
        </span>
      </span>
    </div>
  );
}

function Place({ index }: { index: number }) {
  return (
    <div role="row" className={styles['row']}>
      <span className={styles['glyph']} />
      <Skeleton width={`${40 + ((index * 17) % 40)}%`} />
      <Skeleton width={64} />
      <Skeleton width={58} />
    </div>
  );
}

function Head({ sort, onSort }: { sort: string | undefined; onSort: (sort: string) => void }) {
  const now = sort ?? DEFAULT_SORT;
  const cell = (id: string, words: string, number = false) => {
    // The worst severity has the least rank: in the order of severities the counts fall.
    const [rising, falling] = id === 'severity' ? [`-${id}`, id] : [id, `-${id}`];
    const [up, down] = [now === rising, now === falling];
    return (
      <span role="columnheader" className={number ? 'num' : undefined} aria-sort={up ? 'ascending' : down ? 'descending' : 'none'}>
        <button type="button" onClick={() => onSort(nextSort(sort, id))}>
          {words} <Icon name={down ? 'down' : up ? 'up' : 'sort'} size={10} className={up || down ? undefined : styles['unsorted']} />
        </button>
      </span>
    );
  };
  return (
    <div role="row" className={`${styles['row']} ${styles['head']}`} aria-rowindex={1}>
      <span role="columnheader" aria-label="Severity and verdict" />
      {cell('label', 'Cause')}
      <span role="columnheader">Class</span>
      <span role="columnheader">Kind</span>
      {cell('patients', 'Patients', true)}
      {cell('statements', 'Statements', true)}
      {cell('severity', 'Safety', true)}
      <span role="columnheader" className="num">
        Share
      </span>
    </div>
  );
}
