// Integrations and rules of the legacy system: keys that do not collide, decisions that can be undone, panels over the
// fixtures, and deliveries in words.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRouter, RouterContextProvider } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { DeliveriesPage, DiscoverySummary, Integration, IntegrationsPage, LegacyRuleDetail, LegacyRulesPage } from '../../contract/contract';
import delivered from '../../test/fixtures/deliveries.json';
import summary from '../../test/fixtures/discovery.json';
import integrations from '../../test/fixtures/integrations.json';
import rule from '../../test/fixtures/legacy_rule.json';
import rules from '../../test/fixtures/legacy_rules.json';
import { changeKey, deliveryWords } from './DeliveriesView';
import { IntegrationPanel, trafficWords } from './IntegrationPanel';
import { RuleMore, RulePanel } from './RulePanel';
import { makeDrafts } from './drafts';
import { RulingForm } from './RulingForm';
import { CLASSES_OF_RULES, groupedBy, OPEN, rulingWords, STATUSES, UNDECIDED } from './rulings';
import { ruledIntegration } from './useRulings';

const listed = (integrations as IntegrationsPage).rows;
const catalogue = (rules as LegacyRulesPage).rows;
const nothing = () => undefined;

function render(element: ReactElement): string {
  const router = createRouter({ routeTree: createRootRoute(), history: createMemoryHistory() });
  return renderToStaticMarkup(
    <RouterContextProvider router={router}>
      <QueryClientProvider client={new QueryClient()}>{element}</QueryClientProvider>
    </RouterContextProvider>,
  );
}

describe('decisions', () => {
  it('have keys of their own', () => {
    for (const rulings of [STATUSES, CLASSES_OF_RULES]) {
      const keys = rulings.map((one) => one.key);
      expect(new Set(keys).size).toBe(keys.length);
      for (const key of keys) expect(['j', 'k', 'x', 'o', 'e', 'g', '/']).not.toContain(key);
    }
  });

  it('are said in words, and an undecided thing says what it waits for', () => {
    expect([rulingWords(UNDECIDED), rulingWords(OPEN), rulingWords('keep')]).toEqual(['to decide', 'to class', 'keep']);
  });

  it('give back what was there before', () => {
    const groups = groupedBy(listed, (row) => JSON.stringify(ruledIntegration(row)));
    expect(groups.flatMap((group) => group.ids).sort()).toEqual(listed.map((row) => row.id).sort());
    const replaced = listed.find((row) => row.status === 'replace') as Integration;
    expect(ruledIntegration(replaced)).toEqual({ word: 'replace', owner: 'Interfaces team', reason: 'The destination has its own engine.' });
    const undecided = listed.find((row) => row.status === UNDECIDED) as Integration;
    expect(ruledIntegration(undecided)).toEqual({ word: UNDECIDED, owner: '', reason: '' });
  });

  it('are closed to a role that only reads', () => {
    const form = (may: boolean) =>
      render(<RulingForm rulings={CLASSES_OF_RULES} noun="rule" number={1} about="r" drafts={makeDrafts()} decided choice={null} onTaken={nothing} last={null} may={may} pending={false} onRule={nothing} onTakeBack={nothing} onLeave={nothing} />);
    expect(form(false)).toContain('analysts and informaticists decide');
    expect(form(false)).not.toContain('<textarea');
    expect(form(true)).toContain('Take back');
    expect(form(true)).not.toContain('aria-label="Owner"');
  });
});

describe('integrations', () => {
  it('tell their traffic, and whether it has ended', () => {
    const row: Integration = { ...listed[0]!, records: 1200, firstYear: 2009, lastYear: 2019 };
    expect(trafficWords(row, 2023)).toBe('1,200 records from 2009 to 2019; silent since');
    expect(trafficWords({ ...row, lastYear: 2023 }, 2023)).toBe('1,200 records from 2009 to 2023');
    expect(trafficWords({ ...row, firstYear: 0 }, 2023)).toBe('1,200 records, none with a date');
  });

  it('show owner and history, or that nobody was named', () => {
    const panel = (row: Integration) => render(<IntegrationPanel rows={[row]} newest={2023} onClose={nothing}>{null}</IntegrationPanel>);
    expect(panel(listed.find((row) => row.owner !== '')!)).toContain('Interfaces team');
    expect(panel(listed.find((row) => row.status === UNDECIDED)!)).toContain('nobody was named');
  });
});

describe('rules', () => {
  it('agree with their summary', () => {
    const said = summary as DiscoverySummary;
    expect([said.rules, said.rulesOpen]).toEqual([catalogue.length, catalogue.filter((one) => one.state === OPEN).length]);
    expect(said.integrationsOpen).toBe(listed.filter((one) => one.status === UNDECIDED).length);
  });

  it('show text, what they name, signs of use and history', () => {
    const detail = rule as LegacyRuleDetail;
    const html = render(<RuleMore detail={detail} />);
    for (const part of ['CREATE TRIGGER', 'user_map', 'not delivered', 'Mistaken for the alert.', 'taken back', ...detail.mentions]) expect(html).toContain(part);
    const withheld = render(<RuleMore detail={{ ...detail, withheld: true, text: '' }} />);
    expect(withheld).toContain('stays in the workspace');
    expect(withheld).not.toContain('<pre');
  });

  it('say when a text changed after somebody classed it', () => {
    const changed = catalogue.find((one) => one.changed)!;
    expect(render(<RulePanel rows={[changed]} onClose={nothing}>{null}</RulePanel>)).toContain('has changed since it was classed');
  });
});

describe('deliveries', () => {
  it('have a key for every change, and say how much is new', () => {
    const page = delivered as DeliveriesPage;
    expect(new Set(page.rows.map(changeKey)).size).toBe(page.rows.length);
    expect(deliveryWords(page.deliveries[0]!)).toMatch(/, harbor: 24 files, 9 new$/);
  });
});
