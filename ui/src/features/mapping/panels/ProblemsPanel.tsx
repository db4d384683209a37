// What keeps the document from running: every problem with its place. One that lies in a rule leads to that rule.
import { EmptyState } from '../../../components/EmptyState';
import { Icon } from '../../../components/Icon';
import { plural } from '../../../components/formats';
import type { MappingView } from '../../../contract/contract';
import { ruleAtLine } from '../model/place';
import { Dialog } from '../../../components/Dialog';
import styles from './panels.module.css';

export function ProblemsPanel({ view, onRule, onClose }: { view: MappingView; onRule: (id: string) => void; onClose: () => void }) {
  return (
    <Dialog shape="side" width={760} busy={false} label="Problems" title={<>Problems <span className="dim x">{plural(view.problems.length, 'problem')} in v{view.version}</span></>} onClose={onClose}>
      <div className={styles['scroll']} tabIndex={0} data-first>
        {view.problems.length === 0 && <EmptyState icon="check" title="The document checks">Every rule can run. Start a migration run from the overview.</EmptyState>}
        <ul className={styles['entries']}>
          {view.problems.map((problem, index) => {
            const rule = ruleAtLine(view.text, problem.line);
            const known = rule !== null && view.rules.some((row) => row.id === rule);
            return (
              <li key={index} className={styles['problem']}>
                <Icon name="warn" size={12} className="safety" />
                <span className="mono dim">{problem.line}:{problem.column}</span>
                <span>{problem.message}</span>
                {known && <button type="button" className="button small" onClick={() => onRule(rule)}>Open {rule}</button>}
              </li>
            );
          })}
        </ul>
      </div>
    </Dialog>
  );
}
