// The main job with the keyboard alone, and how the screens stand at the smallest size that the product promises.
//
// No pointer is used in the walk: what cannot be reached here cannot be reached by somebody who has no mouse.
import { check, that, until } from '../checks.mjs';
import { go, settled, textOf } from './page.mjs';

const places = ['/overview', '/artifacts', '/artifacts?as=tree', '/artifacts?part=uses', '/artifacts?part=quarantine', '/lens', '/lens?table=problems&mode=both', '/mapping', '/patients', '/findings', '/findings?group=findings', '/findings/sign', '/findings/equivalences', '/findings/population', ...['code', 'clinic', 'number', 'amount'].map((view) => `/findings/population?view=${view}`), '/patients/review', '/artifacts?view=layouts'];

const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();

/** From signing in to a chart, a rule and a job list, without a pointer. */
export async function keyboardWalk(page, watch, who) {
  await check('keyboard: signing in', async () => {
    await page.goto(`${watch.origin}/`);
    await page.getByLabel('Name', { exact: true }).waitFor();
    await until('the name has the focus', () => page.evaluate(() => document.activeElement?.getAttribute('autocomplete') === 'username'));
    await page.keyboard.type(who.name);
    await page.keyboard.press('Tab');
    await page.keyboard.type(who.password);
    await page.keyboard.press('Enter');
    await heading(page, 'Overview');
  });
  await check('keyboard: Tab visits the shell, and every stop can be seen', async () => {
    await settled(page);
    const stops = new Set();
    const unseen = [];
    for (let step = 0; step < 24; step += 1) {
      await page.keyboard.press('Tab');
      const stop = await page.evaluate(() => {
        const element = document.activeElement;
        if (element === null || element === document.body) return null;
        const style = getComputedStyle(element);
        const seen = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
        return { name: element.getAttribute('aria-label') ?? element.textContent?.trim().slice(0, 40) ?? '', seen };
      });
      if (stop === null) continue;
      stops.add(stop.name);
      if (!stop.seen) unseen.push(stop.name);
    }
    that(stops.size >= 10, `only ${stops.size} stops: ${[...stops].join(', ')}`);
    that(unseen.length === 0, `no mark of focus on: ${[...new Set(unseen)].join(', ')}`);
  });
  await check('keyboard: G and a letter go to every screen', async () => {
    for (const [key, name] of [['a', 'Artifacts'], ['p', 'Patients'], ['f', 'Findings'], ['o', 'Overview']]) {
      await page.keyboard.press('g');
      await page.keyboard.press(key);
      await heading(page, name);
    }
    await page.keyboard.press('g');
    await page.keyboard.press('m');
    await page.getByRole('grid', { name: 'Rules', exact: true }).waitFor();
  });
  await check('keyboard: the artifacts are walked, filtered and closed', async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('a');
    await heading(page, 'Artifacts');
    const chosen = page.locator('[role="grid"][aria-label="Artifacts"] [aria-selected="true"]');
    await chosen.waitFor();
    const from = Number(await chosen.getAttribute('aria-rowindex'));
    await page.keyboard.press('j');
    await until('the next row is chosen', async () => Number(await chosen.getAttribute('aria-rowindex')) === from + 1);
    await page.keyboard.press('/');
    await until('the filter has the focus', () => page.evaluate(() => document.activeElement?.getAttribute('type') === 'search'));
    await page.keyboard.press('Escape');
    await page.keyboard.press('q');
    await until('the quarantine is open', () => page.url().includes('part=quarantine'));
    await page.keyboard.press('Escape');
    await until('the panel is closed', () => page.url().includes('id=none'));
  });
  await check('keyboard: a dialog gives the focus back to the list that was walked', async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('f');
    const list = page.getByRole('treegrid', { name: 'Causes', exact: true });
    const current = list.locator('[role="row"][aria-selected="true"]').first();
    await current.waitFor();
    for (const [key, name] of [['t', 'Triage'], ['?', 'Keys']]) {
      await page.keyboard.press('j');
      await page.keyboard.press(key);
      const dialog = page.getByRole('dialog', { name, exact: true });
      await dialog.waitFor();
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      const before = await current.getAttribute('aria-expanded');
      await page.keyboard.press('Space');
      await until(`Space opens and closes a cause after ${name}`, async () => (await current.getAttribute('aria-expanded')) !== before);
    }
  });
  await check('keyboard: Enter sends a chosen owner, as the button says, and Ctrl Z takes it back', async () => {
    await page.keyboard.press('t');
    const dialog = page.getByRole('dialog', { name: 'Triage', exact: true });
    await dialog.waitFor();
    await page.keyboard.press('o');
    const owner = page.getByRole('combobox', { name: 'Owner', exact: true });
    await until('the owner has the focus', () => owner.evaluate((one) => one === document.activeElement));
    await until('the people are there', () => owner.evaluate((one) => one.options.length > 1));
    await page.keyboard.type(who.name);
    await until('the owner is chosen', async () => (await owner.inputValue()) === who.name);
    await page.keyboard.press('Enter');
    await owner.waitFor({ state: 'detached' });
    await page.getByText('owner and due day set').first().waitFor();
    await page.keyboard.press('Control+z');
    await page.getByText('Taken back', { exact: true }).waitFor();
  });
  await check('keyboard: a finding whose panel is closed keeps its place, and T means it', async () => {
    await page.keyboard.press('Enter');
    const panel = page.getByRole('complementary', { name: 'Finding', exact: true });
    await panel.waitFor();
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    await page.locator('[role="grid"][aria-label="Findings"] [role="row"][aria-selected="true"]').waitFor();
    await page.keyboard.press('t');
    const dialog = page.getByRole('dialog', { name: 'Triage', exact: true });
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });
  await check('keyboard: ? lists the keys of the screen, and Escape closes it', async () => {
    const help = page.getByRole('dialog', { name: 'Keys' });
    for (const [key, screen, word] of [['a', 'Artifacts', 'quarantine'], ['f', 'Findings', 'triage'], ['p', 'Patients', 'open both charts'], ['m', 'Mapping', 'add a rule'], ['o', 'Overview', 'run migration']]) {
      await page.keyboard.press('g');
      await page.keyboard.press(key);
      await settled(page);
      await page.keyboard.press('?');
      await help.getByRole('region', { name: screen, exact: true }).getByText(word, { exact: true }).waitFor();
      await page.keyboard.press('Escape');
      await help.waitFor({ state: 'detached' });
    }
  });
  await check('keyboard: a rule is chosen and its expression takes the focus', async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('m');
    await page.getByRole('grid', { name: 'Rules', exact: true }).waitFor();
    await page.keyboard.press('j');
    await page.locator('textarea[aria-label^="Expression of"]').waitFor();
    await page.keyboard.press('Enter');
    await until('the expression has the focus', () => page.evaluate(() => document.activeElement?.getAttribute('aria-label')?.startsWith('Expression of') === true));
    await page.keyboard.press('Escape');
  });
  await check('keyboard: from the causes to a finding and its chart', async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('f');
    const causes = page.getByRole('treegrid', { name: 'Causes' });
    await causes.locator('[data-index="0"]').waitFor();
    await page.keyboard.press('j');
    await until('the list has the focus', () => page.evaluate(() => document.activeElement?.getAttribute('role') === 'treegrid'));
    await page.keyboard.press('Enter');
    await page.getByRole('grid', { name: 'Findings', exact: true }).locator('[role="row"][aria-rowindex="2"]').waitFor();
    await page.getByRole('complementary', { name: 'Finding', exact: true }).getByRole('heading', { name: 'Both statements' }).waitFor();
    await page.keyboard.press('c');
    await page.getByRole('heading', { name: /^Patient / }).waitFor();
  });
  await check('keyboard: the palette finds a screen and an action', async () => {
    await page.keyboard.press('Control+k');
    const box = page.getByRole('combobox', { name: 'Search or run a command' });
    await box.waitFor();
    await page.keyboard.type('artif');
    that((await textOf(page.getByRole('option', { selected: true }))).startsWith('Artifacts'), 'Artifacts is not first');
    await page.keyboard.press('Enter');
    await heading(page, 'Artifacts');
    await page.keyboard.press('Control+k');
    await box.waitFor();
    await page.keyboard.type('registry');
    await page.keyboard.press('Enter');
    await heading(page, 'Populations');
    await page.keyboard.press('Control+k');
    await box.waitFor();
    await page.keyboard.press('Escape');
    await box.waitFor({ state: 'detached' });
  });
}

/** Nothing stands out of the window at 1280 by 720, in either theme. */
export async function smallWindow(page, watch, patient) {
  for (const [width, height] of [[1280, 720], [1100, 700], [1024, 700]]) await fits(page, watch, patient, width, height);
  await zoomed(page, watch, patient);
  await page.setViewportSize({ width: 1440, height: 900 });
}

/** 1280x720 at 200 %: tables of many columns may scroll in themselves, the screen may only scroll down, and every button can be reached. */
async function zoomed(page, watch, patient) {
  await page.setViewportSize({ width: 640, height: 360 });
  for (const place of [...places, '/overview/ledger', `/patients/${patient}`]) {
    await check(`1280x720 at 200 %: ${place.replace(patient, 'ID')} scrolls down alone`, async () => {
      await go(page, watch, place);
      await until('the screen is there', () => page.evaluate(() => document.querySelector('main h1') !== null && document.querySelector('main [aria-busy="true"]') === null));
      const wide = await page.evaluate(() => [document.documentElement, document.getElementById('main')].filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => `${one.tagName} by ${one.scrollWidth - one.clientWidth}`));
      that(wide.length === 0, `too wide: ${wide.join(', ')}`);
      const lost = await page.evaluate(() => [...document.querySelectorAll('header button, nav a, main button')].filter((one) => {
        const box = one.getBoundingClientRect();
        let edge = innerWidth;
        for (let around = one.parentElement; around !== null; around = around.parentElement) {
          const flow = getComputedStyle(around).overflowX;
          // A table, or a strip, that scrolls sideways in itself brings it into view.
          if (flow === 'auto' || flow === 'scroll') return false;
          if (flow === 'hidden') edge = Math.min(edge, around.getBoundingClientRect().right);
        }
        return box.width > 0 && box.right > edge + 1;
      }).map((one) => one.textContent?.trim().slice(0, 30)));
      that(lost.length === 0, `out of reach: ${lost.join(', ')}`);
    });
  }
}

async function fits(page, watch, patient, width, height) {
  await page.setViewportSize({ width, height });
  for (const place of [...places, `/patients/${patient}`, `/patients/${patient}?as=list`]) {
    await check(`${width}x${height}: ${place.replace(patient, 'ID')} fits without scrolling sideways`, async () => {
      await go(page, watch, place);
      await until('the screen is there', () => page.evaluate(() => document.querySelector('main h1') !== null && document.querySelector('main [aria-busy="true"]') === null));
      const wide = await page.evaluate(() => {
        const names = [];
        for (const element of [document.documentElement, document.body, document.getElementById('main')]) {
          if (element !== null && element.scrollWidth > element.clientWidth + 1) names.push(`${element.tagName} by ${element.scrollWidth - element.clientWidth}`);
        }
        return names;
      });
      that(wide.length === 0, `too wide: ${wide.join(', ')}`);
      const cut = await page.evaluate(() => [...document.querySelectorAll('header button, nav a, main button')].filter((one) => {
        const box = one.getBoundingClientRect();
        // What an ancestor hides cannot be reached, what it scrolls can.
        let edge = innerWidth;
        for (let around = one.parentElement; around !== null; around = around.parentElement) {
          if (getComputedStyle(around).overflowX === 'hidden') edge = Math.min(edge, around.getBoundingClientRect().right);
        }
        return box.width > 0 && box.left < innerWidth && box.right > edge + 1;
      }).map((one) => one.textContent?.trim().slice(0, 30)));
      that(cut.length === 0, `cut at the edge: ${cut.join(', ')}`);
      // A table scrolls down and never sideways: a column that does not fit is a number that is read wrong.
      const beyond = await page.evaluate(() => [...document.querySelectorAll('[role="grid"], [role="treegrid"]')].flatMap((grid) => {
        const edge = grid.getBoundingClientRect().right + 1;
        return [...grid.querySelectorAll('[role="columnheader"]')].filter((head) => head.getBoundingClientRect().right > edge).map((head) => head.textContent?.trim());
      }));
      that(beyond.length === 0, `columns cut at the edge of their table: ${beyond.join(', ')}`);
      const above = await page.evaluate(() => [...document.querySelectorAll('#main [role="grid"], #main [role="treegrid"]')].filter((grid) => grid.getBoundingClientRect().top < document.getElementById('main').getBoundingClientRect().top).map((grid) => grid.getAttribute('aria-label')));
      that(above.length === 0, `scrolled away before anybody scrolled: ${above.join(', ')}`);
    });
  }
  await check(`${width}x${height}: the totals of both books stand over the chart`, async () => {
    await go(page, watch, `/patients/${patient}`);
    for (const book of ['legacy', 'destination']) {
      const total = page.locator('header').getByText(new RegExp(`^[\\d,]+${book}$`));
      await total.waitFor();
      const seen = await total.evaluate((one) => { const box = one.getBoundingClientRect(); return one.contains(document.elementFromPoint(box.right - 8, box.bottom - 12)); });
      that(seen, `the total of the ${book} book is hidden`);
    }
  });
}
