// Tauri's isolation application: every message from the window to the host passes here first, in a frame of its own that
// the window's code cannot touch. Only the commands below pass, and only with the shape that they have; anything else,
// whatever got hold of the window, goes on as `refused`, which the host does not know and answers with an error.
//
// The first list repeats crates/contract/src/commands.rs; src/platform/isolation.test.ts fails when they differ.
(function () {
  'use strict';

  const contract = new Set([
    'sign_in', 'sign_out', 'session', 'overview', 'artifacts', 'artifact', 'artifact_sample', 'quarantine', 'mapping',
    'rule', 'preview_rule', 'save_rule', 'save_code_map', 'restore_mapping', 'approve_mapping', 'mapping_history',
    'start_migrate', 'start_compare', 'jobs', 'cancel_job', 'patients', 'chart', 'chart_state', 'causes', 'findings', 'finding',
    'export_findings', 'discovery', 'corners', 'decide_corners', 'joins', 'anomalies', 'integrations', 'export_discovery',
    'triage', 'triage_log', 'burn_down', 'people',
    'population', 'questions',
    'samples', 'plan_sample', 'draw_sample', 'sample', 'record_review', 'export_sample',
    'export_report',
    'explain', 'ledger',
    'equivalences', 'preview_equivalence', 'save_equivalence', 'retire_equivalence', 'start_rejudge',
    'retention', 'preview_retention', 'save_retention', 'start_archive',
    'deliveries',
    'decide_integrations', 'legacy_rules', 'legacy_rule', 'classify_rules',
    'documents',
    'pivot',
    'layouts', 'layout_sample', 'preview_layout', 'save_layout', 'restore_layouts', 'start_reread',
    'sign_queue', 'sign_waivers', 'sign_sample',
    'chart_statement',
    'lens', 'draft_lens', 'count_lens', 'cancel_lens_count', 'preview_lens', 'suggest_lens', 'save_lens', 'restore_lens', 'lens_history',
    'artifact_tree', 'artifact_structure', 'artifact_uses',
    'preview_force', 'enforce_retention', 'lift_retention',
    'note_patients_export', 'note_population_export',
    'starters', 'begin_mapping',
  ]);

  const host = new Set([
    'known_workspaces', 'inspect_workspace', 'trust_workspace', 'forget_workspace', 'use_workspace', 'save_export',
    'connection', 'start_options',
  ]);

  const events = new Set(['job', 'connection']);

  function isObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  }

  function passes(message) {
    if (!isObject(message) || typeof message.cmd !== 'string') return false;
    const { cmd, payload } = message;
    if (contract.has(cmd)) return isObject(payload) && isObject(payload.request) && Object.keys(payload).length === 1;
    if (host.has(cmd)) return isObject(payload);
    if (cmd === 'plugin:event|listen' || cmd === 'plugin:event|unlisten') return isObject(payload) && events.has(payload.event);
    return false;
  }

  window.__TAURI_ISOLATION_HOOK__ = function (message) {
    // A thrown error would leave the caller waiting for ever; a name that the host does not know is answered at once.
    return passes(message) ? message : Object.assign({}, message, { cmd: 'refused', payload: {} });
  };
})();
