// Somebody saved this rule first: theirs and mine side by side, part by part, and the three ways on. Nothing is lost
// whichever is chosen: what was not taken stays one undo away, and theirs stays in the history.
import { Icon } from '../../../components/Icon';
import { diffLines } from '../model/diff';
import type { Part } from '../model/draft';
import styles from './inspector.module.css';
import type { Conflict, RuleWork } from './useRuleWork';

const words: Record<Part['state'], { text: string; tone: string }> = {
  theirs: { text: 'only theirs changed', tone: 'dim' },
  mine: { text: 'only mine changed', tone: 'dim' },
  both: { text: 'both changed', tone: 'safety' },
};

function Text({ base, text }: { base: string; text: string }) {
  if (text === '') return <span className="dim x">none</span>;
  return (
    <pre className={styles['diff']}>
      {diffLines(base, text).filter((line) => line.kind !== 'removed').map((line, index) => <span key={index} data-kind={line.kind}>{line.text || ' '}{'\n'}</span>)}
    </pre>
  );
}

export function ConflictPanel({ conflict, settle }: { conflict: Conflict; settle: RuleWork['settle'] }) {
  const { merge, version, author } = conflict;
  return (
    <section className={styles['conflict']} role="alertdialog" aria-label="Somebody saved first" aria-modal="false">
      <div className={styles['heading']}>
        <Icon name="warn" size={13} className="clinical" />
        <h3>{author === null ? `v${version}` : `${author} saved v${version}`} while you were editing this rule</h3>
      </div>
      <p className="x mid">Your edits are kept. {merge.overlap ? 'Where both of you changed the same part, yours stands in the merged text.' : 'You changed different parts; merging keeps both.'}</p>
      <div className={styles['tableFrame']}>
        <table className={styles['table']}>
          <thead><tr><th>Part</th><th>Theirs, v{version}</th><th>Mine</th></tr></thead>
          <tbody>
            {merge.parts.map((part) => (
              <tr key={part.name}>
                <td>{part.name}<br /><span className={`x ${words[part.state].tone}`}>{words[part.state].text}</span></td>
                <td><Text base={part.base} text={part.theirs} /></td>
                <td><Text base={part.base} text={part.mine} /></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className={styles['choices']}>
        <button type="button" className="button small primary" onClick={() => settle('merged')}>Merge both on v{version}</button>
        <button type="button" className="button small" onClick={() => settle('mine')} title="What only they changed is taken back">Keep only mine on v{version}</button>
        <button type="button" className="button small" onClick={() => settle('theirs')}>Take only theirs</button>
        <span className="dim x">Nothing is saved yet; undo brings yours back.</span>
      </div>
    </section>
  );
}
