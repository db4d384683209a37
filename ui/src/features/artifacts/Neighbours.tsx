// The relations around one relation: those that refer to it on the left, it in the middle, those that it refers to on the
// right. A line that loses values is dashed and says so to assistive technology; what does not fit is counted, never cut
// off in silence.
import { percent } from '../../components/formats';
import type { Join } from '../../contract/contract';
import { joinedAround, type Neighbour } from './neighbourhood';
import styles from './corners.module.css';

const STEP = 26;

export function Neighbours({ centre, joins, shown, onText }: { centre: string; joins: readonly Join[]; shown: Join; onText: (text: string) => void }) {
  const { from, to, more } = joinedAround(centre, joins, shown);
  const height = Math.max(from.length, to.length, 1) * STEP;
  const middle = height / 2;
  const two = to.length > 0;
  return (
    <figure className={styles['graph']}>
      <div className={two ? styles['graphTwo'] : styles['graphOne']} style={{ height }}>
        <Side side={from} onText={onText} />
        <Lines side={from} height={height} to={middle} flip={false} />
        <div className={styles['centre']}>
          <span className="mono cut" title={centre}>
            {centre}
          </span>
        </div>
        {two && <Lines side={to} height={height} to={middle} flip />}
        {two && <Side side={to} onText={onText} />}
      </div>
      {more > 0 && <figcaption className="x dim">and {more} more relations; filter the list by the name to see all</figcaption>}
    </figure>
  );
}

function Side({ side, onText }: { side: readonly Neighbour[]; onText: (text: string) => void }) {
  return (
    <ul className={styles['side']}>
      {side.map((one) => (
        <li key={one.relation} data-shown={one.shown || undefined}>
          <button type="button" className="mono cut" title={`${one.relation}: ${percent(one.contained)} contained`} onClick={() => onText(one.relation)}>
            {one.relation}
          </button>
          {one.contained < 1 && <span className="num clinical">{percent(one.contained)}</span>}
        </li>
      ))}
    </ul>
  );
}

function Lines({ side, height, to, flip }: { side: readonly Neighbour[]; height: number; to: number; flip: boolean }) {
  const top = (height - side.length * STEP) / 2;
  return (
    <svg className={styles['lines']} width="30" height={height} viewBox={`0 0 30 ${height}`} preserveAspectRatio="none" aria-hidden="true">
      {side.map((one, index) => {
        const y = top + index * STEP + STEP / 2;
        const path = flip ? `M0 ${to}C15 ${to} 15 ${y} 30 ${y}` : `M0 ${y}C15 ${y} 15 ${to} 30 ${to}`;
        return <path key={one.relation} d={path} data-loses={one.contained < 1 || undefined} data-shown={one.shown || undefined} />;
      })}
    </svg>
  );
}
