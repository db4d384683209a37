// The facets of Files: side, risk, state, format, reach and size, each with its counts. Values of one group are alternatives,
// groups combine.
import type { FacetGroup } from '../../components/Facets';
import { Icon, type IconName } from '../../components/Icon';
import type { ArtifactsPage } from '../../contract/contract';
import { iconOf, StateMark } from './Marks';
import type { ArtifactsSearch } from './search';

/** What each risk rests on. */
export const RISKS: Record<string, { icon: IconName; means: string }> = {
  'quarantined records': { icon: 'warn', means: 'records were set aside while reading' },
  doubts: { icon: 'info', means: 'something was odd while reading' },
  'not read in full': { icon: 'half', means: 'unread, or read in part' },
  'names people': { icon: 'lock', means: 'a field holds identifiers or free text' },
  'hidden corner': { icon: 'decide', means: 'a hidden corner nobody decided on' },
  'undecided fields': { icon: 'open', means: 'a field that no rule reads and nobody dropped' },
};

const RISK = `Reasons to look at an artifact; one may have several. ${Object.entries(RISKS)
  .map(([risk, { means }]) => `${risk}: ${means}`)
  .join('; ')}.`;

export function facetGroups(head: ArtifactsPage, search: ArtifactsSearch): FacetGroup[] {
  return [
    { id: 'side', label: 'Side', values: head.sides, chosen: search.side ? [search.side] : [] },
    {
      id: 'risks',
      label: 'Risk',
      about: RISK,
      values: head.risks,
      chosen: search.risks ?? [],
      words: (risk) => (risk === 'quarantined records' ? 'quarantined' : risk),
      mark: (risk) => <Icon name={RISKS[risk]?.icon ?? 'open'} size={12} className="dim" />,
    },
    { id: 'states', label: 'State', values: head.states, chosen: search.states ?? [], mark: (state) => <StateMark state={state} word={false} /> },
    {
      id: 'formats',
      label: 'Format',
      values: head.formats,
      chosen: search.formats ?? [],
      mark: (format) => <Icon name={iconOf(format)} size={12} className="dim" />,
    },
    { id: 'reaches', label: 'Reach', about: 'Share of the side’s patients that the artifact names. Fewer than 11 are not told from none.', values: head.reaches, chosen: search.reaches ?? [] },
    { id: 'sizes', label: 'Size', values: head.sizes, chosen: search.sizes ?? [] },
  ];
}
