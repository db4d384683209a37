// What has to be said before it is sent: why, and until when something is accepted, who sees to it, a comment. The rest of what is typed lives here.
import { useEffect, useRef, useState, type FormEvent, type KeyboardEvent, type ReactNode } from 'react';
import { Kbd } from '../Kbd';
import { plural } from '../formats';
import type { TriageRequest } from '../../contract/contract';
import { useCommand } from '../../platform/call';
import { acceptProblem, actWords, dayAfter, dayOf, endOfDay, findingsOf, lastDay, madeOf, REASON_MAX, WAIVER_DAYS, WAIVER_DAYS_MAX, type Act, type Subjects } from './triage';
import styles from './triage.module.css';

type Props = { subjects: Subjects; pending: boolean; onBack: () => void; onSend: (change: Partial<TriageRequest>) => void };

/** What is typed is the dialog's: it stays while she goes back to the choice. `proposed`: the words are the cause's, she has typed none. */
type TypedProps = Props & { typed: string; proposed?: boolean; onTyped: (text: string) => void };

export function AcceptForm({ subjects, pending, typed: reason, proposed, onTyped, onBack, onSend }: TypedProps) {
  const [now] = useState(Date.now);
  const [day, setDay] = useState(dayAfter(now, WAIVER_DAYS));
  const [asked, setAsked] = useState(false);
  const problem = asked ? acceptProblem(reason, day, now) : null;
  const submit = (): void => {
    setAsked(true);
    if (acceptProblem(reason, day, now) === null) onSend({ disposition: 'accepted', reason: reason.trim(), expiresMs: endOfDay(day) });
  };
  return (
    <Form onSubmit={submit} onBack={onBack} pending={pending} verb={`Propose ${plural(findingsOf(subjects), 'finding')}`}>
      <MadeUp subjects={subjects} />
      <Text
        label="Reason"
        value={reason}
        proposed={proposed}
        onChange={onTyped}
        onSubmit={submit}
        placeholder="Why may this differ? It stands in the report."
        problem={problem === 'reason' ? 'An acceptance needs a reason.' : null}
      />
      <div className="field">
        <label htmlFor="triage-until">Holds until, that day included</label>
        <span className={styles['days']}>
          <input
            id="triage-until"
            type="date"
            className="input"
            value={day}
            min={dayOf(now)}
            max={dayAfter(now, WAIVER_DAYS_MAX)}
            aria-invalid={problem === 'day'}
            onChange={(event) => setDay(event.target.value)}
          />
          {[30, 90, 180].map((days) => (
            <button key={days} type="button" className="chip" aria-pressed={day === dayAfter(now, days)} onClick={() => setDay(dayAfter(now, days))}>
              {days} days
            </button>
          ))}
        </span>
        {problem === 'day' && (
          <p className="x safety" role="alert">
            An acceptance ends on a day within the next year.
          </p>
        )}
      </div>
      <p className="x dim">It holds once a lead signs it, who is another person than you: until then the findings are open. After that day they are open again. A cause that explains more than now is shown.</p>
    </Form>
  );
}

/** What several subjects come to: a slip of the finger must not decide on a thousand. One needs no counting. */
function MadeUp({ subjects }: { subjects: Subjects }) {
  const made = madeOf(subjects);
  if (made.subjects === 1 && made.findings === 1 && made.decided === 0) return null;
  return (
    <dl className={styles['made']}>
      <dt>{plural(made.findings, 'finding')}</dt>
      <dd>
        of {plural(made.causes, 'cause')}
        {made.safety > 0 && <b className="safety">, {plural(made.safety, 'safety finding')}</b>}
      </dd>
      {made.decided > 0 && (
        <>
          <dt>{plural(made.decided, subjects.causes.length > 0 ? 'cause' : 'finding')}</dt>
          <dd>
            {made.decided === 1 ? 'was' : 'were'} decided before, and {made.decided === 1 ? 'is' : 'are'} decided anew
            {made.waived > 0 && <b className="clinical">; {plural(made.waived, 'waiver')} {made.waived === 1 ? 'ends' : 'end'}</b>}
          </dd>
        </>
      )}
    </dl>
  );
}

/** Whose defect it is, and why: the record of decisions says both. */
export function DefectForm({ act, subjects, pending, typed: reason, proposed, onTyped, onBack, onSend }: TypedProps & { act: Act }) {
  const [asked, setAsked] = useState(false);
  const submit = (): void => {
    setAsked(true);
    if (!pending && reason.trim() !== '') onSend({ disposition: act, reason: reason.trim() });
  };
  const verb = actWords(act)?.verb ?? act;
  return (
    <Form onSubmit={submit} onBack={onBack} pending={pending} verb={`${verb}: ${plural(findingsOf(subjects), 'finding')}`}>
      <MadeUp subjects={subjects} />
      <Text
        label="Reason"
        value={reason}
        proposed={proposed}
        onChange={onTyped}
        onSubmit={submit}
        placeholder="What shows it? No names and no numbers of patients: the log is kept."
        problem={asked && reason.trim() === '' ? 'A decision needs a reason.' : null}
      />
      <p className="x dim">This can be taken back at once, and at any time by saying something else. The log keeps both.</p>
    </Form>
  );
}

/** What is sent at once for one is counted first for several. */
export function ConfirmForm({ act, subjects, pending, onBack, onSend }: Props & { act: Act }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault();
        if (!pending) onSend({ disposition: act });
      }}
    >
      <MadeUp subjects={subjects} />
      <p className="x dim">This can be taken back at once, and at any time by saying something else. The log keeps both.</p>
      <div className={styles['buttons']}>
        <button type="button" className="button" onClick={onBack}>
          Back
        </button>
        <button ref={button} type="submit" className="button primary" disabled={pending} onKeyDown={pressedOnce}>
          {pending ? 'Sending' : `${actWords(act)?.verb ?? act}: ${plural(findingsOf(subjects), 'finding')}`} <Kbd keys="Enter" />
        </button>
      </div>
    </form>
  );
}

/** No account has this name. */
const LEAVE = '\u0000';

export function OwnerForm({ subjects, pending, onBack, onSend }: Props) {
  const people = useCommand('people', {});
  const before = [...subjects.causes, ...subjects.findings].map((one) => one.triage);
  const shared = <T,>(of: (index: number) => T): T | undefined => (before.every((_, index) => of(index) === of(0)) ? of(0) : undefined);
  const due = shared((index) => before[index]?.dueMs ?? null) ?? null;
  // Several may have several owners; what is not touched here stays as it is.
  const ownerNow = shared((index) => before[index]?.owner ?? '');
  const dayNow = due === null ? '' : lastDay(due);
  const [owner, setOwner] = useState(ownerNow);
  const [day, setDay] = useState(dayNow);
  const changes = owner !== ownerNow || day !== dayNow;
  const submit = (): void =>
    onSend({ ...(owner !== undefined && owner !== ownerNow ? { owner } : {}), ...(day !== dayNow ? { dueMs: endOfDay(day) ?? 0 } : {}) });
  const names = people.data?.rows ?? [];
  return (
    <Form onSubmit={submit} onBack={onBack} pending={pending} ready={changes} verb="Set owner and due day">
      <div className="field">
        <label htmlFor="triage-owner">Owner</label>
        <select
          id="triage-owner"
          className={`input ${styles['select']}`}
          data-first
          value={owner ?? LEAVE}
          onChange={(event) => setOwner(event.target.value === LEAVE ? undefined : event.target.value)}
          onKeyDown={(event) => {
            // The button says Enter. In a closed list Enter would open it, as Space and the arrows with Alt do.
            if (event.key !== 'Enter' || event.repeat || !changes) return;
            event.preventDefault();
            event.currentTarget.form?.requestSubmit();
          }}
        >
          {ownerNow === undefined && <option value={LEAVE}>several, as they are</option>}
          <option value="">nobody</option>
          {owner !== undefined && owner !== '' && !names.some((person) => person.name === owner) && <option value={owner}>{owner}</option>}
          {names.map((person) => (
            <option key={person.name} value={person.name}>
              {person.name}, {person.role}
            </option>
          ))}
        </select>
        {people.isError && (
          <p className="x safety" role="alert">
            {people.error.message}
          </p>
        )}
      </div>
      <div className="field">
        <label htmlFor="triage-due">Due, that day included</label>
        <input id="triage-due" type="date" className="input" value={day} onChange={(event) => setDay(event.target.value)} />
      </div>
      <p className="x dim">An empty day takes the due day off. What is still open after it is shown as overdue.</p>
    </Form>
  );
}

export function CommentForm({ pending, typed: comment, onTyped, onBack, onSend }: TypedProps) {
  const [asked, setAsked] = useState(false);
  const submit = (): void => {
    setAsked(true);
    if (comment.trim() !== '') onSend({ comment: comment.trim() });
  };
  return (
    <Form onSubmit={submit} onBack={onBack} pending={pending} verb="Comment">
      <Text
        label="Comment"
        value={comment}
        onChange={onTyped}
        onSubmit={submit}
        placeholder="No names and no numbers of patients: the log is kept."
        problem={asked && comment.trim() === '' ? 'An empty comment says nothing.' : null}
      />
    </Form>
  );
}

type Key = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'repeat' | 'preventDefault'> & { nativeEvent: { isComposing: boolean } };

/** Enter sends, and Shift Enter begins a line. A key that is still held from the step before sends nothing: nobody has read what it would send. */
export function enterSends(event: Key, onSubmit: () => void): void {
  if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
  event.preventDefault();
  if (!event.repeat) onSubmit();
}

/** The same of a button, which a held Enter would press again and again. */
export function pressedOnce(event: Pick<Key, 'key' | 'repeat' | 'preventDefault'>): void {
  if (event.key === 'Enter' && event.repeat) event.preventDefault();
}

type TextProps = { label: string; value: string; placeholder: string; proposed?: boolean; problem: string | null; onChange: (text: string) => void; onSubmit: () => void };

function Text({ label, value, placeholder, proposed = false, problem, onChange, onSubmit }: TextProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  // What is proposed is taken by sending it and gives way to what is typed; her own words are gone on with at their end.
  useEffect(() => {
    const end = area.current?.value.length ?? 0;
    area.current?.setSelectionRange(proposed ? 0 : end, end);
    // Only at the start: afterwards the place is hers.
  }, []);
  return (
    <div className="field">
      <label htmlFor="triage-text">{label}</label>
      <textarea
        ref={area}
        id="triage-text"
        data-first
        className={`input ${styles['text']}`}
        rows={4}
        maxLength={REASON_MAX}
        value={value}
        placeholder={placeholder}
        aria-invalid={problem !== null}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => enterSends(event, onSubmit)}
      />
      {problem !== null && (
        <p className="x safety" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}

type FormProps = { verb: string; pending: boolean; ready?: boolean; onSubmit: () => void; onBack: () => void; children: ReactNode };

function Form({ verb, pending, ready = true, onSubmit, onBack, children }: FormProps) {
  const submit = (event: FormEvent | KeyboardEvent): void => {
    event.preventDefault();
    if (!pending && ready) onSubmit();
  };
  return (
    <form
      className={styles['form']}
      onSubmit={submit}
      onKeyDown={(event) => {
        // Of a day or a choice as well; a text sends for itself.
        const sends = event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.repeat && !event.defaultPrevented;
        if (sends) submit(event);
      }}
    >
      {children}
      <div className={styles['buttons']}>
        <button type="button" className="button" onClick={onBack}>
          Back
        </button>
        <button type="submit" className="button primary" disabled={pending || !ready} onKeyDown={pressedOnce}>
          {pending ? 'Sending' : verb} <Kbd keys="Enter" />
        </button>
      </div>
    </form>
  );
}
