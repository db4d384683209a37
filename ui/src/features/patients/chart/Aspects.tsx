/**
 * Both statements aspect by aspect with how each value came to be, and where they stand: for a finding and for any statement.
 * What must stay true: an absent value is called absent, and a side without a statement says so.
 */
import { withheldWords } from '../../../components/withheld';
import type { AspectRow } from '../../../contract/contract';
import styles from './panel.module.css';

export function Locators({ mark, side, locators, none }: { mark: string; side: string; locators: readonly string[]; none: string }) {
  if (locators.length === 0) return <div><i className={side}>{mark}</i><span className="dim">{none}</span></div>;
  return locators.map((locator) => <div key={locator}><i className={side}>{mark}</i><span>{locator}</span></div>);
}

export function Aspects({ aspects, severity }: { aspects: readonly AspectRow[]; severity: string }) {
  const filled = aspects.filter((row) => row.differs || row.legacy !== '' || row.destination !== '');
  // Where a whole statement is missing every aspect differs: a tint on all of them would say nothing.
  const whole = filled.every((row) => row.differs);
  // A side without a statement needs no more than its word.
  const alone = filled.every((row) => row.destination === '') ? 'legacy' : filled.every((row) => row.legacy === '') ? 'destination' : undefined;
  return (
    <table className={styles['aspects']} data-alone={alone}>
      <thead>
        <tr><th scope="col"><span className="hidden-text">Aspect</span></th><th scope="col" className="legacy">Legacy</th><th scope="col" className="destination">Destination</th></tr>
      </thead>
      <tbody>
        {filled.map((row) => (
          <tr key={row.aspect} data-differs={row.differs && !whole ? severity : undefined}>
            <th scope="row">{row.aspect}{row.differs && <span className="hidden-text"> differs</span>}</th>
            <Value value={row.legacy} how={row.legacyHow} loud={false} />
            <Value value={row.destination} how={row.destinationHow} loud={row.differs} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Value({ value, how, loud }: { value: string; how: string; loud: boolean }) {
  const plain = how === '' || how === 'copied' || how === 'absent';
  const { text, withheld } = withheldWords(value);
  return (
    <td title={withheld ? 'Free text stays in the workspace' : undefined}>
      <span className={value === '' || withheld ? styles['absent'] : loud ? styles['loud'] : undefined}>{value === '' ? 'absent' : text}</span>
      {!plain && value !== '' && <span className={how === 'defaulted' ? styles['defaulted'] : styles['how']}>{how}</span>}
    </td>
  );
}
