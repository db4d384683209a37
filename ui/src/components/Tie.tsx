// The link of two charts: a quiet tag where it is firm, a loud one where the charts may be of two people. The word goes with the
// colour, and the evidence is one hover or one line away.
import type { ChartTie } from '../contract/contract';
import { tieSaid, tieWhy } from './tieSaid';

/** Beside a name. */
export function TieTag({ tie }: { tie: ChartTie | null | undefined }) {
  if (!tie) return null;
  return (
    <span className={tie.uncertain ? 'tag safety' : 'tag'} title={`${tieSaid(tie)}${tieWhy(tie) === '' ? '' : `: ${tieWhy(tie)}`}`}>
      {tie.uncertain ? 'identity uncertain, ' : ''}linked <b>{tie.words}</b>
    </span>
  );
}

/** As a line of its own, with the evidence. */
export function TieLine({ tie }: { tie: ChartTie | null | undefined }) {
  if (!tie) return null;
  return (
    <p className={tie.uncertain ? 'x safety' : 'x mid'}>
      {tie.uncertain ? 'Identity uncertain: the charts are ' : 'The charts are '}
      {tieSaid(tie)}
      {tieWhy(tie) === '' ? '.' : `: ${tieWhy(tie)}.`}
    </p>
  );
}
