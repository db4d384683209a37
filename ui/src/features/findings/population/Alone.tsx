// Those of whom one book alone can tell what a question asks. The answer to the question does not count them: who may read charts is told
// how many the list holds that the link opens, few as "<11" like everywhere. Without anybody the line is left out.
import { Link } from '@tanstack/react-router';
import { people } from '../../../components/formats';
import { useCommand } from '../../../platform/call';
import type { Told } from './words';

/** Fewer patients than this are not counted out. */
const FEW = 11;

type Props = Told & {
  question: string;
  /** Whether she may read charts. */
  charts: boolean;
  /** Nothing else tells of a difference: the line stands there also before it is counted. */
  only: boolean;
};

export function Alone({ question, difference, words, charts, only }: Props) {
  const list = useCommand('patients', { text: '', severities: [], reasons: [], sides: [], question, difference, sort: '', offset: 0, limit: 1 }, { enabled: charts });
  const total = list.data?.total;
  if (total === 0 || (total === undefined && !only)) return null;
  return (
    <li>
      {total === undefined ? words.alone : <span><b>{people(total < FEW ? null : total)}</b> {words.counted}</span>}
      {charts && (
        <Link to={'/patients' as string} search={{ question, difference } as never} className="button small">
          Open patients
        </Link>
      )}
    </li>
  );
}
