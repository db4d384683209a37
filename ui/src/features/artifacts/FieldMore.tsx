// Everything that is known of one field: what a dictionary says, its form, its spread, the code systems it passes for, what
// is odd, who reads it. Hidden values stay hidden; the reason stands in their place.
import { Link } from '@tanstack/react-router';
import { Icon } from '../../components/Icon';
import { count, plural } from '../../components/formats';
import type { FieldView } from '../../contract/contract';
import { boxPlot } from './boxPlot';
import styles from './detail.module.css';
import { anomalyWords } from '../../components/anomalyWords';
import { RuleLinks } from './RuleLinks';
import { SystemsList } from './SystemsList';
import { doubtOf, lengthsOf, patientsOfValue, rangeOf, valueOf } from './words';

type Props = { field: FieldView; artifact: string; relation: string };

export function FieldMore({ field, artifact, relation }: Props) {
  const range = rangeOf(field);
  const doubt = doubtOf(field);
  const lengths = lengthsOf(field);
  return (
    <dl className={styles['fieldMore']}>
      {field.description !== '' && (
        <>
          <dt>Dictionary</dt>
          <dd>{field.description}</dd>
        </>
      )}
      {field.meanings > 0 && (
        <>
          <dt>Values</dt>
          <dd className="mid">{plural(field.meanings, 'value')} with a meaning in the dictionary</dd>
        </>
      )}
      {field.anomalies.length > 0 && (
        <>
          <dt>Anomalies</dt>
          <dd className={styles['tags']}>
            {[...new Set(field.anomalies)].map((code) => (
              <Link
                key={code}
                to={'/artifacts' as string}
                search={{ view: 'anomalies', of: artifact, kinds: [code], text: field.name } as never}
                className="tag clinical"
                title={`Open in Anomalies: ${relation}.${field.name}`}
              >
                <Icon name="warn" size={11} />
                {anomalyWords(code)}
              </Link>
            ))}
          </dd>
        </>
      )}
      <dt>Type</dt>
      <dd>
        {field.kind}
        {doubt !== '' && <span className="clinical"> in {doubt} of the filled rows</span>}
        {lengths !== '' && <span className="mid">, {lengths}</span>}
      </dd>
      <dt>Profiled from</dt>
      <dd>
        {field.exact ? 'all rows' : 'a sample of the rows'}
        {field.distinct !== null && <span className="mid">; {plural(field.distinct, 'distinct value')}</span>}
        {field.nullLike !== 0 && <span className="mid">; {field.nullLike === null ? 'some' : count(field.nullLike)} rows with a text that usually means empty</span>}
      </dd>
      <dt>Identifying</dt>
      <dd>
        {field.phiClass === 'none' ? 'no identifier found' : field.phiClass}
        {field.hidden !== null && `; values are hidden (${field.hidden})`}
      </dd>
      {field.systems.length > 0 && (
        <>
          <dt>Looks like</dt>
          <SystemsList systems={field.systems} />
        </>
      )}
      {field.quartiles.length === 5 ? (
        <>
          <dt>Spread</dt>
          <dd>
            <BoxPlot quartiles={field.quartiles} />
            {range !== '' && <span className="dim x">all values from {range}</span>}
          </dd>
        </>
      ) : (
        range !== '' && (
          <>
            <dt>Range</dt>
            <dd>{range}</dd>
          </>
        )
      )}
      {field.patterns.length > 0 && (
        <>
          <dt>Patterns</dt>
          <dd className={styles['patterns']}>
            {field.patterns.map((pattern) => (
              <code key={pattern} className="mono">
                {pattern}
              </code>
            ))}
          </dd>
        </>
      )}
      {field.top.length > 0 && (
        <>
          <dt>Top values</dt>
          <dd>
            {field.top.map((top) => (
              <div key={top.value} className={styles['topValue']} data-meanings={field.meanings > 0 || undefined}>
                <span className="mono cut">{top.value === '' ? 'empty' : top.value}</span>
                {field.meanings > 0 && (
                  <span className={`cut ${top.meaning === '' ? 'dim' : ''}`} title={top.meaning === '' ? 'The dictionary of the delivery does not list this value' : top.meaning}>
                    {top.meaning === '' ? 'not listed' : top.meaning}
                  </span>
                )}
                <span className="num">{plural(top.rows, 'row')}</span>
                <span className="num">{patientsOfValue(top.patients)}</span>
              </div>
            ))}
          </dd>
        </>
      )}
      <dt>Used by</dt>
      <dd>
        {field.usedBy.length > 0 ? <RuleLinks rules={field.usedBy} /> : field.decision === 'dropped' ? 'no rule; dropped with a reason' : 'no rule yet'}
      </dd>
    </dl>
  );
}

const WIDTH = 240;
const NAMES = ['5 %', '25 %', 'median', '75 %', '95 %'];

function BoxPlot({ quartiles }: { quartiles: readonly number[] }) {
  const plot = boxPlot(quartiles, WIDTH - 2);
  if (plot === null) return null;
  const { whiskers, box, middle } = plot;
  return (
    <div className={styles['boxPlot']}>
      <svg viewBox={`0 0 ${WIDTH} 18`} width={WIDTH} height={18} role="img" aria-label={quartiles.map((value, index) => `${NAMES[index]} ${valueOf(value)}`).join(', ')}>
        <g transform="translate(1 0)">
          <path d={`M${whiskers[0]} 9H${box[0]}M${box[1]} 9H${whiskers[1]}M${whiskers[0]} 5v8M${whiskers[1]} 5v8`} />
          <rect x={box[0]} y={3} width={Math.max(1, box[1] - box[0])} height={12} />
          <path className={styles['median']} d={`M${middle} 2v14`} />
        </g>
      </svg>
      <div className={styles['five']} aria-hidden="true">
        {quartiles.map((value, index) => (
          <span key={index}>
            <b>{valueOf(value)}</b>
            <span>{NAMES[index]}</span>
          </span>
        ))}
      </div>
    </div>
  );
}
