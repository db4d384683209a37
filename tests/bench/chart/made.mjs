// One very long chart made up by seed, in the contract's wire types: both books of a patient who was in and out of care for
// sixty years. The same seed gives the same chart. None of it is about anybody.
//
// The mix is a long outpatient record's: mostly results and vital signs, then charges, encounters, courses of drugs, notes.
// Three in a hundred statements part, of every severity.

/** Numbers from 0 to 1, the same for the same seed. */
export function randomOf(seed) {
  let state = seed % 2147483647 || 1;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

const YEARS = 60;
const SEVERITIES = ['safety', 'clinical', 'clinical', 'administrative', 'cosmetic', 'cosmetic'];
const VERDICTS = ['altered', 'altered', 'altered', 'lost', 'invented', 'resurrected'];
/** Kind, share, how many concepts, whether it lasts. */
const MIX = [
  ['observation', 0.66, 48, false], ['charge', 0.12, 60, false], ['encounter', 0.08, 6, false], ['medication', 0.045, 40, true],
  ['note', 0.045, 8, false], ['procedure', 0.021, 30, false], ['problem', 0.006, 80, true], ['immunization', 0.012, 12, false],
  ['allergy', 0.001, 9, true], ['appointment', 0.01, 5, false],
];

function kindOf(share) {
  let sum = 0;
  for (const one of MIX) if ((sum += one[1]) >= share) return one;
  return MIX[0];
}

function factsOf(random, kind, concept, lasts) {
  const start = Math.floor(-YEARS * 365 * random() ** 0.7);
  const end = lasts && random() < 0.9 ? Math.min(0, start + Math.floor(5 + random() * 200)) : null;
  const timed = ['observation', 'encounter', 'note', 'procedure', 'charge'].includes(kind);
  const number = kind === 'observation' ? Math.round((60 + concept * 2 + random() * 40) * 10) / 10 : null;
  return {
    kind, label: `${kind} ${concept}`, start, end, open: lasts && end === null, precision: timed ? 'time' : 'day',
    minute: timed ? Math.floor(random() * 600) : null, status: lasts ? (end === null ? 'active' : 'completed') : 'final',
    value: number === null ? '' : `${number} mg/dL`, number, unit: number === null ? '' : 'mg/dL',
    range: number === null ? null : [70 + concept * 2, 90 + concept * 2],
  };
}

/** A chart of about `size` statements, half of them in either book. */
export function madeChart(size, seed = 20) {
  const random = randomOf(seed);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const statements = [];
  const pairs = [];
  const verdicts = new Map();
  const severities = new Map();
  for (let n = 0; statements.length < size; n += 1) {
    const [kind, , concepts, lasts] = kindOf(random());
    const concept = Math.floor(random() * concepts);
    const facts = factsOf(random, kind, concept, lasts);
    const bad = random() < 0.03;
    const verdict = bad ? pick(VERDICTS) : random() < 0.4 ? 'equivalent' : 'same';
    const severity = bad ? pick(SEVERITIES) : '';
    const legacy = verdict === 'invented' ? null : `L${n}`;
    const destination = verdict === 'lost' ? null : `D${n}`;
    const late = verdict === 'altered' ? 300 : 0;
    if (legacy !== null) statements.push({ id: legacy, side: 'legacy', codes: [`local ${kind}-${concept}`], ...facts });
    if (destination !== null) statements.push({ id: destination, side: 'destination', codes: [`LOINC ${1000 + concept}-${kind.length}`], ...facts, minute: facts.minute === null ? null : Math.min(1439, facts.minute + late) });
    pairs.push({ finding: bad ? `f-${n}` : '', legacy, destination, verdict, aspect: bad ? 'time' : '', severity });
    verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
    if (bad) severities.set(severity, (severities.get(severity) ?? 0) + 1);
  }
  const side = (name) => statements.filter((one) => one.side === name).length;
  return {
    patient: {
      id: 'p-longest', sex: 'female', ageBand: '80–84', legacy: side('legacy'), destination: side('destination'), side: 'paired', score: 99,
      findings: pairs.filter((pair) => pair.finding !== '').length, safety: severities.get('safety') ?? 0, clinical: severities.get('clinical') ?? 0,
      reasons: [{ key: 'long record', count: size }],
    },
    statements, pairs, truncated: false, checks: [],
    verdicts: [...verdicts].map(([value, count]) => ({ value, count })),
    days: [-YEARS * 365, 0],
  };
}
