// The mapping screen before there is a mapping: what one can be begun from. A starter says how many of the relations that it
// reads this delivery has; a first rule begins a document of one's own. Neither is approved by being begun.
import { useState } from 'react';
import { isGiven } from '../../components/bookMaker';
import { EmptyState } from '../../components/EmptyState';
import { Icon } from '../../components/Icon';
import { Kbd } from '../../components/Kbd';
import { Skeleton } from '../../components/Skeleton';
import { count, plural } from '../../components/formats';
import { toast, toastError } from '../../components/toasts';
import { useTellKeys } from '../../components/keysShown';
import { useKeys } from '../../components/useKeys';
import type { MappingView, StarterRow } from '../../contract/contract';
import { useAct, useCommand } from '../../platform/call';
import styles from './begin.module.css';
import { AddRule } from './panels/AddRule';

export function BeginMapping({ view, mayEdit }: { view: MappingView; mayEdit: boolean }) {
  const [adding, setAdding] = useState(false);
  const overview = useCommand('overview', {}).data;
  const given = overview !== undefined && isGiven(overview);
  const delivered = view.sources.length > 0;
  const ready = mayEdit && delivered;
  useTellKeys(ready ? [['N', 'first rule']] : []);
  useKeys({ n: () => setAdding(ready) }, !adding);
  return (
    <div className={styles['begin']}>
      <h1 className="hidden-text">Mapping</h1>
      <div className={styles['sheet']}>
        <EmptyState icon="mapping" title={given ? 'The destination was given' : 'There is no mapping yet'}>
          {given ? 'It is compared as it came: nothing here waits for a mapping. Begin one only where you are to make the destination anew.' : (
            <>
              A mapping says how source fields become FHIR elements.{' '}
              {!delivered ? 'Ingest the legacy export first: a rule is checked against its fields.' : mayEdit ? 'Begin with what fits.' : 'An analyst or an informaticist begins it; this screen fills by itself.'}
            </>
          )}
        </EmptyState>
        {delivered && <Starters mayEdit={mayEdit} />}
        {ready && (
          <section className={styles['own']} aria-label="Begin with a rule of your own">
            <div>
              <h3>A document of your own</h3>
              <p className="x mid">Choose a relation, the resource that each of its rows becomes, and the first element. Every rule after it is added the same way.</p>
            </div>
            <button type="button" className="button" onClick={() => setAdding(true)}><Icon name="plus" size={11} />First rule<Kbd keys="N" /></button>
          </section>
        )}
        {mayEdit && <p className={styles['file']}>A document that is written already comes in on the workspace: <span className="mono">throughline mapping import FILE</span>.</p>}
      </div>
      {adding && <AddRule view={view} from={{}} onClose={() => setAdding(false)} onAdded={() => setAdding(false)} />}
    </div>
  );
}

function Starters({ mayEdit }: { mayEdit: boolean }) {
  const starters = useCommand('starters', {});
  const begin = useAct('begin_mapping');
  const from = ({ name }: StarterRow): void =>
    begin.mutate({ starter: name }, {
      onSuccess: (made) => toast({ tone: 'good', title: `Mapping begun: v${made.version}, from ${name}`, text: 'It runs as a draft until somebody else approves it.' }),
      onError: toastError,
    });
  // Without the list one can still begin with a rule.
  if (starters.isError) return <p className={styles['file']} role="alert">{starters.error.message}</p>;
  const rows = [...(starters.data?.rows ?? [])].sort((a, b) => share(b) - share(a));
  const best = rows.find((row) => share(row) > 0)?.name;
  return (
    <section aria-label="Starters" aria-busy={starters.data === undefined}>
      <h3>From a starter</h3>
      <ul className={styles['starters']}>
        {starters.data === undefined && [1, 2, 3].map((at) => <li key={at}><Skeleton width="60%" /></li>)}
        {rows.map((row) => (
          <li key={row.name} data-fits={share(row) > 0 || undefined}>
            <span><b className="mono">{row.name}</b><span className="x mid">{row.about}</span></span>
            <span className={`num x ${row.name === best ? 'good' : 'mid'}`}>{fit(row)}</span>
            {mayEdit && <button type="button" className={`button small${row.name === best ? ' primary' : ''}`} disabled={row.relations === 0 || begin.isPending} aria-label={`Begin from ${row.name}`} onClick={() => from(row)}>Begin</button>}
          </li>
        ))}
      </ul>
    </section>
  );
}

const share = (row: StarterRow): number => (row.relations === 0 ? -1 : row.found / row.relations);

const fit = (row: StarterRow): string => (row.relations === 0 ? 'no mapping' : `${count(row.found)} of ${plural(row.relations, 'relation')} delivered`);
