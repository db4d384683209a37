// The small marks of this screen: how much of an artifact was read, what was decided about a field, what a doubt did, and
// what sort of file it is. Each has a shape and a word beside its colour.
import { Icon, type IconName } from '../../components/Icon';
import { percent } from '../../components/formats';
import styles from './artifacts.module.css';
import { stateWords } from './discoveryWords';
import { nameParts, tellingApart } from './outline';

const STATES: Record<string, [IconName, string]> = {
  read: ['done', 'good'],
  'partly read': ['half', 'clinical'],
  unread: ['open', 'mid'],
};

/** State of an artifact: mark, with its word where there is room. */
export function StateMark({ state, word = true }: { state: string; word?: boolean }) {
  const [icon, tone] = STATES[state] ?? ['decide', 'mid'];
  return (
    <span className={`x ${styles['state'] ?? ''} ${tone}`} title={word ? undefined : state}>
      <Icon name={icon} size={12} {...(word ? {} : { title: state })} />
      {word && state}
    </span>
  );
}

const DECISIONS: Record<string, [IconName, string]> = {
  mapped: ['done', 'good'],
  dropped: ['no', 'mid'],
  undecided: ['decide', 'clinical'],
};

/** What was decided about a field. */
export function DecisionMark({ decision }: { decision: string }) {
  const [icon, tone] = DECISIONS[decision] ?? ['open', 'dim'];
  return (
    <span title={decision}>
      <Icon name={icon} size={12} className={tone} title={decision} />
    </span>
  );
}

/** What a doubt did to the record. */
export function EffectMark({ effect }: { effect: string }) {
  return effect === 'quarantined' ? (
    <Icon name="warn" size={12} className="clinical" title="set aside in quarantine" />
  ) : (
    <Icon name="info" size={12} className="mid" title="read, with a doubt" />
  );
}

const CORNER_STATES: Record<string, [IconName, string]> = {
  open: ['decide', 'clinical'],
  migrate: ['arrow', 'good'],
  archive: ['archive', 'mid'],
  drop: ['no', 'mid'],
  explained: ['info', 'mid'],
};

/** What was decided about a corner. */
export function CornerMark({ state, word = true }: { state: string; word?: boolean }) {
  const [icon, tone] = CORNER_STATES[state] ?? ['open', 'mid'];
  return (
    <span className={`x ${styles['state'] ?? ''} ${tone}`}>
      <Icon name={icon} size={12} />
      {word && stateWords(state)}
    </span>
  );
}

const BASES: Record<string, [IconName, string]> = {
  declared: ['document', 'the schema declares it'],
  exact: ['done', 'all values were compared'],
  estimated: ['half', 'a sample of the values was compared'],
};

/** Where the knowledge of a join comes from. */
export function BasisMark({ basis, word = true }: { basis: string; word?: boolean }) {
  const [icon, means] = BASES[basis] ?? ['open', basis];
  return (
    <span className={`x mid ${styles['state'] ?? ''}`} title={means}>
      <Icon name={icon} size={12} />
      {word && basis}
    </span>
  );
}

const FORMATS: Record<string, IconName> = {
  csv: 'table',
  'fixed width': 'columns',
  workbook: 'workbook',
  sqlite: 'database',
  parquet: 'columns',
  json: 'braces',
  'sql dump': 'database',
  'xml data set': 'markup',
  'mumps globals': 'tree',
  'hl7 v2': 'stream',
  'fhir json': 'braces',
  'fhir xml': 'markup',
  'fhir ndjson': 'braces',
  'c-cda': 'heart',
  x12: 'envelope',
  report: 'report',
  pdf: 'document',
  rtf: 'document',
  docx: 'document',
  html: 'code',
  image: 'image',
  dicom: 'film',
  archive: 'archive',
  text: 'lines',
  xml: 'markup',
};

/** The icon of a format. */
export function iconOf(format: string): IconName {
  return FORMATS[format.toLowerCase()] ?? 'box';
}

/** A file by its path, which may lead through other files. Where room is short the way gives way, not the file's own name. */
export function NestedName({ name, id = '' }: { name: string; id?: string }) {
  const { way, base, depth } = nameParts(name);
  const told = tellingApart(name, id);
  return (
    <span className={`mono ${styles['nested'] ?? ''}`} title={name}>
      {depth > 0 && <Icon name="inside" size={12} className="dim" title={depth === 1 ? 'inside another file' : `inside ${depth} other files`} />}
      {way !== '' && <span className={styles['way']}>{way}</span>}
      <span className={styles['base']}>{base}</span>
      {told !== '' && <span className={styles['told']} title="Part of the name is masked; this tells files with the same rest apart"> {told}</span>}
    </span>
  );
}

/** A relation or a field of it; where room is short the relation gives way, not the field. */
export function Place({ relation, field }: { relation: string; field: string }) {
  return (
    <span className={`mono ${styles['place'] ?? ''}`} title={field === '' ? relation : `${relation}.${field}`}>
      <span className={field === '' ? 'cut' : styles['relationPart']}>{relation}</span>
      {field !== '' && <span className={styles['fieldPart']}>.{field}</span>}
    </span>
  );
}

/** A share as a small bar with its figure. */
export function ShareBar({ share, loud = false }: { share: number; loud?: boolean }) {
  return (
    <span className={styles['share']}>
      <span className="bar">
        <i className={loud ? styles['loudBar'] : undefined} style={{ width: share > 0 ? `${Math.max(3, share * 100)}%` : 0 }} />
      </span>
      <span className="num">{percent(share)}</span>
    </span>
  );
}
