// A destination that is tables, made up: a small warehouse with people, problems, drugs and the concepts that both point to.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const families = ['Abbott', 'Byrne', 'Castro', 'Dunn', 'Ellis', 'Fischer', 'Greene', 'Hale', 'Ibarra', 'Jensen'];
const given = ['Ada', 'Ben', 'Cora', 'Dev', 'Ella', 'Finn', 'Gita', 'Hugo'];
const conditions = [[201, 'E11.9', 'Type 2 diabetes mellitus'], [202, 'I10', 'Essential hypertension'], [203, 'J45.909', 'Asthma']];
const drugs = [[301, '860975', 'metformin 500 MG'], [302, '314076', 'lisinopril 10 MG']];
const people = 48;

const two = (number) => String(number).padStart(2, '0');
const csv = (names, rows) => `${[names, ...rows].map((row) => row.join(',')).join('\n')}\n`;

/** Writes its tables below a folder; gives their names with their rows. */
export function warehouse(folder) {
  mkdirSync(folder, { recursive: true });
  const persons = Array.from({ length: people }, (_, at) => [9000 + at, `W${70_000 + at}`, families[at % families.length], given[at % given.length], at % 2 === 0 ? 'F' : 'M', `${1940 + at}-${two(1 + (at % 12))}-${two(1 + (at % 28))}`]);
  const day = (at, more) => `${2012 + ((at + more) % 10)}-${two(1 + ((at * 5 + more) % 12))}-${two(1 + ((at * 11 + more) % 28))}`;
  const tables = {
    person: [['person_id', 'mrn', 'last_name', 'first_name', 'gender', 'birth_date'], persons],
    condition_occurrence: [['condition_occurrence_id', 'person_id', 'icd10_code', 'condition_start_date', 'condition_status'], persons.flatMap(([id], at) => conditions.map(([key, code], of) => [key * 1000 + at, id, code, day(at, of), (at + of) % 5 === 0 ? 'resolved' : 'active']))],
    drug_exposure: [['drug_exposure_id', 'person_id', 'drug_concept_id', 'drug_start_date', 'quantity'], persons.flatMap(([id], at) => drugs.map(([key], of) => [key * 1000 + at, id, key, day(at, 3 + of), 30 * (1 + (at % 3))]))],
    concept: [['concept_id', 'concept_code', 'concept_name'], [...conditions, ...drugs]],
  };
  for (const [name, [names, rows]] of Object.entries(tables)) writeFileSync(join(folder, `${name}.csv`), csv(names, rows));
  return Object.fromEntries(Object.entries(tables).map(([name, [, rows]]) => [name, rows.length]));
}
