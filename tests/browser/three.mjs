// The same checks in Chromium, Firefox and WebKit: search, its box, feedback, contact, tabs, switchers, notices, pictures
// and the preview's reload. `ENGINES=firefox` runs one of them. Prints a line for each test and ends with `N passed, N failed`.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENGINES, until } from './engines.mjs';
import { write } from './listener.mjs';
import { files } from './messages-site.mjs';
import { assert, preview, runAll, test } from './runner.mjs';

/** @type {any[]} */
const events = [];
const receiver = createServer(async (request, response) => {
  let text = '';
  for await (const chunk of request) text += chunk;
  for (const line of text.split('\n').filter(Boolean)) events.push(JSON.parse(line));
  response.writeHead(204, { 'Access-Control-Allow-Origin': '*' }).end();
}).listen(0, '127.0.0.1');
await once(receiver, 'listening');
const endpoint = `http://127.0.0.1:${/** @type {any} */ (receiver.address()).port}/events`;

const folder = await mkdtemp(join(tmpdir(), 'answerbook-engines-'));
await write(folder, files(endpoint));
const site = await preview(folder);

/** Whether an element is there and visible. */
const isShown = `(selector) => [...document.querySelectorAll(selector)].some((found) => found.checkVisibility?.() ?? found.offsetParent !== null)`;
/** The texts of all elements. */
const texts = `(selector) => [...document.querySelectorAll(selector)].map((found) => found.textContent.trim())`;

/** Opens an article, with the notices that load after it. @param {import('./engines.mjs').EnginePage} page @param {string} path */
async function openArticle(page, path) {
  await page.goto(`${site.address}${path}`);
  await until(page, 'a current notice', `() => /Live trouble/.test(document.querySelector('[data-live-notices]').textContent)`);
}

/** @type {import('./engines.mjs').Engine[]} */
const engines = [];
for (const start of ENGINES) engines.push(await start());

/** @param {string} name @param {(page: import('./engines.mjs').EnginePage) => Promise<void>} run */
function inAll(name, run) {
  for (const engine of engines) {
    test(`${engine.name}: ${name}`, async () => {
      const page = await engine.open();
      try {
        await run(page);
      } finally {
        await page.close();
      }
    });
  }
}

inAll('a search page answers its query', async (page) => {
  await page.goto(`${site.address}/search/?q=plum`);
  await until(page, 'results', isShown, '[data-search-hits] a');
  assert(/result/.test((await page.evaluate(texts, '[data-search-count]'))[0]), 'the count is not said');
  assert(!(await page.evaluate(isShown, '[data-search-list]')), 'the list stays');
});

inAll('the box suggests, moves by arrows, and Enter opens', async (page) => {
  await openArticle(page, '/pay/');
  await page.type('.header input[name=q]', 'pear');
  await until(page, 'suggestions', isShown, '[role=listbox] [role=option]');
  await page.press('ArrowDown');
  await until(page, 'a selected suggestion', isShown, '[role=option][aria-selected=true]');
  await page.press('Enter');
  await until(page, 'the article', `() => /\\/pay\\/(late|other)\\//.test(location.pathname)`);
});

inAll('feedback is sent, and the thanks take its place', async (page) => {
  events.length = 0;
  await openArticle(page, '/pay/late/');
  await page.click('[data-feedback-question] button[value=no]');
  await until(page, 'reasons', isShown, '[data-feedback-more]');
  await page.click('[data-feedback-more] .button-main');
  await until(page, 'the end of the question', `() => document.querySelector('[data-feedback-question]').hidden`);
  await until(page, 'thanks', `() => /Thank you/.test(document.querySelector('[data-feedback] [role=status]').textContent)`);
  const isReceived = () => events.some(({ event, helpful }) => event === 'feedback' && helpful === false);
  for (let wait = 0; wait < 100 && !isReceived(); wait += 1) await new Promise((resolve) => setTimeout(resolve, 50));
  assert(isReceived(), JSON.stringify(events));
});

inAll('contact suggests articles and says whether it is open', async (page) => {
  await page.goto(`${site.address}/contact/`);
  await until(page, 'the hours', isShown, '.badge-open');
  await page.type('#ab-subject', 'hidden plum');
  await until(page, 'suggestions', isShown, '[data-suggestions] a');
});

inAll('tabs keep the choice on other pages, and links open them', async (page) => {
  await openArticle(page, '/pay/late/');
  await page.click('[role=tab]:nth-child(2)');
  await openArticle(page, '/pay/other/');
  await until(page, 'the chosen tab', `() => document.querySelector('[role=tab][aria-selected=true]')?.textContent === 'Windows'`);
  await page.click('[role=tab]:nth-child(1)');
  await openArticle(page, '/pay/late/#deep-windows');
  await until(page, 'the panel of the link', `() => document.querySelector('#deep-windows').getBoundingClientRect().height > 0`);
});

inAll('the switcher of languages opens, and the chosen language is offered later', async (page) => {
  await openArticle(page, '/pay/late/');
  await page.click('[data-switch=locales] summary');
  await page.click('[data-switch=locales] a[hreflang=de]');
  await until(page, 'the German page', `() => location.pathname === '/de/pay/late/'`);
  await openArticle(page, '/pay/late/');
  await until(page, 'the offer', `() => /Deutsch/.test(document.querySelector('.notice a[hreflang=de]')?.textContent)`);
});

inAll('notices are shown and dismissed', async (page) => {
  await openArticle(page, '/pay/late/');
  assert(await page.evaluate(isShown, '.notice-change'), 'the notice is not shown');
  await page.click('.notice-change [data-dismiss]');
  await until(page, 'the end of the notice', `() => document.querySelector('.notice-change').hidden`);
  await openArticle(page, '/pay/other/');
  assert(!(await page.evaluate(isShown, '.notice-change')), 'it is back');
});

inAll('notices that load late do not move what is being read', async (page) => {
  await openArticle(page, '/pay/late/');
  await page.evaluate(`() => {
    const place = document.querySelector('[data-live-notices]');
    const top = () => document.querySelector('article').getBoundingClientRect().top;
    const { name } = performance.getEntriesByType('resource').find(({ name }) => name.includes('live-notices'));
    place.replaceChildren();
    scrollTo(0, 250);
    // Two frames, because scroll anchoring needs a painted state.
    requestAnimationFrame(() => requestAnimationFrame(async () => {
      const before = top();
      await (await import(name)).show(place);
      requestAnimationFrame(() => requestAnimationFrame(() => { window.moved = String(Math.abs(top() - before)); }));
    }));
  }`);
  const moved = await until(page, 'notices again', '() => window.moved');
  assert(Number(moved) <= 1, `the article moved by ${moved} px`);
});

inAll('a picture opens large, and Escape closes it', async (page) => {
  await openArticle(page, '/pay/late/');
  await page.click('a.zoom');
  await until(page, 'the dialog', isShown, 'dialog.large-picture');
  await page.press('Escape');
  await until(page, 'the end of the dialog', `() => !document.querySelector('dialog')`);
});

inAll('the preview shows an edit', async (page) => {
  const path = join(folder, 'content/pay/other.md');
  const text = await readFile(path, 'utf8');
  const words = `Written at ${Date.now()}.`;
  await openArticle(page, '/pay/other/');
  await until(page, 'the text', isShown, 'article');
  await writeFile(path, `${text}\n\n${words}\n`);
  await until(page, 'the new sentence', `(words) => document.body.textContent.includes(words)`, words);
});

await runAll(async () => {
  for (const engine of engines) await engine.stop();
  await site.stop();
  receiver.close();
  await rm(folder, { recursive: true });
});
