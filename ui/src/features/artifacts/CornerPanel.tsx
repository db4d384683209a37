// One corner with its evidence and its history, or several that are decided together, and the decision itself.
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Ago } from '../../components/Ago';
import { Icon } from '../../components/Icon';
import { Risk, risks } from '../../components/Risk';
import { count, plural } from '../../components/formats';
import type { Corner } from '../../contract/contract';
import styles from './corners.module.css';
import { FieldLink } from './FieldLink';
import { CornerMark } from './Marks';
import { PivotPanel } from './PivotPanel';

type Props = { corners: readonly Corner[]; onClose: () => void; onOnly: (artifact: string) => void; children: ReactNode };

export function CornerPanel({ corners, onClose, onOnly, children }: Props) {
  const [one] = corners;
  if (one === undefined) return null;
  const several = corners.length > 1;
  return (
    <aside className={styles['panel']} aria-label={several ? 'Several corners' : 'Corner'}>
      <header className={styles['head']}>
        {several ? (
          <h2>{plural(corners.length, 'corner')} together</h2>
        ) : (
          <>
            <Risk name={one.risk} size={14} />
            <h2 className="cut">{one.kind}</h2>
            <span className="x mid">{one.risk} risk</span>
          </>
        )}
        <button type="button" className={`button small quiet ${styles['end'] ?? ''}`} aria-label="Close the panel" onClick={onClose}>
          <Icon name="cross" size={12} />
        </button>
      </header>
      <div className={styles['body']}>
        {several ? <Several corners={corners} /> : <One corner={one} onOnly={onOnly} />}
        {children}
        {!several && one.kind === 'attributes as rows' && <PivotPanel relation={one.relation} />}
        {!several && <History corner={one} />}
      </div>
    </aside>
  );
}

function One({ corner, onOnly }: { corner: Corner; onOnly: (artifact: string) => void }) {
  const name = corner.artifactName;
  return (
    <>
      <section className={styles['lead']}>
        <p className={styles['words']}>{sentence(corner.words)}</p>
        {corner.contradiction !== '' && (
          <div className={styles['contrary']} role="note" aria-label="The decision is contradicted">
            <p>
              <b>
                <Icon name="warn" size={12} /> {corner.state === 'migrate' ? 'Decided to migrate' : corner.state === 'drop' ? 'Decided to be dropped' : 'Decided to stay in the archive'}, but
              </b>{' '}
              {corner.contradiction}.
            </p>
            <p>
              Neither is taken for right. Decide otherwise here, or change the mapping or the lens
              {corner.artifact !== '' && (
                <>
                  {': '}
                  <Link to={'/artifacts' as string} search={{ id: corner.artifact, part: 'uses' } as never}>
                    where it is used
                  </Link>
                </>
              )}
              .
            </p>
          </div>
        )}
      </section>
      <section>
        <dl className={styles['facts']}>
          <dt>Evidence</dt>
          <dd>{sentence(corner.evidence)}</dd>
          {corner.relation !== '' && (
            <>
              <dt>Where</dt>
              <dd>
                <FieldLink artifact={corner.artifact} relation={corner.relation} field={corner.field} />
              </dd>
            </>
          )}
          <dt>Artifact</dt>
          <dd>
            {corner.artifact === '' ? (
              <span className="mid">in several artifacts</span>
            ) : (
              <>
                <FieldLink artifact={corner.artifact} relation="" field="" name={name} />
                <button type="button" className={styles['only']} onClick={() => onOnly(corner.artifact)}>
                  only its corners
                </button>
              </>
            )}
          </dd>
          <dt>State</dt>
          <dd>
            <CornerMark state={corner.state} />
          </dd>
        </dl>
      </section>
    </>
  );
}

function Several({ corners }: { corners: readonly Corner[] }) {
  const kinds = [...new Set(corners.map((corner) => corner.kind))];
  const decided = corners.filter((corner) => corner.state !== 'open').length;
  return (
    <section>
      <div className={styles['risks']}>
        {risks.map((risk) => {
          const of = corners.filter((corner) => corner.risk === risk).length;
          return of === 0 ? null : (
            <span key={risk}>
              <Risk name={risk} /> <b>{count(of)}</b> {risk}
            </span>
          );
        })}
      </div>
      <ul className={styles['kinds']}>
        {kinds.map((kind) => (
          <li key={kind}>
            <span>{kind}</span>
            <span className="num">{count(corners.filter((corner) => corner.kind === kind).length)}</span>
          </li>
        ))}
      </ul>
      {decided > 0 && (
        <p className="x clinical">
          {count(decided)} of them {decided === 1 ? 'has' : 'have'} a decision already; a new one takes its place.
        </p>
      )}
    </section>
  );
}

function History({ corner }: { corner: Corner }) {
  return (
    <section>
      <div className={styles['heading']}>
        <h3>History</h3>
      </div>
      {corner.by === '' ? (
        <p className="x dim">Nobody has decided on it yet.</p>
      ) : (
        <div className={styles['entry']}>
          <CornerMark state={corner.state} />
          <b>{corner.by}</b>
          <span className="dim x"><Ago atMs={corner.atMs} /></span>
          <p>{corner.reason === '' ? 'taken back' : corner.reason}</p>
        </div>
      )}
    </section>
  );
}

/** The workspace's words begin small, as parts of sentences; here they stand alone. A name at the start keeps its letters. */
function sentence(words: string): string {
  const [first = ''] = words.split(' ');
  return /^[a-z]+$/.test(first) ? words.charAt(0).toUpperCase() + words.slice(1) : words;
}
