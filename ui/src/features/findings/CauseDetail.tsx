// What stands under a cause that was opened: why these are one cause, the rule, the legacy values behind it and an example
// pair. It reads one finding (the example) and nothing else; the cause itself came with the list.
import { Kbd } from '../../components/Kbd';
import { Proposed } from '../../components/Proposed';
import { count, people, plural } from '../../components/formats';
import type { CauseRow } from '../../contract/contract';
import { useCommand } from '../../platform/call';
import { AspectTable } from './AspectTable';
import { DeclareButton } from './equivalences/DeclareButton';
import { Expression } from './Expression';
import styles from './findings.module.css';
import { ChartLink, RuleLink } from './Links';
import { TriageBar } from '../../components/triage/TriageBar';
import { TriageHistory } from '../../components/triage/TriageHistory';
import { suggestionOf } from '../../components/triage/triage';
import { valueOf } from './words';

type Props = { cause: CauseRow; may: boolean; onTriage: (chosen: boolean) => void; onEnter: () => void; onFinding: (finding: string) => void };

export function CauseDetail({ cause, may, onTriage, onEnter, onFinding }: Props) {
  return (
    <div className={`${styles['expanded']} ${cause.clusters.length === 0 ? styles['unclustered'] : ''}`}>
      <section aria-label="Evidence">
        <header>
          <h3>Why these are one cause</h3>
          {cause.rule !== null && (
            <span className="x dim">
              rule <RuleLink rule={cause.rule} />
            </span>
          )}
        </header>
        <p>{cause.evidence}</p>
        {cause.expression !== null && <Expression expression={cause.expression} />}
        <Proposed cause={cause} />
        <button type="button" className={styles['enter']} onClick={onEnter}>
          Open {cause.statements === 1 ? 'the finding' : `the ${plural(cause.statements, 'finding')}`} <Kbd keys="Enter" />
        </button>
        {cause.clusters.length === 0 && <p className="x dim">No pair of values is shared by 11 patients, so none is listed here: the example and the findings show theirs.</p>}
      </section>
      {cause.clusters.length > 0 && (
        <section aria-label="Clusters">
          <Clusters cause={cause} />
        </section>
      )}
      <section aria-label="Example pair">{cause.example !== '' && <Example cause={cause} onFinding={onFinding} />}</section>
      <section className={styles['triage']} aria-label="Triage">
        <div>
          <TriageBar state={cause.triage} of="cause" subject={cause.id} may={may} suggested={suggestionOf(cause, { causes: [cause], findings: [] })?.act} onTriage={onTriage} />
          <DeclareButton finding={cause.example} label={cause.label} of={cause} />
        </div>
        <div>
          <h3>History</h3>
          <TriageHistory id={cause.id} of="cause" />
        </div>
      </section>
    </div>
  );
}

function Clusters({ cause }: { cause: CauseRow }) {
  return (
    <table className={styles['clusters']}>
      <thead>
        <tr>
          <th scope="col">
            Legacy <span className={styles['arrow']}>→</span> destination
          </th>
          <th scope="col" className="num">
            Patients
          </th>
          <th scope="col" className="num">
            Statements
          </th>
          <th scope="col" className="num">
            Safety
          </th>
        </tr>
      </thead>
      <tbody>
        {cause.clusters.map((cluster, index) => {
          const from = valueOf(cluster.value);
          const to = valueOf(cluster.destination);
          return (
            <tr key={index}>
              <td title={`${from.text} → ${to.text}`}>
                <span className={from.absent ? styles['absent'] : 'legacy'}>{from.text}</span>
                <span className={styles['arrow']}> → </span>
                <span className={to.absent ? styles['absent'] : 'destination'}>{to.text}</span>
              </td>
              <td className={cluster.patients === null ? 'num dim' : 'num'}>{people(cluster.patients)}</td>
              <td className="num">{count(cluster.statements)}</td>
              <td className={cluster.safety > 0 ? 'num safety b' : 'num dim'}>{count(cluster.safety)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Example({ cause, onFinding }: { cause: CauseRow; onFinding: (finding: string) => void }) {
  const example = useCommand('finding', { id: cause.example }, { keep: false });
  return (
    <>
      <header>
        <h3>Example pair</h3>
        {example.data && (
          <span className="x">
            <ChartLink patient={example.data.row.patient} finding={example.data.row.id}>
              patient {example.data.row.patient}
            </ChartLink>
          </span>
        )}
      </header>
      {example.isError ? (
        <p className="dim">{example.error.message}</p>
      ) : example.data ? (
        <>
          <p className={styles['exampleLabel']}>{example.data.row.label}</p>
          <AspectTable aspects={example.data.aspects} severity={example.data.row.severity} brief />
          <button type="button" className={styles['enter']} onClick={() => onFinding(cause.example)}>
            Down to both locators
          </button>
        </>
      ) : (
        <div className={styles['waiting']} aria-busy="true" aria-label="Loading the example" />
      )}
    </>
  );
}
