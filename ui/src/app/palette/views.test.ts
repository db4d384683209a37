// Views within the screens are reached by their names too, and by the words that people have for them.
import { expect, test } from 'vitest';
import { screenOf, screens, views } from '../screens';
import { ranked } from './match';

test('every view stands in a screen, once', () => {
  for (const view of views) expect(screenOf(view.path), view.path).toBeDefined();
  expect(new Set([...views, ...screens].map((one) => one.name)).size).toBe(views.length + screens.length);
});

test('a view is found by its name and by what people call it', () => {
  const all = [...screens.map((screen) => ({ ...screen, also: screen.about })), ...views.map((view) => ({ ...view, also: `${view.also} ${view.about}` }))];
  for (const [typed, name] of [['popul', 'Populations'], ['sample', 'Chart review'], ['retention', 'Active or archive'], ['waiver', 'To sign'], ['ledger', 'Every legacy record'], ['artif', 'Artifacts'], ['find', 'Findings']]) {
    expect(ranked(all, typed ?? '')[0]?.entry.name, typed).toBe(name);
  }
});
