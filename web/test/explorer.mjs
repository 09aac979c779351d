// Does the explorer work in a browser that may reach nothing but the server?
//
//     node web/test/explorer.mjs http://127.0.0.1:8000 [--screenshots DIR]

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { check, finish } from './report.mjs';
import { browser, reader, troubles } from './visitor.mjs';

const { positionals, values } = parseArgs({ allowPositionals: true, options: { screenshots: { type: 'string' } } });
const { origin } = new URL(positionals[0]);
const run = promisify(execFile);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const DESK = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };

/** Most that the first page may load of scripts, compressed. */
const MOST_SCRIPT = 150_000;

const VIEWS = {
  home: '/',
  search: '/search?q=crow',
  'search-empty': '/search?q=qqqqqq',
  film: '/film/garden-state-2004',
  series: '/series/twilight',
  artist: '/artist/bjork',
  'artist-group': '/artist/the-beatles',
  soundtrack: '/soundtrack/the-crow-1994',
  song: '/song/across-the-universe',
  list: '/list/best-alt-rock-soundtrack-survey',
  graph: '/graph/artist/bjork',
  'graph-table': '/graph/artist/bjork?as=table',
  'graph-begin': '/graph',
  path: '/path?from=artist/bjork&to=artist/cameron-crowe',
  'path-begin': '/path',
  rankings: '/rankings',
  'rankings-voted': '/rankings/voted',
  'rankings-covered': '/rankings/covered',
  covers: '/covers',
  lists: '/lists',
  matrix: '/matrix',
  'matrix-pair': '/matrix?director=david-fincher&artist=trent-reznor',
};

let page;
await check('a search as one types leads to an artist', async () => {
  page = await visit('/');
  await page.getByRole('combobox').first().fill('bjork');
  await page.getByRole('option', { name: /Björk/ }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await heading(page, 'Björk');
  assert.equal(new URL(page.url()).pathname, '/artist/bjork');
  assert.equal(await page.evaluate(() => document.activeElement.textContent.trim()), 'Björk', 'the new heading has the focus');
});

await check('the artist leads to the graph, which grows by a click', async () => {
  await page.getByRole('link', { name: 'See the graph' }).click();
  await heading(page, /Around Björk/);
  await settled(page);
  const before = await nodes(page);
  assert.ok(before > 2 && before <= 300, `${before} nodes at first`);
  const unknown = await unexpanded(page);
  await clickChosen(page);
  await page.waitForFunction((before) => Number(document.querySelector('.graph-figure').dataset.nodes) > before, before);
  await settled(page);
  const after = await nodes(page);
  assert.ok(after <= before + 100, `${after - before} nodes by one click`);
  assert.match(await page.locator('.graph-panel h2').innerText(), new RegExp(escaped(unknown)));
  await screenshot(page, 'graph-expanded');
});

await check('a path leads from Björk to Cameron Crowe', async () => {
  await page.goto(`${origin}/path`);
  await choose(page, 'From', 'bjork', /Björk/);
  await choose(page, 'To', 'cameron crowe', /Cameron Crowe/);
  await page.getByText(/\d+ steps? from Björk to Cameron Crowe/).or(page.getByText('No way leads')).first().waitFor();
  const ends = await page.locator('.chain').first().locator('.chain-node a').allInnerTexts();
  assert.deepEqual([ends[0], ends.at(-1)], ['Björk', 'Cameron Crowe']);
  assert.deepEqual(Object.fromEntries(new URL(page.url()).searchParams), { from: 'artist/bjork', to: 'artist/cameron-crowe' });
});

await check('the operation behind it opens in the playground and is answered', async () => {
  await page.getByText('The GraphQL behind this view').click();
  await page.getByRole('link', { name: 'Open in playground' }).click();
  await page.locator('.graphiql-query-editor .monaco-editor').waitFor();
  await page.waitForLoadState('networkidle');
  await page.getByRole('button', { name: /^Execute query/ }).click();
  await page.locator('.result-window').getByText('shortestPaths').first().waitFor();
});

await check('it can be copied as curl, TypeScript and Python, and each runs', async () => {
  await page.goto(`${origin}/soundtrack/singles-1992`);
  await page.getByText('The GraphQL behind this view').click();
  const folder = await mkdtemp(join(tmpdir(), 'needledrop-'));
  const answers = [];
  for (const [language, command, file] of [
    ['curl', 'bash', 'request.sh'],
    ['TypeScript', process.execPath, 'request.mjs'],
    ['Python', 'python3', 'request.py'],
  ]) {
    await page.locator('.operations').getByRole('button', { name: `Copy as ${language}` }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    await writeFile(join(folder, file), await page.evaluate(() => navigator.clipboard.readText()));
    const { stdout } = await run(command, [join(folder, file)]);
    assert.match(stdout, /Singles/, `${language} does not find the album`);
    answers.push(stdout);
    await page.getByRole('button', { name: 'Copied' }).waitFor({ state: 'detached' });
  }
  await rm(folder, { recursive: true });
  const [curl, , python] = answers.map((answer, at) => (at === 1 ? null : JSON.parse(answer)));
  assert.deepEqual(python, curl.data);
});

await check('an answer can be taken as a table, where it is one', async () => {
  await open(page, '/rankings/voted');
  await page.getByText('The GraphQL behind this view').click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'CSV' }).click()]);
  const [names, first] = readFileSync(await download.path(), 'utf8').split('\n');
  assert.match(names, /^count,key\.soundtrack\.slug/);
  assert.match(first, /^5,the-crow-1994/);
  await open(page, '/');
  await page.getByText('The GraphQL behind this view').click();
  assert.equal(await page.getByRole('link', { name: 'CSV' }).count(), 0, 'two fields are offered as one table');
});

await check('a fact tells who says so, to the mouse and to the keyboard', async () => {
  await page.goto(`${origin}/film/singles-1992`);
  await heading(page, 'Singles');
  const mark = page.locator('.facts .evidence').first();
  await mark.hover();
  await page.getByRole('tooltip').getByText(/says so itself/).waitFor();
  await screenshot(page, 'evidence');
  await page.keyboard.press('Escape');
  assert.equal(await page.getByRole('tooltip').isVisible(), false);
  await page.mouse.move(0, 0);
  await mark.focus();
  await page.getByRole('tooltip').getByText(/certain|% sure/i).first().waitFor();
});

await check('everything can be done with the keyboard alone', async () => {
  await page.goto(`${origin}/lists`);
  await heading(page, 'Lists');
  await page.keyboard.press('/');
  await page.keyboard.type('trainspotting');
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('Enter');
  await heading(page, '“trainspotting”');
  await page.goto(`${origin}/graph/artist/bjork`);
  await settled(page);
  const before = await nodes(page);
  await unexpanded(page, 'keyboard');
  await page.getByRole('button', { name: 'Expand', exact: true }).focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction((before) => Number(document.querySelector('.graph-figure').dataset.nodes) > before, before);
});

await check('back and forward lead through the views', async () => {
  await page.goto(`${origin}/covers`);
  await page.getByRole('link', { name: 'Across the Universe' }).first().click();
  await heading(page, 'Across the Universe');
  await page.goBack();
  await heading(page, 'Covers');
  await page.goForward();
  await heading(page, 'Across the Universe');
  await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Matrix' }).click();
  await heading(page, 'Directors and artists');
  await page.context().close();
});

for (const [width, viewport, colorScheme] of [['desk', DESK, 'light'], ['phone', PHONE, 'dark']]) {
  await check(`every view is accessible and fits: ${width}, ${colorScheme}`, async () => {
    const context = await reader(origin, { viewport, colorScheme });
    const faults = [];
    for (const [name, address] of Object.entries(VIEWS)) {
      const own = await context.newPage();
      await open(own, address);
      if (name === 'graph') await settled(own);
      await screenshot(own, `${name}-${width}-${colorScheme}`, true);
      const wide = await own.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wide > 0) faults.push(`${name}: scrolls sideways by ${wide}`);
      await own.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
      faults.push(...(await audited(own)).map((fault) => `${name}: ${fault}`));
      await own.close();
    }
    await context.close();
    assert.deepEqual(faults, []);
  });
}

await check(`no first view loads more than ${MOST_SCRIPT} bytes of scripts`, async () => {
  const sizes = {};
  for (const name of ['home', 'artist', 'soundtrack', 'song', 'path', 'graph', 'matrix']) {
    const context = await reader(origin);
    const own = await context.newPage();
    const scripts = [];
    own.on('response', (response) => {
      if (response.request().resourceType() === 'script') scripts.push(response.request());
    });
    await open(own, VIEWS[name]);
    if (name === 'graph') await settled(own);
    const loaded = await Promise.all(scripts.map(async (script) => (await script.sizes()).responseBodySize));
    sizes[name] = loaded.reduce((sum, size) => sum + size, 0);
    assert.ok(scripts.length && sizes[name] > 1000, `${name} loads no scripts`);
    assert.ok(sizes[name] < MOST_SCRIPT, `${name} loads ${sizes[name]} bytes`);
    assert.ok(!scripts.some((script) => /graphiql|monaco/.test(script.url())), `${name} loads the playground`);
    await context.close();
  }
  console.log(`     bytes of scripts: home ${sizes.home}, artist ${sizes.artist}, graph ${sizes.graph}`);
});

await check('without scripts a page says what it knows, and the search works', async () => {
  // The browser counts the scripts that it was told not to load as blocked.
  const context = await reader(origin, { javaScriptEnabled: false }, []);
  const own = await context.newPage();
  await own.goto(`${origin}/artist/bjork`);
  assert.equal(await own.locator('h1').innerText(), 'Björk');
  await own.getByRole('link', { name: 'Stigmata' }).click();
  assert.equal(await own.locator('h1').innerText(), 'Stigmata');
  await screenshot(own, 'without-scripts', true);
  await own.getByRole('searchbox').fill('bjork');
  await own.keyboard.press('Enter');
  await own.waitForURL('**/search?q=bjork');
  assert.equal(await own.locator('.results a').first().innerText(), 'Björk');
  await context.close();
});

await check('JSON-LD stands in the page and breaks no rule of the policy', async () => {
  const context = await reader(origin);
  const own = await context.newPage();
  await open(own, '/soundtrack/stigmata-1999');
  const terms = JSON.parse(await own.locator('script[type="application/ld+json"]').textContent());
  assert.equal(terms['@type'], 'MusicAlbum');
  await context.close();
});

await check('without WebGL the graph is a table', async () => {
  const context = await reader(origin);
  await context.addInitScript(() => {
    const get = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
      return kind.startsWith('webgl') ? null : get.call(this, kind, ...more);
    };
  });
  const own = await context.newPage();
  await open(own, '/graph/artist/bjork');
  await own.getByText('This browser draws no pictures of this sort.').waitFor();
  await own.getByRole('cell', { name: /All Is Full of Love/ }).first().waitFor();
  await context.close();
});

await check('what is not there and what fails says what to do', async () => {
  const expected = [];
  const context = await reader(origin, {}, expected);
  const own = await context.newPage();
  await own.goto(`${origin}/film/no-such-film`);
  await heading(own, 'No such film');
  await own.getByRole('link', { name: 'Search for “no such film”' }).click();
  await heading(own, '“no such film”');
  await context.route('**/graphql', (route) => route.abort());
  await own.goto(`${origin}/rankings`);
  await heading(own, 'This did not work');
  await own.getByText('The server cannot be reached.').waitFor();
  await screenshot(own, 'failed', true);
  await context.unroute('**/graphql');
  await own.getByRole('button', { name: 'Try again' }).click();
  await heading(own, 'Rankings');
  assert.ok(expected.every((trouble) => /^404|^failed|^console: Failed to load/.test(trouble)), expected.join('\n     '));
  await context.close();
});

await check('no errors, no violations of the policy, no failed or outside requests', () => {
  assert.ok(!troubles.length, [...new Set(troubles)].join('\n     '));
});

await browser.close();
finish();

async function visit(address, options = { viewport: DESK }) {
  const context = await reader(origin, options);
  const page = await context.newPage();
  await open(page, address);
  return page;
}

async function open(page, address) {
  const response = await page.goto(origin + address);
  const policy = response.headers()['content-security-policy'];
  assert.ok(policy && !policy.includes('unsafe'), `${address} has the policy ${policy}`);
  await page.waitForFunction(() => document.querySelector('main h1') && !document.querySelector('main').hasAttribute('aria-busy'));
  await page.waitForLoadState('networkidle');
}

function heading(page, name) {
  return page.getByRole('heading', { level: 1, name }).waitFor();
}

function settled(page) {
  return page.locator('.graph-figure[aria-busy="false"]').waitFor();
}

async function nodes(page) {
  return Number(await page.locator('.graph-figure').getAttribute('data-nodes'));
}

/** Goes from node to node in the panel, and back from dead ends, until one has neighbours that are not shown. Its name. */
async function unexpanded(page, by = 'mouse') {
  const around = page.locator('.graph-around button');
  const chosen = page.locator('.graph-panel h2');
  const way = [await chosen.innerText()];
  const seen = new Set(way);
  for (let steps = 0; steps < 30; steps++) {
    const next = (await around.allInnerTexts()).find((name) => !seen.has(name));
    if (next) way.push(next);
    else way.pop();
    const name = way.at(-1);
    assert.ok(name, 'everything is expanded');
    seen.add(name);
    const button = around.filter({ hasText: name }).first();
    if (by === 'keyboard') {
      await button.focus();
      await page.keyboard.press('Enter');
    } else await button.click();
    await chosen.filter({ hasText: name }).waitFor();
    if (await page.getByRole('button', { name: 'Expand', exact: true }).count()) return name;
  }
  throw new Error('no node is left to expand');
}

/** Clicks where the picture rings the chosen node. */
async function clickChosen(page) {
  const ring = await page.locator('.graph-ring').boundingBox();
  await page.mouse.click(ring.x + ring.width / 2, ring.y + ring.height / 2);
}

async function choose(page, label, text, option) {
  await page.getByLabel(label, { exact: true }).first().fill(text);
  await page.getByRole('option', { name: option }).first().click();
  await page.waitForFunction((name) => new URLSearchParams(location.search).get(name.toLowerCase()), label);
  await page.waitForFunction(() => !document.querySelector('main').hasAttribute('aria-busy'));
}

/** What axe holds for serious or worse. */
async function audited(page) {
  await page.evaluate(axe);
  const { violations, passes } = await page.evaluate(() => globalThis.axe.run(document));
  assert.ok(passes.length > 10, `axe looked at ${passes.length} rules only`);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id} at ${nodes.slice(0, 3).map(({ target, any }) => `${target} (${any[0]?.message ?? ''})`).join(', ')}`);
}

function escaped(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

async function screenshot(page, name, fullPage = false) {
  if (values.screenshots) await page.screenshot({ path: join(values.screenshots, `${name}.png`), fullPage });
}
