// How rows hang on known patients: the share, and beside it the rows that name somebody whom no demographics describe. Nothing is shown as long as
// nobody has held the rows against the known.
import { percent, people } from '../../components/formats';

type Props = { hanging: number | null; orphans?: number | null };

export function Hanging({ hanging, orphans = 0 }: Props) {
  if (hanging === null) return null;
  return (
    <span className="mid x">
      {hangingWords(hanging)}
      {orphans !== 0 && (
        <span className="clinical" title="Rows that name a patient whom no demographics of the delivery describe">
          , {people(orphans)} {orphans === 1 ? 'names' : 'name'} one whom nobody knows
        </span>
      )}
    </span>
  );
}

/** "97.2 % of rows hang on a known patient". */
export function hangingWords(hanging: number): string {
  return hanging <= 0 ? 'no row hangs on a known patient' : `${percent(hanging)} of rows hang on a known patient`;
}
