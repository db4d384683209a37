// Evidence as a waterfall: a bar a step, each starting where the one before ended, with sign, points and words. What a
// step could have given and did not is outlined behind it. Colour never speaks alone: sign, stance and words say the same.
import type { EvidenceStep } from '../contract/contract';
import { count } from './formats';
import { barsOf, pointsOf, reach, saidOf } from './waterfallBars';
import styles from './Waterfall.module.css';

const GLYPHS: Record<string, string> = { for: '+', against: '−', silent: '·' };

interface Props {
  readonly steps: readonly EvidenceStep[];
  readonly score: number;
  /** The furthest point of the plot; of these steps alone when not given. */
  readonly scale?: number;
  readonly label: string;
}

export function Waterfall({ steps, score, scale, label }: Props) {
  const bars = barsOf(steps, scale ?? reach([steps]));
  const last = bars.at(-1);
  return (
    <table className={styles['waterfall']} aria-label={label}>
      <colgroup><col className={styles['name']} /><col /><col className={styles['points']} /></colgroup>
      <thead className="hidden-text">
        <tr><th scope="col">Evidence</th><th scope="col">For or against</th><th scope="col">Points</th></tr>
      </thead>
      <tbody>
        {steps.map((step, index) => {
          const bar = bars[index];
          const said = saidOf(step);
          return (
            <tr key={index} data-stance={step.stance} data-tie={step.most === 0 && step.points === 0 ? true : undefined}>
              <th scope="row"><span aria-hidden="true">{GLYPHS[step.stance] ?? '·'}</span>{step.what}<span className="hidden-text"> {step.stance}</span></th>
              <td>
                {bar && (
                  <div className={styles['track']} aria-hidden="true">
                    {bar.ghost > bar.to && <i className={styles['ghost']} style={{ left: `${bar.to * 100}%`, width: `${(bar.ghost - bar.to) * 100}%` }} />}
                    {bar.to > bar.from ? (
                      <i className={styles['bar']} style={{ left: `${bar.from * 100}%`, width: `${(bar.to - bar.from) * 100}%` }} />
                    ) : (
                      <i className={styles['tick']} style={{ left: `${bar.to * 100}%` }} />
                    )}
                  </div>
                )}
                <p title={said === '' ? step.words : `${step.words}: ${said}`}>{step.words}{said !== '' && <span>{said}</span>}</p>
              </td>
              <td className="num">{step.most === 0 && step.points === 0 ? <span className="dim">–</span> : pointsOf(step.points)}</td>
            </tr>
          );
        })}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">sum</th>
          <td><div className={styles['track']} aria-hidden="true"><i className={styles['sum']} style={{ left: 0, width: `${last && score > 0 ? levelShare(score, scale ?? reach([steps])) : 0}%` }} /></div></td>
          <td className="num b">{count(score)}</td>
        </tr>
      </tfoot>
    </table>
  );
}

function levelShare(score: number, scale: number): number {
  return Math.min(100, (score / Math.max(1, scale)) * 100);
}
