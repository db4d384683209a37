// The stops of the tour over the sample hospital: where to go and what has to be there before a picture is taken.
//
// A stop says what it waits for in the words of the screen; none waits for time to pass.
import { until } from '../checks.mjs';
import { changeableRule, everything } from '../workspace.mjs';

const small = [1280, 720];

/** What the stops are about, asked of the workspace once. */
export async function subjects(ask) {
  const artifacts = await ask('artifacts', everything.artifacts);
  const mapping = await ask('mapping');
  const patients = await ask('patients', everything.patients);
  const causes = await ask('causes', everything.findings);
  const page = { offset: 0, limit: 500, text: '', artifact: '', kinds: [], states: [], sort: '' };
  const anomalies = await ask('anomalies', { ...page, sort: 'severity' });
  const corners = await ask('corners', page);
  const most = await withMostRelations(ask, artifacts.rows);
  return {
    table: await mostUsed(ask, artifacts.rows.filter((row) => row.format === 'CSV' && row.records > 0)) ?? artifacts.rows[0],
    quarantined: [...artifacts.rows].sort((a, b) => b.quarantined - a.quarantined)[0],
    messages: artifacts.rows.find((row) => row.format === 'HL7 v2' && row.records > 0),
    clinical: artifacts.rows.find((row) => row.format === 'C-CDA' && row.records > 0),
    rule: await changeableRule(ask),
    mapped: mapping.rules.find((rule) => rule.codeMap !== null && rule.findings > 0) ?? mapping.rules.find((rule) => rule.codeMap !== null) ?? mapping.rules[0],
    patient: patients.rows[0],
    cause: causes.rows[0],
    second: causes.rows[Math.min(1, causes.rows.length - 1)],
    contrary: corners.rows.find((row) => row.kind === 'changed fill' && row.state === 'open')?.id,
    odd: anomalies.rows.find((row) => row.artifact !== '' && row.field !== ''),
    most,
  };
}

/** The artifact with most to say of where it is used: rules, lens and open findings. */
async function mostUsed(ask, rows) {
  const all = await Promise.all(rows.slice(0, 20).map(async (row) => ({ row, uses: await ask('artifact_uses', { id: row.id }) })));
  const said = ({ uses }) => [uses.rules.length, uses.lens.length, uses.findings].filter((many) => many > 0).length;
  return all.sort((a, b) => said(b) - said(a) || b.uses.findings - a.uses.findings)[0]?.row;
}

/** The artifact whose detail is longest, among those formats that hold many relations. */
async function withMostRelations(ask, rows) {
  const many = rows.filter((row) => ['SQL dump', 'SQLite', 'HL7 v2', 'C-CDA', 'X12', 'workbook'].includes(row.format) && row.records > 0).slice(0, 12);
  const details = await Promise.all(many.map((row) => ask('artifact', { id: row.id })));
  return details.sort((a, b) => b.relations.length - a.relations.length)[0]?.row;
}

/** The main screens, for light and dark: name, way and size. */
export function mainScreens(window, of) {
  const chart = async (search) => {
    await window.go(`/patients/${of.patient.id}${search}`);
    await window.see('main h1', `Patient ${of.patient.id}`);
    await window.see('canvas[aria-label^="Both charts"]');
    await window.see('aside[aria-label="Finding"] table');
  };
  return {
    overview: async () => {
      await window.go('/overview');
      await window.see('section[aria-label="The two books"] table');
    },
    artifacts: async () => {
      await window.go('/artifacts?id=none');
      await window.see('[role="grid"][aria-label="Artifacts"] [aria-rowindex="2"]');
    },
    artifact: async () => {
      await window.go(`/artifacts?id=${of.table.id}`);
      await window.see('aside [role="table"][aria-label="Fields"]');
    },
    corners: async () => {
      await window.go('/artifacts?view=corners');
      await window.see('[role="grid"][aria-label="Hidden corners"] [aria-rowindex="2"]');
      await window.see('form[aria-label="Decision"]');
    },
    joins: async () => {
      await window.go('/artifacts?view=joins');
      await window.see('[role="grid"][aria-label="Joins"] [aria-rowindex="2"]');
      await window.see('aside[aria-label="Join"] figure');
    },
    anomalies: async () => {
      await window.go('/artifacts?view=anomalies');
      await window.see('[role="grid"][aria-label="Anomalies"] [aria-rowindex="2"]');
    },
    integrations: async () => {
      await window.go('/artifacts?view=integrations');
      await window.see('main h1', '=Artifacts');
      await window.see('section[aria-label="Integrations"]:not(:has([aria-busy="true"]))');
    },
    lens: async () => {
      await window.go('/lens?table=problems&aspect=code');
      await window.see('section[aria-label="Tables of the delivery"] [aria-rowindex="2"]');
      await window.see('section[aria-label="Before and after"] tbody tr');
    },
    mapping: async () => {
      await window.go('/mapping');
      await window.see('[role="grid"][aria-label="Rules"] [role="row"]');
    },
    rule: async () => {
      await window.go(`/mapping?rule=${encodeURIComponent(of.rule.id)}`);
      await window.see('section[aria-label="Before and after"] tbody tr');
    },
    patients: async () => {
      await window.go('/patients');
      await window.see('[role="grid"] [aria-rowindex="2"]', of.patient.id);
    },
    chart: () => chart(''),
    chartAll: () => chart('?show=all'),
    chartFindings: () => chart('?show=findings'),
    findings: async () => {
      await window.go('/findings?open=none');
      await window.see('[role="treegrid"] [data-index="0"]');
    },
    cause: async () => {
      await window.go(`/findings?open=${of.cause.id}`);
      await window.see('section[aria-label="Example pair"] table');
    },
    finding: async () => {
      await window.go(`/findings?cause=${of.second.id}`);
      await window.see('aside[aria-label="Finding"] ol li');
    },
    // The rest in the dark, where colours that were chosen by day show.
    ...Object.fromEntries(
      [
        ['ledger', '/overview/ledger'], ['rules', '/artifacts?view=rules'], ['deliveries', '/artifacts?view=deliveries'], ['documents', '/artifacts?view=documents'],
        ['layouts', '/artifacts?view=layouts'], ['populations', '/findings/population'], ['equivalences', '/findings/equivalences'], ['toSign', '/findings/sign'],
        ['samples', '/patients/review'],
      ].map(([name, place]) => [name, async () => {
        await window.go(place);
        await window.see('main h1');
        await settled(window);
      }]),
    ),
  };
}

/** Everything of the light tour that needs a signed-in window over the sample. */
export async function lightTour(album, window, of) {
  const to = mainScreens(window, of);
  const take = (name, arrive, size, rests) => album.take(window, name, arrive, size, rests);
  await take('overview', to.overview);
  await take('overview-1280', to.overview, small);
  await take('artifacts', to.artifacts);
  await take('artifact-profile', to.artifact);
  await take('artifact-sample', async () => {
    await to.artifact();
    const sample = await window.see('section[aria-label="Sample"] h4');
    await window.run('arguments[0].closest("section").scrollIntoView({ block: "start" });', sample);
  });
  await take('artifact-quarantine', async () => {
    await window.go(`/artifacts?id=${of.quarantined.id}&part=quarantine`);
    await window.see('[role="grid"][aria-label="Quarantine"] [aria-rowindex="2"]');
  });
  await take('artifacts-1280', to.artifact, small);
  await discovery(take, window, to, of);
  await take('lens', to.lens);
  await take('lens-both', async () => {
    await window.go('/lens?table=labs&mode=both');
    await window.see('textarea[aria-label="The lens as text"]');
  });
  await take('lens-1280', to.lens, small);
  await take('mapping', to.mapping);
  await take('mapping-rule', to.rule);
  await take('mapping-rule-preview', async () => {
    await to.rule();
    await window.type(`textarea[aria-label="Expression of ${of.rule.id}"]`, of.rule.edited);
    await window.see('section[aria-label="Before and after"]:not([data-busy]) tr[data-changed]');
  });
  await take('mapping-problem', async () => {
    await window.type(`textarea[aria-label="Expression of ${of.rule.id}"]`, `${of.rule.expression} +`);
    await window.see('main', 'The expression does not check yet');
  });
  await window.click('button', 'Revert').catch(() => undefined);
  await take('mapping-code-map', async () => {
    await window.go(`/mapping?rule=${encodeURIComponent(of.mapped.id)}`);
    await window.see('section[aria-label^="Code map"]');
  });
  await take('mapping-history', async () => {
    await window.go('/mapping?panel=history');
    await window.see('dialog[aria-label="History of the mapping"] li');
  });
  await take('mapping-document', async () => {
    await window.go('/mapping?panel=document');
    await window.see('dialog[aria-label="The document"]', 'throughline-mapping');
  });
  await take('mapping-1280', async () => {
    await window.go('/mapping');
    await to.rule();
  }, small);
  await take('patients', to.patients);
  await take('patients-1280', to.patients, small);
  await take('chart-context', to.chart);
  await take('chart-all', to.chartAll);
  await take('chart-findings', to.chartFindings);
  await take('chart-zoomed', async () => {
    await to.chart();
    await window.click('button[aria-label="Zoom in"]');
    await window.click('button[aria-label="Zoom in"]');
    await until('the days in view are in the URL', () => window.run('return /from=/.test(location.search);'));
  });
  await take('chart-explained', async () => {
    await to.chart();
    await window.press('e');
    await window.see('section[aria-label="Locators"]');
  });
  await take('chart-list', async () => {
    await window.go(`/patients/${of.patient.id}?as=list`);
    await window.see('[role="grid"][aria-label="Statements of both charts"] [aria-rowindex="2"]');
  });
  await take('chart-1280', to.chart, small);
  await take('findings-causes', to.findings);
  await take('findings-cause', to.cause);
  await take('finding-locators', to.finding);
  await take('findings-1280', to.cause, small);
  await take('findings-export', async () => {
    await to.findings();
    await window.click('main button', 'Export');
    await window.see('[role="menuitem"]', 'PDF');
  });
  await window.press('Escape');
  await deeper(take, window, to, of);
  await palette(take, window, of);
  await jobs(take, window);
}

/** Nothing on the screen is still being loaded. */
async function settled(window) {
  await until('everything is loaded', () => window.run('return document.querySelector("main [aria-busy=\\"true\\"]") === null;'));
}

/** Questions to both books, equivalences, samples, the ledger, a chart on one day. */
async function deeper(take, window, to, of) {
  const at = (place, words) => async () => {
    await window.go(place);
    await window.see('main h1', words);
    await settled(window);
  };
  await take('ledger', at('/overview/ledger', 'Every legacy record'));
  await take('population-questions', at('/findings/population', ''));
  await take('population-cells', async () => {
    await at('/findings/population', '')();
    await window.press('4');
    await settled(window);
  });
  await take('equivalences', at('/findings/equivalences', ''));
  await take('samples', at('/patients/review', ''));
  await take('chart-day', async () => {
    await to.chart();
    await window.press('d');
    await window.see('aside[aria-label="On this day"]:not([aria-busy="true"])');
  });
  await window.press('d');
  await take('finding-explained', async () => {
    await to.finding();
    await window.press('e');
    await window.see('table[aria-label] tbody tr');
    await settled(window);
  });
  await take('finding-triage', async () => {
    await to.cause();
    await window.press('t');
    await window.see('[aria-label="Triage"]');
  });
  await window.press('Escape');
  await take('findings-marked', async () => {
    await to.finding();
    await window.press('x');
    await window.press('j');
    await window.press('x');
    await window.see('[role="status"]', '2 findings marked');
    await window.press('t');
    await window.press('s');
    await window.see('[aria-label="Triage"]', 'Source defect');
  });
  await window.press('Escape');
  await window.press('Escape');
  await window.press('Escape');
  await take('to-sign', async () => {
    // Somebody who may ask for an acceptance has asked; whoever may not sees what waits all the same.
    await window.go('/findings/sign');
    await window.see('main h1', '=To sign');
    await settled(window);
  });
  await take('to-sign-samples', async () => {
    await window.go('/findings/sign?view=samples');
    await window.see('main h1', '=To sign');
    await settled(window);
  });
}

/** What discovery found: the queue of corners, joins, anomalies, integrations, an outline of many relations, the report. */
async function discovery(take, window, to, of) {
  await take('corners', to.corners);
  await take('corners-marked', async () => {
    await to.corners();
    await window.press('x');
    await window.press('j');
    await window.press('x');
    await window.see('aside[aria-label="Several corners"]');
    await window.press('a');
    await window.see('form[aria-label="Decision"] [role="radio"][aria-checked="true"]');
  });
  await window.press('Escape');
  await take('corners-1280', to.corners, small);
  await take('joins', to.joins);
  await take('anomalies', to.anomalies);
  await take('integrations', to.integrations);
  const view = (name) => async () => {
    await window.go(`/artifacts?view=${name}`);
    await window.see('[role="tab"][aria-selected="true"], [aria-current="page"]');
    await settled(window);
  };
  await take('tree', async () => {
    await window.go('/artifacts?as=tree&id=none');
    await window.see('[role="treegrid"][aria-label="Artifacts by folder"] [aria-rowindex="3"]');
    await settled(window);
  });
  if (of.messages !== undefined) {
    await take('structure', async () => {
      await window.go(`/artifacts?as=tree&id=${of.messages.id}&part=structure`);
      await window.see('[role="tree"] [aria-level="2"]');
      await settled(window);
    });
  }
  if (of.clinical !== undefined) {
    await take('outline', async () => {
      await window.go(`/artifacts?id=${of.clinical.id}&part=structure`);
      await window.see('[role="tree"] [aria-level="2"]');
      await settled(window);
    });
  }
  await take('uses', async () => {
    await window.go(`/artifacts?id=${of.table.id}&part=uses`);
    await window.see('[role="tabpanel"][aria-label="Where used"] section');
    await window.see('section[aria-label="Mapping rules"] a');
    await settled(window);
  });
  await take('rules', async () => {
    await view('rules')();
    await window.see('main', 'alert rule');
  });
  await take('deliveries', view('deliveries'));
  await take('documents', view('documents'));
  await take('pivot', async () => {
    await window.go('/artifacts?view=corners&kinds=attributes%20as%20rows');
    await window.see('section[aria-label="Hidden corners"]');
    await window.see('section[aria-label="Pivot"] [role="table"][aria-label="Attributes of flowsheet"]');
    await settled(window);
  });
  await take('layouts', async () => {
    await window.go('/artifacts?view=layouts');
    await window.see('section[aria-label="Layout"] [role="slider"]');
    await window.see('section[aria-label="What it would read"]:not([aria-busy="true"])');
  });
  await take('layouts-1280', async () => {
    await window.go('/artifacts?view=layouts');
    await window.see('section[aria-label="Layout"] [role="slider"]');
    await settled(window);
  }, small);
  await take('archive', async () => {
    await window.invoke('start_archive', { request: {} }).catch(() => undefined);
    await view('archive')();
    await window.see('section[aria-label="Patients by class"]', undefined, 60_000);
  });
  await force(take, window, view);
  await contradicted(take, window, of);
  if (of.most !== undefined) {
    await take('artifact-relations', async () => {
      await window.go(`/artifacts?id=${of.most.id}`);
      await window.see('nav[aria-label="Relations"] [role="option"][aria-selected="true"]');
    });
  }
  if (of.odd !== undefined) {
    await take('field-profile', async () => {
      const { artifact, relation, field } = of.odd;
      await window.go(`/artifacts?id=${artifact}&relation=${encodeURIComponent(relation)}&field=${encodeURIComponent(field)}`);
      await window.see('[role="table"][aria-label="Fields"] dl');
    });
  }
  await take('discovery-report', async () => {
    await to.corners();
    await window.click('main button', 'Discovery report');
    await window.see('[role="menuitem"]', 'Report');
  });
  await window.press('Escape');
}

/** The archive rule before it is in force and after. It is taken out again: what is migrated later is migrated without it. */
async function force(take, window, view) {
  const form = 'form[aria-label="Put in force"]';
  await take('archive-to-force', async () => {
    await view('archive')();
    await window.see('section[aria-label="In force"] h3', 'Not in force');
    if ((await window.look(form)) === null) {
      await window.type('form[aria-label="Retention rule"] textarea', 'Policy of the clinic: three years without contact.');
      await window.click('form[aria-label="Retention rule"] button[type="submit"]');
    }
    await window.see(`${form} button`, 'Put version');
    await window.see('section[aria-label="In force"] dl', 'in the archive');
  });
  await take('archive-in-force', async () => {
    await window.type(`${form} input`, 'Decided by the board, minutes item 4.');
    await window.click(`${form} button`, 'Put version');
    await window.see('section[aria-label="In force"] h3', 'is in force');
  });
  await window.type(`${form} input`, 'The tour goes on without it.');
  await window.click(`${form} button`, 'Take out of force');
  await window.see('section[aria-label="In force"] h3', 'Not in force');
}

/** A corner that is left behind although the mapping reads it, and the ledger that tells so. It is opened again. */
async function contradicted(take, window, of) {
  if (of.contrary === undefined) return;
  const open = async () => {
    await window.go(`/artifacts?view=corners&item=${of.contrary}`);
    await window.see('form[aria-label="Decision"]');
  };
  await take('corner-contradicted', async () => {
    await open();
    await window.click('form[aria-label="Decision"] [role="radio"]', 'Archive');
    await window.type('form[aria-label="Decision"] textarea', 'Filled by one clinic only.');
    await window.click('form[aria-label="Decision"] button[type="submit"]');
    await window.see('button', 'Undo');
    await open();
    await window.see('aside[aria-label="Corner"] [role="note"]', 'Neither is taken for right');
  });
  await take('ledger-contradicted', async () => {
    await window.go('/overview/ledger');
    await window.see('section[aria-label="Decisions that the documents contradict"] li');
  });
  await window.invoke('decide_corners', { request: { ids: [of.contrary], decision: 'open', reason: '' } });
}

async function palette(take, window, of) {
  await take('palette', async () => {
    await window.go('/overview');
    await window.see('main h1', '=Overview');
    await window.press('Control', 'k');
    await window.see('[role="option"]');
  });
  await take('palette-found', async () => {
    await window.type('input[role="combobox"]', of.table.name.replace(/^.*\//, '').slice(0, 5));
    await window.see('[role="listbox"] h3', 'Artifacts');
  });
  await window.press('Escape');
  await window.unseen('input[role="combobox"]').catch(() => undefined);
}

async function jobs(take, window) {
  await take('jobs', async () => {
    await window.go('/overview');
    await window.see('main h1', '=Overview');
    await window.click('button[aria-label^="Jobs"]');
    await window.invoke('start_migrate', { request: { draft: true } });
    await window.see('article[data-state="running"], article[data-state="queued"]', undefined, 10_000);
  }, undefined, false);
  await until('the jobs are done', async () => (await window.look('article[data-state="running"], article[data-state="queued"]')) === null, 120_000).catch(() => undefined);
  await window.press('Escape');
}
