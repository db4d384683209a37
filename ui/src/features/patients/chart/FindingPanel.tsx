/**
 * The finding beside the chart: what happened, the note that speaks to it, both statements aspect by aspect, the cause and how far
 * it reaches, why this verdict, and the locators of both sides with the rule between them.
 * It is decided here, at its foot, with both charts in sight.
 * What must stay true: a number of patients under 11 stays hidden.
 */
import { Link } from '@tanstack/react-router';
import type { Ref } from 'react';
import { causeSaid } from '../../../components/causeSaid';
import { ErrorState } from '../../../components/ErrorState';
import { Explained } from '../../../components/Explained';
import { Kbd } from '../../../components/Kbd';
import { NoteQuote, noteFacts } from '../../../components/NoteQuote';
import { Proposed } from '../../../components/Proposed';
import { Skeleton } from '../../../components/Skeleton';
import { TieLine } from '../../../components/Tie';
import { Verdict } from '../../../components/Verdict';
import { count, people } from '../../../components/formats';
import { TriageBar } from '../../../components/triage/TriageBar';
import { suggestionOf } from '../../../components/triage/triage';
import { useReveal } from '../../../components/useReveal';
import type { FindingDetail, NoteQuote as NoteQuoteOf } from '../../../contract/contract';
import { useCommand } from '../../../platform/call';
import type { ChartFinding } from '../timeline/book';
import { headlineOf, ruleId, valuesOf } from '../words';
import { Aspects, Locators } from './Aspects';
import { WholeNote } from './WholeNote';
import styles from './panel.module.css';

interface Props {
  readonly finding: ChartFinding;
  readonly place: number;
  readonly total: number;
  readonly explained: boolean;
  /** The note is shown as a whole, not its sentence alone. */
  readonly whole: boolean;
  readonly locators: Ref<HTMLElement>;
  readonly onExplain: () => void;
  readonly onWhole: () => void;
  /** May decide. */
  readonly may: boolean;
  /** Null while a chart is read for a sample: who reads it is not to know what others decided. */
  readonly onTriage: ((detail: FindingDetail, chosen: boolean) => void) | null;
}

/** What a note says to a finding: it always speaks against the destination. */
function noteWhose(note: NoteQuoteOf): string {
  return note.side === 'legacy' ? 'Note agrees with legacy' : 'The destination’s own note agrees with legacy';
}

export function FindingPanel({ finding, place, total, explained, whole, locators, onExplain, onWhole, may, onTriage }: Props) {
  const answer = useCommand('finding', { id: finding.id }, { keep: false });
  const detail = answer.data;
  return (
    <aside className={styles['panel']} aria-label="Finding" aria-busy={answer.isFetching}>
      <div className={styles['place']}>
        <b title="A statement with several findings is walked once, by its worst; every value that differs is marked below.">Statement {count(place + 1)} of {count(total)}</b> <Kbd keys="J" /> <Kbd keys="K" />
        <span className="tag">{finding.kind}</span>
      </div>
      <div className={styles['scroll']}>
        <section>
          <div className={styles['title']}>
            <Verdict name={finding.verdict} severity={finding.severity} size={20} />
            <div>
              <h2>{headlineOf(detail?.row ?? finding)}</h2>
              <p>{detail ? valuesOf(detail.row) : <Skeleton width={220} />}</p>
            </div>
          </div>
          <div className={styles['tags']}>
            <span className={`tag ${finding.severity}`}>{finding.severity}</span>
            <span className="tag">{finding.verdict}</span>
            {finding.aspect !== '' && <span className="tag">aspect: {finding.aspect}</span>}
          </div>
        </section>
        {answer.isError ? (
          <ErrorState error={answer.error} retry={() => void answer.refetch()} />
        ) : detail ? (
          <Detail detail={detail} finding={finding} explained={explained} whole={whole} locators={locators} onExplain={onExplain} onWhole={onWhole} />
        ) : (
          <Waiting />
        )}
      </div>
      {onTriage !== null && !answer.isError && (
        <footer className={styles['decide']} aria-label="Triage">
          {detail === undefined ? (
            <Skeleton width={120} />
          ) : (
            <TriageBar
              state={detail.row.triage}
              of="finding"
              subject={detail.row.triage.inherited ? detail.row.cause : detail.row.id}
              may={may}
              keys="V"
              suggested={suggestionOf(detail.cause, { causes: [], findings: [detail.row] })?.act}
              onTriage={(chosen) => onTriage(detail, chosen)}
            />
          )}
        </footer>
      )}
    </aside>
  );
}

function Waiting() {
  return (
    <section aria-hidden="true">
      {[80, 62, 70, 55, 66, 48].map((width) => <div key={width} className={styles['wait']}><Skeleton width={52} /><Skeleton width={`${width}%`} /></div>)}
    </section>
  );
}

function Detail({ detail, finding, explained, whole, locators, onExplain, onWhole }: Omit<Props, 'place' | 'total' | 'may' | 'onTriage'> & { detail: FindingDetail }) {
  const { cause, rule } = detail;
  const why = useReveal<HTMLElement>(explained);
  const quoted = useReveal<HTMLElement>(whole);
  const steps = explained ? detail.explanation : detail.explanation.slice(0, 3);
  const hidden = detail.explanation.length - steps.length;
  return (
    <>
      {detail.note && (
        <section ref={quoted}>
          <h3>{noteWhose(detail.note)} <span>{noteFacts(detail.note)}</span></h3>
          {whole && detail.note.statement !== '' ? <WholeNote patient={detail.row.patient} statement={detail.note.statement} finding={finding.id} /> : <NoteQuote note={detail.note} />}
          {detail.note.statement !== '' && <button type="button" className={styles['noteMore']} aria-expanded={whole} onClick={onWhole}>{whole ? 'The sentence alone' : 'The whole note'} <Kbd keys="W" /></button>}
        </section>
      )}
      <section>
        <Aspects aspects={detail.aspects} severity={finding.severity} />
        <TieLine tie={detail.tie} />
      </section>
      <section>
        <h3>Cause <span>{cause.class}</span></h3>
        <p className={styles['cause']}>
          {rule !== null && <><Link to={'/mapping' as string} search={{ rule: ruleId(rule) } as never} title="Open this rule in Mapping">Rule {rule}</Link>: </>}
          {causeSaid(cause.label).said}. <span className="mid">{cause.evidence}</span>
        </p>
        {detail.expression !== null && <pre className={styles['expression']}>{detail.expression}</pre>}
        <Proposed cause={cause} />
        <Link to={'/findings' as string} search={{ cause: cause.id } as never} className={styles['reach'] ?? ''} title="All findings of this cause">
          <span><b>{people(cause.patients)} patients</b>same cause</span>
          <span><b>{count(cause.statements)}</b>statements</span>
          <span><b className={cause.safety > 0 ? 'safety' : ''}>{count(cause.safety)}</b>safety</span>
        </Link>
      </section>
      <section ref={why}>
        <h3>Why {finding.verdict} <span><Kbd keys="E" /> {explained ? 'hide' : 'explain'}</span></h3>
        <ol className={styles['steps']}>{steps.map((step, at) => <li key={at}>{step}</li>)}</ol>
        <button type="button" className={styles['more']} aria-expanded={explained} onClick={onExplain}>
          {explained ? 'Hide the evidence' : `Show the evidence, the rivals and the tolerances${hidden > 0 ? `, ${hidden} more ${hidden === 1 ? 'step' : 'steps'}` : ''}`}
        </button>
        {explained && <Explained id={finding.id} />}
      </section>
      <section ref={locators} tabIndex={-1} className={styles['locators']} aria-label="Locators">
        <h3>Locators <span><Kbd keys="Enter" /></span></h3>
        <Locators mark="L" side="legacy" locators={detail.legacyLocators} none="no legacy source" />
        <div><i className="dim">→</i><span className="dim">{rule === null ? 'no rule lies between' : <Link to={'/mapping' as string} search={{ rule: ruleId(rule) } as never}>{rule}</Link>}</span></div>
        <Locators mark="D" side="destination" locators={detail.destinationLocators} none="not in the destination" />
      </section>
    </>
  );
}
