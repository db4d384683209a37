// What a rule does: three classes on one bar, each reason with its patients and statements, who would move, and the years
// of last activity. With a changed rule everything shows what it would do, and how that differs.
import { useRef } from 'react';
import { Icon } from '../../components/Icon';
import { count, plural, signed } from '../../components/formats';
import type { RetentionEffect, RetentionMove, RetentionPreview } from '../../contract/contract';
import { CLASSES, WITHHELD, classLines, classWords, difference, heldBack, leastOf, told, totalOf, yearBars, type ClassLine, type ClassName } from './archive';
import styles from './archive.module.css';
import { useWidth } from './useWidth';

type Props = { now: RetentionEffect; preview: RetentionPreview | undefined; busy: boolean };

export function ArchiveEffect({ now, preview, busy }: Props) {
  const shown = preview?.effect ?? now;
  return (
    <div className={styles['effect']} data-busy={busy || undefined} aria-busy={busy}>
      <Whole effect={shown} before={preview === undefined ? undefined : now} />
      {preview !== undefined && <Moves moves={preview.moves} />}
      <Reasons lines={classLines(now, preview?.effect)} compared={preview !== undefined} />
      <Years effect={shown} />
    </div>
  );
}

function Whole({ effect, before }: { effect: RetentionEffect; before: RetentionEffect | undefined }) {
  return (
    <section aria-label="Patients by class">
      <div className={styles['classes']}>
        {CLASSES.map((name) => (
          <div key={name} className={styles['class']}>
            <span className={styles['classWord']}><Swatch name={name} /> {classWords(name)}</span>
            <b title={totalOf(effect, name) === null ? WITHHELD : undefined}>{told(totalOf(effect, name) ?? (leastOf(effect, name) === 0 ? null : leastOf(effect, name)))}{totalOf(effect, name) === null && leastOf(effect, name) > 0 && <i title={`and some more: ${WITHHELD}`}>+</i>}</b>
            {before !== undefined && <Change before={totalOf(before, name)} after={totalOf(effect, name)} />}
          </div>
        ))}
        <div className={styles['all']}>{plural(effect.patients, 'patient')}, {plural(effect.statements, 'statement')}</div>
      </div>
      <div className={styles['stack']} role="img" aria-label={CLASSES.map((name) => `${classWords(name)}: ${told(totalOf(effect, name))}`).join(', ')}>
        {CLASSES.map((name) => <i key={name} data-class={name} style={{ flexGrow: leastOf(effect, name) }} />)}
        <i title={`not told: ${WITHHELD}`} style={{ flexGrow: Math.max(0, effect.patients - CLASSES.reduce((sum, name) => sum + leastOf(effect, name), 0)) }} />
      </div>
      {heldBack(effect) !== null && <p className={styles['held']}><i className={styles['swatch']} data-class="held" aria-hidden="true" /> {heldBack(effect)}</p>}
    </section>
  );
}

function Swatch({ name }: { name: ClassName }) {
  return <i className={styles['swatch']} data-class={name} aria-hidden="true" />;
}

function Change({ before, after }: { before: number | null; after: number | null }) {
  if (before === null || after === null || before === after) return <span className="x dim">{before === after && before !== null ? 'as now' : ''}</span>;
  return <span className={styles['change']}>{signed(after - before)}</span>;
}

function Moves({ moves }: { moves: readonly RetentionMove[] }) {
  return (
    <section aria-label="Who would move">
      <h3>Who would move</h3>
      {moves.length === 0 ? (
        <p className="dim">Nobody: the rule is another one, its effect is the same.</p>
      ) : (
        <ul className={styles['moves']}>
          {moves.map((move) => (
            <li key={`${move.from} ${move.fromReason} ${move.to} ${move.toReason}`}>
              <b className="num" title={move.patients === null ? WITHHELD : undefined}>{told(move.patients)}</b>
              <span>
                <Swatch name={move.from as ClassName} /> {move.fromReason} <Icon name="arrow" size={11} className="dim" title="to" /> <Swatch name={move.to as ClassName} /> {classWords(move.to)}, {move.toReason}
              </span>
              <span className="num mid">{move.statements === null ? '–' : plural(move.statements, 'statement')}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Reasons({ lines, compared }: { lines: readonly ClassLine[]; compared: boolean }) {
  return (
    <section aria-label="By reason">
      <table className={styles['reasons']}>
        <thead>
          <tr><th scope="col">Class</th><th scope="col">Because</th><th scope="col" className="num">Patients</th>{compared && <th scope="col" className="num">Change</th>}<th scope="col" className="num">Statements</th></tr>
        </thead>
        <tbody>
          {lines.map((line, index) => {
            const by = difference(line);
            const held = line.then;
            return (
              <tr key={`${line.class} ${line.reason}`} data-first={lines[index - 1]?.class !== line.class || undefined}>
                <td>{lines[index - 1]?.class !== line.class && <><Swatch name={line.class as ClassName} /> {classWords(line.class)}</>}</td>
                <td>{line.reason}</td>
                <td className="num" title={held?.patients === null ? WITHHELD : undefined}>{held === undefined ? '0' : told(held.patients)}</td>
                {compared && <td className={`num ${by === 0 ? 'dim' : 'b'}`}>{by === null ? '–' : signed(by)}</td>}
                <td className="num mid">{held === undefined ? '0' : held.statements === null ? '–' : count(held.statements)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

const TALL = 96;

function Years({ effect }: { effect: RetentionEffect }) {
  const box = useRef<HTMLDivElement>(null);
  const width = Math.max(240, useWidth(box));
  const bars = yearBars(effect.years, width, TALL);
  const most = Math.max(0, ...bars.filter((bar) => !bar.withheld).map((bar) => bar.parts.reduce((sum, part) => sum + part.patients, 0)));
  const [first, last] = [effect.years[0]?.year, effect.years[effect.years.length - 1]?.year];
  return (
    <section aria-label="Patients by year of last activity">
      <h3>Patients by year of last activity</h3>
      <div ref={box}>
        {bars.length === 0 ? (
          <p className="dim">No activity has a date.</p>
        ) : (
          <svg className={styles['plot']} width={width} height={TALL + 16} viewBox={`0 0 ${width} ${TALL + 16}`} role="img" aria-label={`Last activity from ${first} to ${last}`}>
            <path d={`M0 ${TALL + 0.5}H${width}`} />
            {bars.map((bar) => (
              <g key={bar.year}>
                <title>{`${bar.year}: ${bar.parts.map((part) => `${count(part.patients)} ${classWords(part.class)}`).join(', ')}${bar.withheld ? `${bar.parts.length > 0 ? ', ' : ''}and a class that is not told` : ''}`}</title>
                <rect x={bar.x} y={0} width={bar.width} height={TALL} className={styles['hit']} />
                {bar.parts.map((part) => <rect key={part.class} data-class={part.class} x={bar.x} y={part.y} width={bar.width} height={part.height} />)}
                {bar.withheld && bar.parts.length === 0 && <rect className={styles['few']} x={bar.x} y={TALL - 2} width={bar.width} height={2} />}
              </g>
            ))}
            <text x={0} y={TALL + 13}>{first}</text>
            {last !== first && <text x={width} y={TALL + 13} textAnchor="end">{last}</text>}
          </svg>
        )}
      </div>
      {most > 0 && <p className="x dim">The tallest bar stands for {plural(most, 'patient')}.</p>}
      {effect.undated !== 0 && <p className="x dim">{effect.undated === null ? 'Some' : count(effect.undated)} patients without any dated activity are not in the plot.</p>}
    </section>
  );
}
