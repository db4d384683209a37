// Both statements of a finding, aspect by aspect. Rows that are judged different carry a mark, a heavier face and a tint;
// what is not there is called absent. `brief` keeps the differing rows and a few to recognise the statement by.
import { Icon } from '../../components/Icon';
import { withheldWords } from '../../components/withheld';
import { severityOf } from '../../components/Severity';
import type { AspectRow } from '../../contract/contract';
import styles from './findings.module.css';
import { howOf, valueOf } from './words';

const BRIEF = 6;

export function AspectTable({ aspects, severity, brief = false }: { aspects: readonly AspectRow[]; severity?: string; brief?: boolean }) {
  const given = aspects.filter((row) => row.differs || row.legacy !== '' || row.destination !== '');
  // A whole statement without a counterpart is one difference, not one a line.
  const alone = given.every((row) => row.destination === '') ? 'legacy' : given.every((row) => row.legacy === '') ? 'destination' : undefined;
  const filled = alone !== undefined ? given.map((row) => ({ ...row, differs: false })) : given;
  const rows = brief ? briefly(filled) : filled;
  return (
    <table className={styles['aspects']} data-alone={alone} data-severity={severity === undefined ? undefined : severityOf(severity)}>
      <thead>
        <tr>
          <th scope="col">
            <span className="hidden-text">Aspect</span>
          </th>
          <th scope="col" className="legacy">
            Legacy
          </th>
          <th scope="col" className="destination">
            Destination
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.aspect} className={row.differs ? styles['differs'] : undefined}>
            <th scope="row">
              {row.differs && <Icon name="findings" size={11} />} {row.aspect}
              {row.differs && <span className="hidden-text"> differs</span>}
            </th>
            <Value value={row.legacy} how={brief ? remarkable(row.legacyHow) : row.legacyHow} />
            <Value value={row.destination} how={brief ? remarkable(row.destinationHow) : row.destinationHow} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function briefly(rows: readonly AspectRow[]): AspectRow[] {
  const room = Math.max(0, BRIEF - rows.filter((row) => row.differs).length);
  const context = new Set(rows.filter((row) => !row.differs).slice(0, room));
  return rows.filter((row) => row.differs || context.has(row));
}

/** In brief only a value that no source asserted is worth its word. */
function remarkable(how: string): string {
  return how === 'defaulted' ? how : '';
}

function Value({ value, how }: { value: string; how: string }) {
  const { absent } = valueOf(value);
  const { text, withheld } = withheldWords(valueOf(value).text);
  const came = howOf(how);
  return (
    <td title={withheld ? 'Free text stays in the workspace' : text}>
      <span className={absent || withheld ? styles['absent'] : undefined}>{text}</span>
      {came !== '' && !absent && <span className={came === 'defaulted' ? styles['defaulted'] : styles['how']}> {came}</span>}
    </td>
  );
}
