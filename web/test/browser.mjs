// Does the playground work in a browser that may reach nothing but the server?
//
//     node web/test/browser.mjs http://127.0.0.1:8000 [--screenshots DIR]

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { check, finish } from './report.mjs';
import { browser, reader, troubles } from './visitor.mjs';

const { positionals, values } = parseArgs({ allowPositionals: true, options: { screenshots: { type: 'string' } } });
const { origin } = new URL(positionals[0]);

let page;
await check('the page opens on the questions', async () => {
  page = await visit('/graphql');
  assert.match(await page.title(), /needledrop/);
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  assert.ok((await questions(page).count()) > 1, 'no questions are listed');
  assert.equal(await tabs(page).count(), await questions(page).count());
  await screenshot(page, 'first-visit');
});

await check('question 1 is answered at once', async () => {
  const answer = await run(page);
  assert.ok(JSON.stringify(answer.data).includes('Cameron Crowe'), 'the answer does not name Cameron Crowe');
  await screenshot(page, 'question-1');
});

await check('another question opens in its tab and is answered', async () => {
  const before = await text(page, 'operation.graphql');
  await questions(page).nth(1).click();
  await page.waitForFunction((before) => __text('operation.graphql') !== before, before);
  await settled(page);
  await run(page);
  assert.equal(await tabs(page).count(), await questions(page).count(), 'a second tab was opened for the same question');
  await screenshot(page, 'another-question');
});

await check('a question whose tab was edited opens in a new one', async () => {
  const before = await tabs(page).count();
  await write(page, 'operation.graphql', '{ __typename }');
  await tabs(page).getByText('<untitled>').waitFor();
  await questions(page).nth(1).click();
  await page.waitForFunction((count) => document.querySelectorAll('.graphiql-tab').length === count, before + 1);
  await screenshot(page, 'many-tabs');
});

await check('the documentation describes Query', async () => {
  await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
  await page.locator('.graphiql-doc-explorer').getByRole('link', { name: 'Query', exact: true }).click();
  const description = page.locator('.graphiql-doc-explorer .graphiql-markdown-description').first();
  assert.ok((await description.innerText()).trim(), 'Query has no description');
  await screenshot(page, 'documentation');
});

await check('the history remembers, the explorer writes', async () => {
  await page.getByRole('button', { name: 'Show History' }).click();
  await page.locator('.graphiql-history-item').first().waitFor();
  await write(page, 'operation.graphql', 'query Explored { __typename }');
  await page.getByRole('button', { name: 'Show GraphiQL Explorer' }).click();
  await page.locator('.graphiql-explorer-root').getByText('films', { exact: true }).click();
  await page.waitForFunction(() => __text('operation.graphql').includes('films'));
  await screenshot(page, 'explorer');
});

await check('mistakes are marked in query and variables', async () => {
  await write(page, 'operation.graphql', 'query Wrong { nonsense }');
  await marked(page, 'operation.graphql', 'nonsense');
  await write(page, 'variables.json', '{ nonsense }');
  await marked(page, 'variables.json', 'Property keys must be doublequoted');
  await write(page, 'variables.json', '');
});

await check('a query is prettified, its comments kept', async () => {
  await write(page, 'operation.graphql', '# why\nquery   Short{__typename}');
  await page.getByRole('button', { name: /^Prettify query/ }).click();
  await page.waitForFunction(() => __text('operation.graphql') === '# why\nquery Short {\n  __typename\n}\n');
});

await check('a link carries a document to another reader', async () => {
  const query = 'query Other { __typename }\n\nquery Shared($with: Boolean!) {\n  __typename @include(if: $with)\n}\n';
  const variables = '{ "with": true }';
  await write(page, 'operation.graphql', query);
  await write(page, 'variables.json', variables);
  const link = await copiedLink(page);
  const named = new URL(link);
  named.searchParams.set('operationName', 'Shared');

  const other = await visit(named.pathname + named.search);
  assert.equal(await text(other, 'operation.graphql'), query);
  assert.equal(await text(other, 'variables.json'), variables);
  await other.getByRole('tab', { name: 'Shared', selected: true }).waitFor();
  assert.equal(new URL(other.url()).search, '');
  await other.getByRole('button', { name: /^Execute query/ }).click();
  await other.getByRole('menuitem', { name: 'Shared' }).click();
  assert.deepEqual((await answered(other)).data, { __typename: 'Query' });
  await screenshot(other, 'shared-link');
  await other.context().close();
});

await check('a reload keeps the tabs, and nothing keeps the headers', async () => {
  await write(page, 'request-headers.json', '{ "authorization": "Bearer do-not-store" }');
  const before = await tabs(page).allInnerTexts();
  const query = await text(page, 'operation.graphql');
  await page.waitForTimeout(1500); // GraphiQL stores its state with half a second's delay.
  const stored = await page.evaluate(() => JSON.stringify(localStorage));
  assert.ok(!stored.includes('do-not-store'), 'a header was stored');
  await page.reload();
  await ready(page);
  assert.deepEqual(await tabs(page).allInnerTexts(), before);
  assert.equal(await text(page, 'operation.graphql'), query);
});

await check('dark and light follow the system', async () => {
  for (const [colorScheme, editor] of [['dark', 'vs-dark'], ['light', 'vs']]) {
    await page.emulateMedia({ colorScheme });
    await page.locator(`.graphiql-query-editor .monaco-editor.${editor}`).waitFor();
    await screenshot(page, colorScheme);
  }
});

await check('the page fits a telephone', async () => {
  const other = await visit('/graphql', { viewport: { width: 390, height: 844 } });
  await screenshot(other, 'telephone');
  assert.ok(await other.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'the page scrolls sideways');
  await other.context().close();
});

await check('no errors, no violations of the policy, no failed or outside requests', () => {
  assert.ok(!troubles.length, [...new Set(troubles)].join('\n     '));
});

await browser.close();
finish();

/** The page in the hands of a new reader, once the editors and the schema are there. */
async function visit(path, options = {}) {
  const context = await reader(origin, options);
  await context.addInitScript(() => {
    globalThis.__text = (name) => __model(name)?.getValue();
    globalThis.__model = (name) => __MONACO.editor.getModels().find((model) => model.uri.path.endsWith(name));
  });

  const page = await context.newPage();
  const response = await page.goto(origin + path);
  assert.ok(response.headers()['content-security-policy'], 'the page comes without a content security policy');
  await ready(page);
  return page;
}

async function ready(page) {
  await page.locator('.graphiql-query-editor .monaco-editor').waitFor();
  await page.waitForFunction(() => __text('operation.graphql') !== undefined);
  await page.waitForLoadState('networkidle');
}

function tabs(page) {
  return page.locator('.graphiql-tab');
}

function questions(page) {
  return page.locator('.questions li button');
}

function text(page, name) {
  return page.evaluate((name) => __text(name), name);
}

async function write(page, name, value) {
  await page.evaluate(([name, value]) => __model(name).setValue(value), [name, value]);
  await settled(page);
}

/** GraphiQL takes note of an edit a tenth of a second later. */
function settled(page) {
  return page.waitForTimeout(300);
}

async function run(page) {
  await page.getByRole('button', { name: /^Execute query/ }).click();
  return answered(page);
}

async function answered(page) {
  await page.waitForFunction(() => __text('response.json'));
  const answer = JSON.parse(await text(page, 'response.json'));
  assert.deepEqual(answer.errors, undefined);
  return answer;
}

/** The markers come from the workers, so they also show that these run. */
function marked(page, name, message) {
  return page.waitForFunction(
    ([name, message]) =>
      __MONACO.editor
        .getModelMarkers({ resource: __model(name).uri })
        .some((marker) => marker.message.includes(message)),
    [name, message],
  );
}

async function copiedLink(page) {
  await page.getByRole('button', { name: 'Copy link to this query' }).click();
  await page.getByRole('button', { name: 'Link copied' }).waitFor();
  return page.evaluate(() => navigator.clipboard.readText());
}

async function screenshot(page, name) {
  if (values.screenshots) await page.screenshot({ path: join(values.screenshots, `${name}.png`) });
}
