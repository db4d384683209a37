// One sentence, one reason and one way for each step that the workspace can name. An unknown name still shows.
import type { IconName } from '../../components/Icon';
import { plural } from '../../components/formats';
import type { DiscoverySummary, NextStep } from '../../contract/contract';

export type StepWords = {
  title: string;
  why: string;
  icon: IconName;
  tone: 'safety' | 'clinical' | 'accent' | 'good' | 'mid';
  to?: string;
  search?: Record<string, unknown>;
  start?: 'migrate' | 'compare';
};

/** How a step is said. */
export function stepWords({ key, count }: NextStep): StepWords {
  switch (key) {
    case 'no_artifacts':
      return { title: 'Ingest the legacy export', why: 'on the workspace, with throughline ingest', icon: 'artifacts', tone: 'accent' };
    case 'no_mapping':
      return { title: 'Write the mapping', why: 'no rule makes a destination record yet', icon: 'mapping', tone: 'accent', to: '/mapping' };
    case 'not_migrated':
      return { title: 'Run the migration', why: count > 0 ? `version ${count} of the mapping has not run` : 'the destination book is empty', icon: 'play', tone: 'accent', start: 'migrate' };
    case 'not_compared':
      return { title: 'Compare the books', why: 'nobody has balanced them yet', icon: 'compare', tone: 'accent', start: 'compare' };
    case 'stale_compare':
      return { title: 'Compare again', why: 'something changed after the last comparison', icon: 'compare', tone: 'accent', start: 'compare' };
    case 'safety_findings':
      return { title: plural(count, 'safety finding'), why: 'may harm a patient; start with their causes', icon: 'warn', tone: 'safety', to: '/findings', search: { severities: ['safety'] } };
    case 'waivers_to_sign':
      return { title: `${plural(count, 'acceptance')} to sign`, why: 'asked for by one person; open until a lead signs', icon: 'half', tone: 'accent', to: '/findings/sign' };
    case 'samples_to_sign':
      return { title: `${plural(count, 'sample')} to sign`, why: 'read in full; the claim waits for a lead', icon: 'half', tone: 'accent', to: '/findings/sign', search: { view: 'samples' } };
    case 'expired_waivers':
      return { title: `${plural(count, 'finding')} with an expired waiver`, why: 'accepted once; open again since the day has passed', icon: 'warn', tone: 'clinical', to: '/findings', search: { states: ['expired'] } };
    case 'grown_causes':
      return { title: `${plural(count, 'accepted cause')} ${count === 1 ? 'explains' : 'explain'} more`, why: 'than when accepted; look at it again', icon: 'warn', tone: 'clinical', to: '/findings', search: { states: ['grown'] } };
    case 'overdue_findings':
      return { title: `${plural(count, 'finding')} overdue`, why: 'open after the day they were due', icon: 'jobs', tone: 'clinical', to: '/findings', search: { states: ['overdue'] } };
    case 'quarantine':
      return { title: `${plural(count, 'record')} in quarantine`, why: 'could not be read; each with place and reason', icon: 'no', tone: 'clinical', to: '/artifacts', search: { sort: '-quarantined', part: 'quarantine' } };
    case 'unread':
      return { title: `${plural(count, 'artifact')} unread`, why: 'no reader reads them yet', icon: 'open', tone: 'clinical', to: '/artifacts', search: { states: ['unread'] } };
    case 'undecided_fields':
      return { title: `${plural(count, 'source field')} undecided`, why: 'neither mapped nor dropped with a reason', icon: 'decide', tone: 'clinical', to: '/mapping', search: { decisions: ['undecided'] } };
    case 'unmapped_codes':
      return { title: `${plural(count, 'source code')} without a row`, why: 'seen in the data, missing in the code maps', icon: 'code', tone: 'clinical', to: '/mapping' };
    case 'unapproved_mapping':
      return { title: 'Approve the mapping', why: `version ${count} waits for somebody other than its author`, icon: 'half', tone: 'clinical', to: '/mapping' };
    case 'open_corners':
      return { title: `${plural(count, 'hidden corner')} to decide`, why: 'nobody has looked at them yet', icon: 'inside', tone: 'clinical', to: '/artifacts', search: { view: 'corners', states: ['open'] } };
    case 'unclassed_rules':
      return { title: `${plural(count, 'legacy rule')} not classed`, why: 'system-driven or clinician-driven: a person has to say', icon: 'code', tone: 'clinical', to: '/artifacts', search: { view: 'rules', states: ['open'] } };
    case 'open_integrations':
      return { title: `${plural(count, 'integration')} without a decision`, why: 'each wants an owner', icon: 'link', tone: 'clinical', to: '/artifacts', search: { view: 'integrations', states: ['undecided'] } };
    case 'archive_rule':
      return { title: 'Migrate again', why: count > 0 ? `version ${count} of the archive rule is in force since` : 'the archive rule is no longer in force', icon: 'play', tone: 'accent', start: 'migrate' };
    case 'clear':
      return { title: 'Nothing is open', why: 'the books balance and every field is decided', icon: 'done', tone: 'good' };
    default:
      return { title: key.replaceAll('_', ' '), why: count > 0 ? plural(count, 'case') : '', icon: 'info', tone: 'mid' };
  }
}

/** The workspace's steps with what discovery still waits for behind them. */
export function withDiscovery(steps: readonly NextStep[], found: DiscoverySummary | undefined): NextStep[] {
  if (found === undefined) return [...steps];
  const waiting: NextStep[] = [
    { key: 'open_corners', count: found.cornersOpen },
    { key: 'unclassed_rules', count: found.rulesOpen },
    { key: 'open_integrations', count: found.integrationsOpen },
  ].filter((step) => step.count > 0);
  return waiting.length === 0 ? [...steps] : [...steps.filter((step) => step.key !== 'clear'), ...waiting];
}
