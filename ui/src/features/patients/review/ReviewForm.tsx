/**
 * What was found in a chart: one of three outcomes by key 1, 2, 3, where the error lies, and a comment; Enter adds it. Who may
 * not enter here sees why instead of the form.
 */
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { Icon } from '../../../components/Icon';
import { Kbd } from '../../../components/Kbd';
import type { ReviewedChart } from '../../../contract/contract';
import { StateMark } from './Marks';
import type { Entered } from './useReview';
import { OUTCOMES, closedBecause, lackOf, markOf, overtaken, overtakenWords, partOf, type Outcome } from './words';
import styles from './review.module.css';

/** Kinds and aspects as the product spells them; the workspace takes no others. */
const KINDS = ['allergy', 'medication', 'problem', 'encounter diagnosis', 'observation', 'immunization', 'procedure', 'encounter', 'note', 'document', 'advance directive', 'demographic', 'order', 'appointment', 'coverage', 'claim'];
const ASPECTS = ['code', 'text', 'value', 'unit', 'status', 'verification', 'negated', 'severity', 'criticality', 'laterality', 'reaction', 'dose', 'route', 'frequency', 'sig', 'onset', 'end', 'effective', 'reason', 'author', 'body'];

/** A form in which nothing was entered. */
const EMPTY: { outcome: Outcome | null; where: { kind: string; aspect: string }; comment: string } = { outcome: null, where: { kind: '', aspect: '' }, comment: '' };

type Props = {
  chart: ReviewedChart;
  may: boolean;
  pending: boolean;
  /** Comparison run whose charts are shown. */
  run: number;
  /** The outcome that a key chose, until the form has taken it. */
  choice: Outcome | null;
  onTaken: () => void;
  onEnter: (entered: Entered) => void;
  onLeave?: () => void;
  /** Something was entered: whoever shows the form keeps to its chart. */
  onBegin?: () => void;
  /** In one line, below a chart. */
  wide?: boolean;
};

export function ReviewForm({ chart, may, pending, run, choice, onTaken, onEnter, onLeave, onBegin, wide = false }: Props) {
  const [outcome, setOutcome] = useState<Outcome | null>(EMPTY.outcome);
  const [where, setWhere] = useState(EMPTY.where);
  const [comment, setComment] = useState(EMPTY.comment);
  const [asked, setAsked] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const lack = lackOf(outcome, where, comment);
  // What somebody has begun to enter is about the charts that they had before them: a comparison that ends meanwhile neither takes it away nor changes what it is about.
  const begun = outcome !== null || comment !== '';
  const [read, setRead] = useState(run);
  useEffect(() => {
    if (begun) onBegin?.();
    else setRead(run);
  }, [begun, run, onBegin]);
  const isOvertaken = overtaken(begun, read, run);
  const closed = isOvertaken && may ? '' : closedBecause(chart, may);
  useEffect(() => {
    if (choice === null || closed !== '') return;
    setOutcome(choice);
    box.current?.focus();
    onTaken();
  }, [choice, closed, onTaken]);
  if (closed !== '') {
    return <p className={styles['closed']}><Icon name="lock" size={12} /> {closed}</p>;
  }
  // Empty, the form is about the charts that are shown.
  const startAgain = (): void => {
    setOutcome(EMPTY.outcome);
    setWhere(EMPTY.where);
    setComment(EMPTY.comment);
    setAsked(false);
    box.current?.focus();
  };
  const submit = (event?: FormEvent): void => {
    event?.preventDefault();
    if (outcome === null || pending) return;
    if (lack !== '') {
      setAsked(true);
      // Blanks say nothing, and would hide what is asked.
      setComment('');
      box.current?.focus();
      return;
    }
    const named = outcome === 'held' ? { kind: '', aspect: '' } : where;
    onEnter({ run: read, outcome, ...named, comment: comment.trim() });
  };
  return (
    <form className={wide ? styles['formWide'] : styles['form']} onSubmit={submit} aria-label="What was found">
      <div className={styles['choices']} role="radiogroup" aria-label="Outcome">
        {OUTCOMES.map((one) => (
          <button key={one.outcome} type="button" role="radio" aria-checked={outcome === one.outcome} title={one.means} onClick={() => { setOutcome(one.outcome); box.current?.focus(); }}>
            <StateMark state={one.outcome} /> <Kbd keys={one.key} />
          </button>
        ))}
      </div>
      {!wide && <p className={styles['means']}>{outcome === null ? partOf(chart) : `${markOf(outcome).words}: ${OUTCOMES.find((one) => one.outcome === outcome)?.means}.`}</p>}
      {isOvertaken && <Overtaken read={read} run={run} onAgain={startAgain} />}
      {outcome !== null && outcome !== 'held' && (
        <div className={styles['where']}>
          <Choice label="Kind" words={KINDS} value={where.kind} onChange={(kind) => setWhere({ ...where, kind })} />
          <Choice label="Aspect" words={ASPECTS} value={where.aspect} onChange={(aspect) => setWhere({ ...where, aspect })} />
        </div>
      )}
      <textarea
        ref={box}
        className="input"
        rows={wide ? 1 : 3}
        maxLength={1000}
        value={comment}
        placeholder={asked && lack !== '' ? `${lack}.` : outcome === 'held' ? 'Remark, if any' : wide ? 'What is wrong?' : 'What is wrong? No names, no dates.'}
        aria-label="Comment"
        aria-invalid={asked && lack !== ''}
        onChange={(event) => setComment(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.shiftKey) submit(event);
          if (event.key === 'Escape') {
            event.stopPropagation();
            event.currentTarget.blur();
            onLeave?.();
          }
        }}
      />
      <span className="hidden-text" role="alert">{asked ? lack : ''}</span>
      <button type="submit" className="button primary" disabled={outcome === null || pending}>
        {pending ? 'Adding' : outcome === null ? 'Choose an outcome' : `Add: ${markOf(outcome).words}`} <Kbd keys="Enter" />
      </button>
    </form>
  );
}

/** A newer comparison ended meanwhile: whom that concerns, and the way out. */
export function Overtaken({ read, run, onAgain }: { read: number; run: number; onAgain: () => void }) {
  return (
    <p className={`${styles['means'] ?? ''} ${styles['overtaken'] ?? ''}`} role="status">
      {overtakenWords(read, run)} <button type="button" className="accent" onClick={onAgain}>Start again</button>
    </p>
  );
}

function Choice({ label, words, value, onChange }: { label: string; words: readonly string[]; value: string; onChange: (value: string) => void }) {
  return (
    <select className="input" aria-label={label} value={value} onChange={(event) => onChange(event.target.value)}>
      <option value="">{label}</option>
      {words.map((word) => <option key={word} value={word}>{word}</option>)}
    </select>
  );
}
