// One finding down to both locators: what happened, both statements, where each came from, the rule between them, the
// verdict step by step, the cause. It answers "how do you know?" without leaving the screen. Everything shown is
// de-identified by the workspace; locators are structure.
import { useState } from 'react';
import { labelTitle } from '../../components/bareCode';
import { causeSaid } from '../../components/causeSaid';
import { ErrorState } from '../../components/ErrorState';
import { Explained } from '../../components/Explained';
import { Icon } from '../../components/Icon';
import { Kbd } from '../../components/Kbd';
import { NoteQuote, noteFacts } from '../../components/NoteQuote';
import { Proposed } from '../../components/Proposed';
import { TieLine } from '../../components/Tie';
import { Verdict } from '../../components/Verdict';
import { plural } from '../../components/formats';
import { useReveal } from '../../components/useReveal';
import type { FindingDetail } from '../../contract/contract';
import { useCommand } from '../../platform/call';
import { AspectTable } from './AspectTable';
import { DeclareButton } from './equivalences/DeclareButton';
import { Expression } from './Expression';
import styles from './findings.module.css';
import { ChartLink, RuleLink } from './Links';
import { TriageBar } from '../../components/triage/TriageBar';
import { TriageHistory } from '../../components/triage/TriageHistory';
import { suggestionOf } from '../../components/triage/triage';
import { locatorText, ruleId, whatHappened } from './words';

export interface PanelProps {
  id: string;
  onClose: () => void;
  onCause: (cause: string) => void;
  may: boolean;
  onTriage: (detail: FindingDetail, chosen: boolean) => void;
  /** Whether the evidence is open, and opens or closes it (key E). */
  explained?: boolean;
  onExplain?: () => void;
}

export function FindingPanel({ id, ...rest }: PanelProps) {
  const finding = useCommand('finding', { id }, { keep: true });
  return (
    <aside className={styles['panel']} aria-label="Finding" aria-busy={finding.isFetching}>
      {finding.isError ? (
        <ErrorState error={finding.error} retry={() => void finding.refetch()} why="The last comparison does not have this finding: it closed because it was not found again, or the link is of another workspace. The list holds what is open now." back={rest.onClose && <button type="button" className="button" onClick={rest.onClose}>Close</button>} />
      ) : finding.data ? (
        <FindingView detail={finding.data} {...rest} />
      ) : (
        <div className={styles['waiting']} aria-label="Loading the finding" />
      )}
    </aside>
  );
}

export function FindingView({ detail, onClose, onCause, may, onTriage, explained = false, onExplain }: { detail: FindingDetail } & Omit<PanelProps, 'id'>) {
  const { row } = detail;
  const why = useReveal<HTMLElement>(explained);
  return (
    <>
      <header className={styles['panelHead']}>
        <Verdict name={row.verdict} severity={row.severity} size={18} />
        <div className={styles['panelTitle']}>
          <h2 className="cut" title={labelTitle(row.label)}>
            {row.label}
          </h2>
          <p className="x mid">
            {row.severity}, {whatHappened(row)}, {row.kind}
          </p>
        </div>
        <ChartLink patient={row.patient} finding={row.id} className="button small">
          Open chart <Kbd keys="C" />
        </ChartLink>
        <button type="button" className="button small quiet" aria-label="Close the panel" onClick={onClose}>
          <Icon name="cross" size={12} />
        </button>
      </header>
      <div className={styles['panelBody']}>
        <section aria-label="Triage">
          <TriageBar state={row.triage} of="finding" subject={row.triage.inherited ? row.cause : row.id} may={may} suggested={suggestionOf(detail.cause, { causes: [], findings: [row] })?.act} onTriage={(chosen) => onTriage(detail, chosen)} />
        </section>
        <section>
          <header>
            <h3>Both statements</h3>
            <span className="x dim">patient {row.patient}</span>
          </header>
          <AspectTable aspects={detail.aspects} severity={detail.row.severity} />
          <TieLine tie={detail.tie} />
          <DeclareButton finding={row.id} label={row.label} of={row} shortcut />
        </section>
        <section>
          <header>
            <h3>Where it comes from</h3>
            <CopyButton text={locatorText(detail)} label="Copy all" />
          </header>
          <Locators side="legacy" locators={detail.legacyLocators} none="The legacy side has no such statement." />
          <div className={styles['between']}>
            <Icon name="down" size={12} />
            {detail.rule === null ? (
              'no rule lies between'
            ) : (
              <>
                rule{' '}
                <RuleLink rule={ruleId(detail.rule)}>
                  <span className="mono">{detail.rule}</span>
                </RuleLink>{' '}
                <Kbd keys="M" />
              </>
            )}
          </div>
          {detail.expression !== null && <Expression expression={detail.expression} />}
          <Locators side="destination" locators={detail.destinationLocators} none="The destination side has no such statement." />
        </section>
        {detail.note && (
          <section>
            <header>
              <h3>The note agrees with legacy</h3>
              <span className="x dim">{noteFacts(detail.note)}</span>
            </header>
            <NoteQuote note={detail.note} />
          </section>
        )}
        <section ref={why}>
          <header>
            <h3>Why this verdict</h3>
          </header>
          <ol className={styles['steps']}>
            {detail.explanation.map((step, index) => (
              <li key={index}>{step}</li>
            ))}
          </ol>
          {onExplain !== undefined && (
            <button type="button" className={styles['explain']} aria-expanded={explained} onClick={onExplain}>
              <Icon name={explained ? 'up' : 'down'} size={10} /> {explained ? 'Hide the evidence' : 'Show the evidence, the rivals and the tolerances'} <Kbd keys="E" />
            </button>
          )}
          {explained && <Explained id={row.id} />}
        </section>
        <section>
          <header>
            <h3>Cause</h3>
            <span className="x dim">{detail.cause.class}</span>
          </header>
          <p>
            <button type="button" className={styles['enter']} onClick={() => onCause(detail.cause.id)}>
              {causeSaid(detail.cause.label).said}
            </button>
            <span className="mid">, {plural(detail.cause.statements, 'finding')}</span>
          </p>
          <Proposed cause={detail.cause} />
        </section>
        <section>
          <header>
            <h3>History</h3>
          </header>
          <TriageHistory id={row.id} of="finding" />
        </section>
      </div>
    </>
  );
}

function Locators({ side, locators, none }: { side: 'legacy' | 'destination'; locators: readonly string[]; none: string }) {
  return (
    <div className={`${styles['locators']} ${side === 'legacy' ? styles['fromLegacy'] : styles['fromDestination']}`}>
      <span className={`x b ${side}`}>{side === 'legacy' ? 'Legacy' : 'Destination'}</span>
      {locators.length === 0 && <p className="dim">{none}</p>}
      {locators.map((locator) => (
        <div key={locator} className={styles['locator']}>
          <code className="mono" title={locator}>
            {locator}
          </code>
          <CopyButton text={locator} label={`Copy ${locator}`} quiet />
        </div>
      ))}
    </div>
  );
}

function CopyButton({ text, label, quiet = false }: { text: string; label: string; quiet?: boolean }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  return (
    <button type="button" className={styles['copy']} aria-label={label} title={label} onClick={() => void copy().catch(() => setCopied(false))}>
      {copied ? <Icon name="check" size={12} /> : <CopyIcon />}
      {!quiet && <span>{copied ? 'Copied' : label}</span>}
      <span className="hidden-text" aria-live="polite">
        {copied ? 'copied' : ''}
      </span>
    </button>
  );
}

function CopyIcon() {
  return (
    <svg width="12" height="12" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" aria-hidden="true">
      <path d="M5.5 5.5h8v8h-8zM3 10.5H2.5v-8h8v.5" />
    </svg>
  );
}
