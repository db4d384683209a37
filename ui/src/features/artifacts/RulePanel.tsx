// One rule of the legacy system with what it names, signs of its use, its text as far as it may be shown, its class and the
// history of that; or several that are classed together.
import type { ReactNode } from 'react';
import { ErrorState } from '../../components/ErrorState';
import { Icon } from '../../components/Icon';
import { count, plural } from '../../components/formats';
import type { LegacyRule, LegacyRuleDetail } from '../../contract/contract';
import { useCommand } from '../../platform/call';
import { useMay } from '../../platform/useSession';
import styles from './corners.module.css';
import { FieldLink } from './FieldLink';
import { RulingHistory } from './RulingHistory';
import { RulingMark } from './RulingMark';
import { CLASSES_OF_RULES } from './rulings';

type Props = { rows: readonly LegacyRule[]; onClose: () => void; children: ReactNode };

export function RulePanel({ rows, onClose, children }: Props) {
  const [one] = rows;
  if (one === undefined) return null;
  const several = rows.length > 1;
  return (
    <aside className={styles['panel']} aria-label={several ? 'Several rules' : 'Rule'}>
      <header className={styles['head']}>
        <Icon name="code" className="mid" />
        <h2 className="cut" title={one.name}>{several ? `${plural(rows.length, 'rule')} together` : one.name}</h2>
        {!several && <span className="x mid">{one.kind}</span>}
        <button type="button" className={`button small quiet ${styles['end'] ?? ''}`} aria-label="Close the panel" onClick={onClose}>
          <Icon name="cross" size={12} />
        </button>
      </header>
      <div className={styles['body']}>
        {several ? <Several rows={rows} /> : <Where rule={one} />}
        {children}
        {!several && <More key={one.id} id={one.id} />}
      </div>
    </aside>
  );
}

function Several({ rows }: { rows: readonly LegacyRule[] }) {
  const kinds = [...new Set(rows.map((row) => row.kind))];
  return (
    <section>
      <ul className={styles['kinds']}>
        {kinds.map((kind) => (
          <li key={kind}>
            <span>{kind}</span>
            <span className="num">{count(rows.filter((row) => row.kind === kind).length)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Where({ rule }: { rule: LegacyRule }) {
  return (
    <section>
      <dl className={styles['facts']}>
        <dt>Where</dt>
        <dd><FieldLink artifact={rule.artifact} relation={rule.relation} field="" /></dd>
        <dt>Class</dt>
        <dd>
          <RulingMark rulings={CLASSES_OF_RULES} word={rule.state} />
          {rule.changed && <span className="x clinical">its text has changed since it was classed</span>}
        </dd>
      </dl>
    </section>
  );
}

function More({ id }: { id: string }) {
  const may = useMay('read_preview');
  const { data, error, refetch } = useCommand('legacy_rule', { id }, { enabled: may, keep: false });
  if (!may) return <section><p className="dim">Your role does not read the text of rules.</p></section>;
  if (data === undefined) return <section aria-busy={error === null}>{error !== null && <ErrorState error={error} retry={() => void refetch()} />}</section>;
  return <RuleMore detail={data} />;
}

export function RuleMore({ detail }: { detail: LegacyRuleDetail }) {
  return (
    <>
      <section>
        <div className={styles['heading']}><h3>Signs of use</h3></div>
        {detail.evidence.length === 0 ? (
          <p className="dim">The data says nothing of its use. Ask the people who worked with it.</p>
        ) : (
          <ul className={styles['reasons']}>
            {detail.evidence.map((sign) => (
              <li key={sign}><Icon name="info" size={11} className="dim" /><span>{sign}</span></li>
            ))}
          </ul>
        )}
      </section>
      {(detail.mentions.length > 0 || detail.absent.length > 0) && (
        <section>
          <div className={styles['heading']}><h3>Names</h3></div>
          <p className={styles['mentions']}>
            {detail.mentions.map((name) => <span key={name} className="tag mono">{name}</span>)}
            {detail.absent.map((name, index) => <span key={`absent ${index}`} className="tag clinical mono" title="named, and not delivered">{name}</span>)}
          </p>
          {detail.absent.length > 0 && <p className="x dim">Marked: named by the rule, and not delivered.</p>}
        </section>
      )}
      <section>
        <div className={styles['heading']}>
          <h3>Text</h3>
          {!detail.withheld && <span className={`x dim ${styles['push'] ?? ''}`} title="language, names of relations and fields, and allowed words only">{detail.shownBy}</span>}
        </div>
        {detail.withheld ? <p className="clinical">The text names somebody who is known here, and stays in the workspace.</p> : <pre className={styles['code']} tabIndex={0}>{detail.text.trim() === '' ? 'It has no text.' : detail.text}</pre>}
      </section>
      <RulingHistory rulings={CLASSES_OF_RULES} history={detail.history} />
    </>
  );
}
