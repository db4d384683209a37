// The retention rule as a form: years by slider or by number, what makes a patient migrate whatever the years say, the day
// that is counted back from, and the reason without which nothing is saved. Roles that only read see it closed.
import { useId, useState, type FormEvent, type RefObject } from 'react';
import { Ago } from '../../components/Ago';
import { Icon } from '../../components/Icon';
import { Kbd } from '../../components/Kbd';
import { toast, toastError } from '../../components/toasts';
import type { RetentionRule, RetentionView } from '../../contract/contract';
import { useAct } from '../../platform/call';
import { useMay } from '../../platform/useSession';
import { dayOf, msOf } from './archive';
import styles from './archive.module.css';

type Years = 'yearsActive' | 'ageOfMajority' | 'yearsAfterMajority' | 'yearsDeceased';
type Keeps = 'openOrders' | 'openBalance' | 'appointments' | 'prescriptions' | 'allergies' | 'directives';

const YEARS: readonly { key: Years; label: string; unit: string; most: number }[] = [
  { key: 'yearsActive', label: 'Seen within', unit: 'years', most: 30 },
  { key: 'ageOfMajority', label: 'Minors until age', unit: '', most: 30 },
  { key: 'yearsAfterMajority', label: 'and after that', unit: 'years', most: 20 },
  { key: 'yearsDeceased', label: 'After death', unit: 'years', most: 30 },
];

/** Conditions, each by the word under which the workspace says that the book cannot answer it. */
const KEEPS: readonly { key: Keeps; label: string; asked: string; note?: string }[] = [
  { key: 'openOrders', label: 'an order is open', asked: 'open orders' },
  { key: 'openBalance', label: 'a balance is open', asked: 'open balance' },
  { key: 'appointments', label: 'an appointment lies ahead', asked: 'appointments' },
  { key: 'prescriptions', label: 'a prescription is active', asked: 'active prescriptions', note: 'old prescriptions were often never ended' },
  { key: 'directives', label: 'an advance directive is on file', asked: 'advance directives' },
  { key: 'allergies', label: 'an allergy is recorded', asked: 'allergies' },
];

type Props = {
  ref: RefObject<HTMLFormElement | null>;
  view: RetentionView;
  rule: RetentionRule;
  changed: boolean;
  onChange: (rule: RetentionRule) => void;
  onReset: () => void;
};

export function RetentionForm({ ref, view, rule, changed, onChange, onReset }: Props) {
  const may = useMay('edit_mapping');
  const set = (change: Partial<RetentionRule>): void => onChange({ ...rule, ...change });
  const unanswered = (asked: string): string | undefined => view.unanswered.find((one) => one.startsWith(`${asked}:`))?.slice(asked.length + 2);
  return (
    <aside className={styles['rule']} aria-label="Retention rule">
      <header className={styles['ruleHead']}>
        <h2>Who migrates</h2>
        <span className="x dim">{view.version === 0 ? 'the rule to start with' : `version ${view.version}`}</span>
      </header>
      <Save formRef={ref} view={view} rule={rule} changed={changed} may={may} onReset={onReset}>
        <fieldset disabled={!may}>
          {YEARS.map((one) => (
            <YearsInput key={one.key} label={one.label} unit={one.unit} most={one.most} value={rule[one.key]} saved={view.rule[one.key]} onChange={(years) => set({ [one.key]: years })} />
          ))}
        </fieldset>
        <fieldset disabled={!may}>
          <legend>Whatever the years say, when</legend>
          {KEEPS.map(({ key, label, asked, note }) => {
            const silent = unanswered(asked);
            return (
              <label key={key} className={styles['keep']} data-changed={rule[key] !== view.rule[key] || undefined}>
                <input type="checkbox" checked={rule[key]} onChange={(event) => set({ [key]: event.target.checked })} />
                <span>
                  {label}
                  {silent !== undefined ? (
                    <small className={rule[key] ? 'clinical' : 'dim'}>cannot be told: {silent}</small>
                  ) : (
                    note !== undefined && <small className="dim">{note}</small>
                  )}
                </span>
              </label>
            );
          })}
        </fieldset>
        <fieldset disabled={!may}>
          <label className={styles['cutOver']} data-changed={rule.cutOverMs !== view.rule.cutOverMs || undefined}>
            <span>Day of the cut-over</span>
            <input type="date" className="input" value={rule.cutOverMs === null ? '' : dayOf(rule.cutOverMs)} onChange={(event) => set({ cutOverMs: msOf(event.target.value) })} />
          </label>
          {rule.cutOverMs === null && <p className={styles['hint']}>Not set: years are counted back from the day of the last delivery.</p>}
        </fieldset>
      </Save>
    </aside>
  );
}

type YearsProps = { label: string; unit: string; most: number; value: number; saved: number; onChange: (years: number) => void };

function YearsInput({ label, unit, most, value, saved, onChange }: YearsProps) {
  const id = useId();
  const take = (text: string): void => {
    const years = Number.parseInt(text, 10);
    if (years >= 0 && years <= 150) onChange(years);
  };
  return (
    <div className={styles['years']} data-changed={value !== saved || undefined}>
      <label htmlFor={id}>{label}</label>
      <span>
        <input id={id} className="input num" type="number" min={0} max={150} value={value} onChange={(event) => take(event.target.value)} /> <span className="x dim">{unit}</span>
      </span>
      <input type="range" min={0} max={Math.max(most, value)} value={value} aria-label={`${label} ${unit}`} aria-valuetext={`${value} ${unit}`} onChange={(event) => take(event.target.value)} />
      {value !== saved && <small className="dim">was {saved}</small>}
    </div>
  );
}

type SaveProps = {
  formRef: RefObject<HTMLFormElement | null>;
  view: RetentionView;
  rule: RetentionRule;
  changed: boolean;
  may: boolean;
  onReset: () => void;
  children: React.ReactNode;
};

function Save({ formRef, view, rule, changed, may, onReset, children }: SaveProps) {
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState(false);
  const save = useAct('save_retention');
  const missing = asked && reason.trim() === '';
  // The rule to start with is nobody's: whoever takes it as it stands says so, and it becomes the first version.
  const first = view.version === 0;
  const worthSaving = changed || first;
  const submit = (event?: FormEvent): void => {
    event?.preventDefault();
    if (!worthSaving || save.isPending) return;
    if (reason.trim() === '') {
      setAsked(true);
      formRef.current?.querySelector('textarea')?.focus();
      return;
    }
    save.mutate({ base: view.version, rule, reason: reason.trim() }, {
      onSuccess: (saved) => toast({ tone: 'good', title: `Retention rule version ${saved.version} is kept`, text: reason.trim() }),
      onError: toastError,
    });
  };
  return (
    <form ref={formRef} className={styles['form']} onSubmit={submit} aria-label="Retention rule">
      {children}
      {may ? (
        <div className={styles['save']}>
          <textarea
            className="input"
            rows={2}
            value={reason}
            placeholder="Why? The law, the policy or the contract that says so."
            aria-label="Reason"
            aria-invalid={missing}
            onChange={(event) => setReason(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event);
            }}
          />
          {missing && <p className="x safety" role="alert">A rule needs a reason.</p>}
          <div className={styles['buttons']}>
            <button type="submit" className="button primary" disabled={!worthSaving || save.isPending}>
              {save.isPending ? 'Saving' : first && !changed ? 'Save it as it stands' : 'Save the rule'} <Kbd keys="Mod" /><Kbd keys="Enter" />
            </button>
            {changed && <button type="button" className="button quiet" onClick={onReset}>Undo</button>}
          </div>
        </div>
      ) : (
        <p className={styles['hint']}>Your role reads the rule; analysts and informaticists change it.</p>
      )}
      <History view={view} />
    </form>
  );
}

function History({ view }: { view: RetentionView }) {
  return (
    <div className={styles['history']}>
      <h3>History</h3>
      {view.history.length === 0 && <p className="x dim">Nobody has set a rule yet. The numbers above are a start and no advice.</p>}
      {view.history.map((one) => (
        <div key={one.version} className={styles['entry']}>
          <Icon name="history" size={11} className="dim" />
          <span><b>{one.author}</b> <span className="x dim">version {one.version}, <Ago atMs={one.atMs} /></span><br />{one.reason}</span>
        </div>
      ))}
    </div>
  );
}
