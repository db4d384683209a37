// The strip on top: coverage both ways, both ledgers, and the state of the document with what can be done to it.
// All numbers are counts of the workspace; those of the last run say "not run" before the first.
import type { ReactNode } from 'react';
import { Icon } from '../../components/Icon';
import { count, plural, short } from '../../components/formats';
import type { MappingView } from '../../contract/contract';
import { filledPaths, isFilled } from './model/columns';
import type { Panel, Patch } from './model/search';
import styles from './strip.module.css';

type Props = {
  view: MappingView;
  unsaved: number;
  mayApprove: boolean;
  onSearch: (patch: Patch) => void;
  onApprove: () => void;
};

function Measure({ label, left, value, whole, share, tone }: { label: string; left: string; value: string; whole: string; share: readonly number[]; tone: 'legacy' | 'destination' }) {
  return (
    <div className={styles['measure']} data-wide={label === 'Resources' || undefined}>
      <span className={styles['label']}><span>{label}</span><span className="cut">{left}</span></span>
      <span className={styles['value']}>{value} <small>/ {whole}</small></span>
      <span className={styles['track']} aria-hidden="true">
        {share.map((part, index) => <i key={index} className={index === 0 ? styles[tone] : styles['second']} style={{ width: `${part * 100}%` }} />)}
      </span>
    </div>
  );
}

function Ledger({ label, pressed, onPress, children }: { label: string; pressed: boolean; onPress: () => void; children: ReactNode }) {
  return (
    <button type="button" className={styles['ledger']} aria-pressed={pressed} onClick={onPress}>
      <span className={styles['label']}>{label}</span>
      <span className={styles['value']}>{children}</span>
    </button>
  );
}

const part = (some: number, all: number): number => (all === 0 ? 0 : some / all);

export function CoverageStrip({ view, unsaved, mayApprove, onSearch, onApprove }: Props) {
  const space = view.negativeSpace;
  const read = new Set(view.rules.map((rule) => rule.relation));
  const rows = view.sources.reduce((sum, relation) => sum + relation.rows, 0);
  const readRows = view.sources.reduce((sum, relation) => sum + (read.has(relation.name) ? relation.rows : 0), 0);
  const paths = filledPaths(view);
  const needed = view.targets.flatMap((target) => target.elements.filter((element) => element.required || element.mustSupport).map((element) => isFilled(element, target.resource, paths)));
  const filled = needed.filter(Boolean).length;
  const made = view.targets.reduce((sum, target) => sum + (target.made ?? 0), 0);
  const held = view.targets.reduce((sum, target) => sum + (target.held ?? 0), 0);
  const invented = view.invented.reduce((sum, line) => sum + line.values, 0);
  const unexplained = view.invented.filter((line) => line.reason === null).length;
  const approved = view.approved === view.version;
  const open = (panel: Panel) => onSearch({ panel });
  return (
    <section className={styles['strip']} aria-label="Coverage both ways and ledgers">
      <div className={styles['who']}>
        <h1 className="cut">{view.name} <span className="dim">v{view.version}</span></h1>
        <p className="cut">
          {approved ? <span className="good"><Icon name="check" size={11} /> approved</span> : <span className="clinical"><Icon name="half" size={11} /> {view.approved === 0 ? 'not approved' : `not approved, v${view.approved} is`}</span>}
          <span className="dim">{unsaved > 0 ? `, ${count(unsaved)} unsaved` : view.run === 0 ? ', not migrated yet' : `, migration ${view.run}`}</span>
        </p>
      </div>
      <div className={styles['side']}>
        <div className={styles['caption']}><b className="legacy">Legacy</b><span className="dim">is it read?</span></div>
        <Measure label="Fields" left={`${count(space.undecided)} left`} value={count(space.mapped + space.dropped)} whole={`${count(space.fields)} decided`} share={[part(space.mapped, space.fields), part(space.dropped, space.fields)]} tone="legacy" />
        <Measure label="Rows" left={`${short(rows - readRows)} left`} value={short(readRows)} whole={short(rows)} share={[part(readRows, rows)]} tone="legacy" />
      </div>
      <div className={styles['side']}>
        <div className={styles['caption']}><b className="destination">FHIR R4</b><span className="dim">is it filled?</span></div>
        <Measure label="Elements" left={`${count(needed.length - filled)} left`} value={count(filled)} whole={`${count(needed.length)} needed`} share={[part(filled, needed.length)]} tone="destination" />
        {view.run === 0
          ? <Measure label="Resources" left="" value="not run" whole="–" share={[0]} tone="destination" />
          : <Measure label="Resources" left={`${count(held)} held`} value={short(made)} whole={short(made + held)} share={[part(made, made + held)]} tone="destination" />}
      </div>
      <Ledger label="Negative space" pressed={false} onPress={() => onSearch({ decisions: ['undecided'] })}>
        {space.undecided > 0 ? <span className="clinical">{count(space.undecided)} undecided</span> : <span className="good">all decided</span>}
      </Ledger>
      <Ledger label="Invented values" pressed={false} onPress={() => onSearch({ rules: ['defaulted'], resource: undefined })}>
        {view.invented.length === 0 ? <span className="good">none</span> : <><span className="clinical">{short(invented)}</span> <small>{unexplained > 0 ? `${count(unexplained)} of ${plural(view.invented.length, 'rule')} unexplained` : plural(view.invented.length, 'rule')}</small></>}
      </Ledger>
      <div className={styles['actions']}>
        {view.problems.length > 0 && (
          <button type="button" className={`button small ${styles['problems']}`} onClick={() => open('problems')} title="What keeps the document from running"><Icon name="warn" size={12} />{plural(view.problems.length, 'problem')}</button>
        )}
        <button type="button" className="button small" onClick={() => open('document')} aria-label="Document" title="The whole document as text"><Icon name="document" size={13} /><span className={styles['word']}>Document</span></button>
        <button type="button" className="button small" onClick={() => open('history')} aria-label="History" title="Every version, with restore"><Icon name="history" size={13} /><span className={styles['word']}>History</span></button>
        {mayApprove && !approved && <button type="button" className="button small" onClick={onApprove}><Icon name="shield" size={13} />Approve v{view.version}</button>}
      </div>
    </section>
  );
}
