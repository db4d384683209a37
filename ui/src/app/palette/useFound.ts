// What the workspace knows of what was typed: artifacts, patients, rules and causes, a few of each. It is asked when the
// typing pauses; answers come from the same cache as the screens'. Nothing is asked that the role may not see.
import { useDebouncedValue } from '@mantine/hooks';
import { useCommand } from '../../platform/call';
import { useMay } from '../../platform/useSession';
import { causeSaid } from '../../components/causeSaid';
import { plural } from '../../components/formats';
import type { Entry } from './entries';
import { ranked } from './match';

const few = 5;
const findingsAll = { offset: 0, limit: few, severities: [], verdicts: [], kinds: [], classes: [], states: [], dispositions: [], owners: [], cause: '', patient: '', artifact: '', sort: '' };

/** Entries that the workspace found, and whether it is still looking. */
export function useFound(typed: string, go: (to: string) => void): { entries: Entry[]; looking: boolean } {
  const [text] = useDebouncedValue(typed.trim(), 140);
  const enabled = text.length >= 2;
  const charts = useMay('read_charts');
  const artifacts = useCommand('artifacts', { offset: 0, limit: few, text, side: '', formats: [], states: [], sizes: [], reaches: [], risks: [], sort: '' }, { enabled });
  const patients = useCommand('patients', { offset: 0, limit: few, text, severities: [], reasons: [], sides: [], question: '', difference: '', sort: '' }, { enabled: enabled && charts });
  const causes = useCommand('causes', { ...findingsAll, text }, { enabled });
  const mapping = useCommand('mapping', {}, { enabled });
  if (!enabled) return { entries: [], looking: typed.trim().length >= 2 };
  const rules = ranked((mapping.data?.rules ?? []).map((rule) => ({ name: rule.id, also: `${rule.resource}.${rule.element} ${rule.fields.join(' ')}`, rule })), text).slice(0, few);
  const entries: Entry[] = [
    ...(artifacts.data?.rows ?? []).map((row): Entry => ({ id: `artifact-${row.id}`, group: 'Artifacts', name: row.name, hint: `${row.format}, ${plural(row.records, 'record')}`, icon: 'table', run: () => go(`/artifacts?id=${encodeURIComponent(row.id)}`) })),
    ...(patients.data?.rows ?? []).map((row): Entry => ({ id: `patient-${row.id}`, group: 'Patients', name: row.id, hint: `${row.sex}, ${row.ageBand}, ${plural(row.findings, 'finding')}`, icon: 'patients', run: () => go(`/patients/${encodeURIComponent(row.id)}`) })),
    ...rules.map(({ entry }): Entry => ({ id: `rule-${entry.rule.id}`, group: 'Rules', name: entry.rule.id, hint: `${entry.rule.resource}.${entry.rule.element}`, icon: 'mapping', run: () => go(`/mapping?rule=${encodeURIComponent(entry.rule.id)}`) })),
    ...(causes.data?.rows ?? []).map((row): Entry => ({ id: `cause-${row.id}`, group: 'Causes', name: causeSaid(row.label).said, hint: [causeSaid(row.label).rule, row.severity, plural(row.statements, 'statement')].filter((part) => part !== '').join(', '), icon: 'findings', run: () => go(`/findings?open=${encodeURIComponent(row.id)}`) })),
  ];
  const looking = typed.trim() !== text || artifacts.isFetching || patients.isFetching || mapping.isFetching || causes.isFetching;
  return { entries, looking };
}
