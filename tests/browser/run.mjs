// Opens the example site in Chromium as a customer would: visually (axe), by keyboard, with and without JavaScript.
// Prints a line for each test and ends with `N passed, N failed`. Run by tests/run.sh.
import { assert, assertAccessible, launch, opener, preview, runAll, test } from './runner.mjs';

const site = await preview('example-site');
const browser = await launch();
const open = opener(browser, site);

/** One page of each type, found through the lists as a reader would. */
const PAGES = {
  home: '/',
  category: '/billing/',
  article: '/about/privacy/',
  guide: '/thermostat/setup/wire-the-link/',
  faq: '/account/faq/',
  video: '/getting-started/app-tour/',
  troubleshooting: '/account/cannot-sign-in/',
  form: '/billing/payments/direct-debit-form/',
  search: '/search/',
  all: '/all/',
  'whats-new': '/whats-new/',
  labels: '/labels/',
  contact: '/contact/',
  404: '/404.html',
};

for (const [type, path] of Object.entries(PAGES)) {
  for (const colorScheme of ['light', 'dark']) {
    for (const width of [360, 1280]) {
      test(`${type}, ${colorScheme}, ${width} px: no accessibility rule broken, nothing asked of other hosts`, () =>
        open(
          path,
          async (page, { elsewhere }) => {
            await assertAccessible(page);
            assert(elsewhere.length === 0, `asked of other hosts: ${elsewhere}`);
            const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
            assert(overflow <= 0, `${overflow} px stand over the edge`);
          },
          { colorScheme, viewport: { width, height: 800 } },
        ));
    }
  }
}

test('the first Tab leads to the skip link, and that to the text', () =>
  open('/account/faq/', async (page) => {
    await page.keyboard.press('Tab');
    assert((await page.evaluate(() => document.activeElement?.getAttribute('href'))) === '#ab-main', 'not the skip link');
    await page.keyboard.press('Enter');
    assert((await page.evaluate(() => document.activeElement?.id)) === 'ab-main', 'the text has no focus');
  }));

test('"/" leads to the search field, and Enter to results that can be shared', () =>
  open('/', async (page) => {
    await page.keyboard.press('/');
    await page.keyboard.type('bill');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/search\/\?q=bill/);
    const hits = page.locator('[data-search-hits] a');
    await hits.first().waitFor({ timeout: 5000 });
    assert((await hits.count()) > 0, 'no results');
    assert(/result/.test(await page.locator('[data-search-count]').innerText()), 'the count is not told');
    assert((await page.title()).startsWith('bill'), 'the title does not name the search');
  }));

test('a search without a result says what to try and leads to a person', () =>
  open('/search/?q=zzzzzz', async (page) => {
    const empty = page.locator('[data-search-empty]');
    await empty.waitFor();
    assert(await empty.isVisible(), 'nothing is said');
    assert((await empty.locator('a[href="/contact/"]').count()) > 0, 'no way to a person');
  }));

test('nothing of search is loaded before a reader turns to it', () =>
  open('/', async (page) => {
    const asked = () => page.evaluate(() => performance.getEntriesByType('resource').filter(({ name }) => /search/.test(name)).length);
    assert((await asked()) === 0, 'search was loaded');
    await page.keyboard.press('/');
    await page.waitForFunction(() => document.querySelector('[role=combobox]'));
    assert((await asked()) > 0, 'search was not loaded');
  }));

for (const colorScheme of ['light', 'dark']) {
  for (const [path, width] of [['/', 360], ['/', 1280], ['/billing/faq/', 1280]]) {
    test(`suggestions on ${path}, ${colorScheme}, ${width} px: an accessible combobox that typos do not stop`, () =>
      open(
        path,
        async (page, { elsewhere }) => {
          const field = page.locator('input[name=q]').first();
          await field.focus();
          await page.keyboard.type('reset pasword');
          const options = page.locator('[role=listbox] [role=option]');
          await options.first().waitFor();
          await page.locator('.search [role=status]', { hasText: /result.*“reset password”/ }).waitFor({ timeout: 5000 });
          assert((await field.getAttribute('aria-expanded')) === 'true', 'not said to be open');
          await page.keyboard.press('ArrowDown');
          const active = await field.getAttribute('aria-activedescendant');
          assert((await page.locator('[role=option][aria-selected=true]').getAttribute('id')) === active, 'the active one is not said');
          assert((await page.locator('[role=option] mark').count()) > 0, 'matches are not marked');
          await assertAccessible(page);
          assert(elsewhere.length === 0, `asked of other hosts: ${elsewhere}`);
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          assert(overflow <= 0, `${overflow} px stand over the edge`);
        },
        { colorScheme, viewport: { width, height: 800 } },
      ));
  }
}

test('a suggestion is opened by Enter, another window by Ctrl+Enter; Escape closes, then clears', () =>
  open('/', async (page, { context }) => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('direct debit');
    // Earlier letters have their own results, which these replace.
    await page.locator('.search [role=status]', { hasText: /result.*“direct debit”/ }).waitFor();
    await page.keyboard.press('ArrowUp');
    const last = await page.locator('[role=option]').last().getAttribute('aria-selected');
    assert(last === 'true', 'the last one is not chosen');
    const opened = context.waitForEvent('page');
    await page.keyboard.press('Control+Enter');
    await (await opened).close();
    await page.keyboard.press('Escape');
    assert(!(await page.locator('.search-panel').isVisible()), 'it stayed open');
    await page.keyboard.press('Escape');
    assert((await page.locator('input[name=q]').inputValue()) === '', 'the text stayed');
    await page.keyboard.type('direct debit');
    await page.locator('[role=option]').first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/billing\/payments\/direct-debit\//);
  }));

test('recent searches are kept only after an action, and can be cleared', () =>
  open('/', async (page) => {
    const kept = () => page.evaluate(() => localStorage.getItem('answerbook-searches'));
    await page.keyboard.press('/');
    await page.keyboard.type('smell gas');
    await page.locator('[role=option]').first().waitFor();
    assert((await kept()) === null, 'something was stored before an action');
    await page.locator('[role=option]').first().click();
    await page.waitForURL(/smell-gas/);
    await page.goto(`${site.address}/`);
    await page.keyboard.press('/');
    await page.locator('[role=option]', { hasText: 'smell gas' }).waitFor();
    await page.locator('.search-clear').click();
    assert((await kept()) === null, 'it was not cleared');
  }));

test('results are narrowed by topic, and the address keeps that', () =>
  open('/search/?q=bill', async (page) => {
    await page.locator('.hit').first().waitFor();
    await assertAccessible(page);
    const topic = page.locator('.facet button').first();
    const name = await topic.getAttribute('data-value');
    await topic.click();
    await page.waitForURL((url) => url.searchParams.get('category') === name);
    await page.locator('.facet button[aria-pressed=true]').waitFor();
    assert((await page.locator('.hit small').allInnerTexts()).every((text) => text.startsWith(name)), 'others are shown');
    await page.reload();
    await page.locator('.facet button[aria-pressed=true]').waitFor();
  }));

test('the box tells how many results each topic has, and leads to them', () =>
  open('/', async (page) => {
    await page.keyboard.press('/');
    await page.keyboard.type('bill');
    const topic = page.locator('.search-facets .facet a').first();
    await topic.waitFor();
    const count = await topic.locator('small').innerText();
    const shown = page.waitForURL((url) => url.searchParams.has('category') && url.searchParams.get('q') === 'bill');
    await topic.click();
    await shown;
    await page.locator('[data-search-count]', { hasText: new RegExp(`^${count} result`) }).waitFor();
  }));

test('a box without a result says what to try, offers quick tasks, leads to a person, and is told', () =>
  open('/', async (page) => {
    await page.evaluate(() => document.addEventListener('answerbook:search', ({ detail }) => (globalThis.told = detail)));
    await page.keyboard.press('/');
    await page.keyboard.type('zzzzzz');
    await page.locator('.search-foot a[href="/contact/"]').waitFor();
    assert(/different words/.test(await page.locator('.search-panel').innerText()), 'it does not say what to try');
    assert((await page.locator('[role=option]').count()) > 0, 'no quick tasks');
    await assertAccessible(page);
    await page.waitForFunction(() => globalThis.told?.results === 0);
  }));

test('search without a way to unpack its index says so', () =>
  open('/', async (page) => {
    await page.addInitScript(() => {
      delete globalThis.Worker;
      delete globalThis.DecompressionStream;
    });
    await page.reload();
    await page.keyboard.press('/');
    await page.keyboard.type('bill');
    await page.locator('.search-foot a[href="/all/"]', {}).waitFor();
    assert(/isn’t available/.test(await page.locator('.search [role=status]').innerText()), 'nothing is said');
  }));

test('search that cannot load its index says so and leads to the list', () =>
  open('/', async (page, { faults }) => {
    await page.route('**/_search/**', (route) => route.fulfill({ status: 404 }));
    await page.keyboard.press('/');
    await page.keyboard.type('bill');
    await page.locator('.search-foot a[href="/all/"]').waitFor();
    assert(/isn’t available/.test(await page.locator('.search [role=status]').innerText()), 'nothing is said');
    await page.goto(`${site.address}/search/?q=bill`);
    await page.locator('[data-search-count]', { hasText: /isn’t available/ }).waitFor();
    assert((await page.locator('[data-search-list] a').count()) > 40, 'the articles are not listed');
    faults.length = 0; // the browser's own message about the status 404
  }));

test('search works in the page where there are no module workers', () =>
  open('/', async (page) => {
    await page.evaluate(() => delete globalThis.Worker);
    await page.keyboard.press('/');
    await page.keyboard.type('bill');
    await page.locator('[role=option]').first().waitFor();
  }));

test('searches are told to whoever listens', () =>
  open('/search/?q=zzzzzz', async (page) => {
    const told = await page.evaluate(
      () => new Promise((resolve) => document.addEventListener('answerbook:search', ({ detail }) => resolve(detail))),
    );
    assert(told.query === 'zzzzzz' && told.results === 0 && told.place === 'page', JSON.stringify(told));
  }));

test('a query is text, not HTML', () =>
  open(`/search/?q=${encodeURIComponent('<img src=x onerror=alert(1)>')}`, async (page) => {
    assert((await page.locator('main img').count()) === 0, 'HTML came in');
  }));

/** Answers the page's requests and collects their events. */
async function receive(page, status = 204) {
  const sent = [];
  await page.route('**/api/events', (route) => {
    for (const line of (route.request().postData() ?? '').split('\n').filter(Boolean)) sent.push(JSON.parse(line));
    return route.fulfill({ status });
  });
  return sent;
}

test('"Yes" is sent and thanked for', () =>
  open('/about/privacy/', async (page, { faults }) => {
    const sent = await receive(page);
    await page.locator('[data-feedback-question] button[value=yes]').click();
    await page.locator('[data-feedback] [role=status]', { hasText: /thank/i }).waitFor();
    const answers = sent.filter(({ event }) => event === 'feedback');
    assert(answers.length === 1 && answers[0].helpful === true, `sent: ${JSON.stringify(sent)}`);
    assert(answers[0].article === 'about/privacy' && answers[0].hash?.length === 16, `sent: ${JSON.stringify(sent)}`);
    faults.length = 0; // the preview does not receive the first view
  }));

test('"Not really" asks why, moves the focus there, and sends the reason', () =>
  open('/about/privacy/', async (page, { faults }) => {
    const sent = await receive(page);
    await page.locator('[data-feedback-question] button[value=no]').click();
    assert((await page.evaluate(() => document.activeElement?.getAttribute('name'))) === 'reason', 'the focus stayed');
    await page.keyboard.press('Space');
    await page.locator('[data-feedback-more] button').click();
    await page.locator('[data-feedback] [role=status]', { hasText: /thank/i }).waitFor();
    assert(sent.some(({ helpful, reason }) => helpful === false && reason), `sent: ${JSON.stringify(sent)}`);
    faults.length = 0;
  }));

test('an answer that is refused is not thanked for', () =>
  open('/about/privacy/', async (page, { faults }) => {
    await receive(page, 400);
    await page.locator('[data-feedback-question] button[value=yes]').click();
    await page.locator('[data-feedback] [role=status]', { hasText: /couldn’t/i }).waitFor();
    faults.length = 0; // the browser's own message about the status
  }));

test('a question in the address is opened', () =>
  open('/account/faq/', async (page) => {
    const id = await page.locator('.faq details:not([open])').last().getAttribute('id');
    await page.goto(`${site.address}/account/faq/#${id}`);
    assert(await page.locator(`.faq details[id="${id}"]`).evaluate((details) => details.open), 'it stayed closed');
  }));

test('a recording of another host is asked for only after a click', () =>
  open('/thermostat/setup/test-wifi-film/', async (page, { elsewhere, faults }) => {
    assert(elsewhere.length === 0, `asked of ${elsewhere} before the click`);
    await page.locator('a[data-embed]').first().click();
    await page.locator('iframe.video').waitFor();
    assert(/youtube-nocookie\.com\/embed\//.test(await page.locator('iframe.video').getAttribute('src')), 'no player');
    faults.length = 0; // there is no network to reach the host
  }));

test('tabs follow the arrow keys', () =>
  open('/thermostat/setup/connect-to-wi-fi/', async (page) => {
    const tabs = page.locator('[role=tablist]').first().locator('[role=tab]');
    await tabs.first().focus();
    await page.keyboard.press('ArrowRight');
    assert((await tabs.nth(1).getAttribute('aria-selected')) === 'true', 'the second tab is not chosen');
    assert((await page.locator('[role=tabpanel]:visible').count()) === 1, 'more than one panel is shown');
  }));

test('light and dark can be chosen, and the choice stays', () =>
  open('/', async (page) => {
    const before = await page.evaluate(() => Object.keys(localStorage).length + document.cookie.length);
    assert(before === 0, 'something was stored before an action');
    await page.locator('[data-theme-toggle]').click();
    await page.reload();
    assert((await page.evaluate(() => document.documentElement.dataset.theme)) === 'dark', 'the choice was lost');
  }));

test('an old address forwards with its query and anchor', () =>
  open('/', async (page) => {
    const manifest = await (await page.request.get(`${site.address}/_redirects`)).text();
    const [from, to] = manifest.split('\n')[0].split(' ');
    await page.goto(`${site.address}${from}?a=1#b`);
    await page.waitForURL((url) => url.pathname === to, { timeout: 5000 });
    assert(page.url().endsWith('?a=1#b'), `lost on the way: ${page.url()}`);
  }));

test('without JavaScript: search lists all articles, answers can be posted, tabs and questions can be read', async () => {
  const options = { javaScriptEnabled: false };
  await open('/search/?q=refund', async (page) => {
    assert((await page.locator('[data-search-list] a').count()) > 40, 'the articles are not listed');
  }, options);
  await open('/about/privacy/', async (page) => {
    const form = page.locator('form[method=post][action="/api/events"]');
    assert((await form.locator('button:visible').count()) === 2, 'the two answers are not there');
  }, options);
  await open('/thermostat/setup/connect-to-wi-fi/', async (page) => {
    const hidden = await page.locator('.tab').evaluateAll((tabs) => tabs.filter((tab) => !tab.checkVisibility()).length);
    assert(hidden === 0, `${hidden} panels are hidden`);
  }, options);
});

test('unknown addresses answer 404 with a way on; folders without a slash forward', () =>
  open('/', async (page, { faults }) => {
    const missing = await page.request.get(`${site.address}/nowhere/`);
    assert(missing.status() === 404 && /search/.test(await missing.text()), `status ${missing.status()}`);
    const slash = await page.request.get(`${site.address}/billing`, { maxRedirects: 0 });
    assert(slash.status() === 308 && slash.headers().location === '/billing/', `${slash.status()} ${slash.headers().location}`);
    const outside = await page.request.get(`${site.address}/..%2f..%2fCargo.toml`);
    assert(outside.status() === 404, 'left the site');
    faults.length = 0;
  }));

await runAll(async () => {
  await browser.close();
  await site.stop();
});
