// Layouts from 320 to 1920 pixels: lists on wide screens, the search page on phones, and content that is too wide or too
// long. Also the number of bytes of a first visit. Prints a line for each test and ends with `N passed, N failed`.
import { gzipSync } from 'node:zlib';
import { assert, assertAccessible, launch, opener, preview, runAll, test } from './runner.mjs';

const site = await preview('example-site');
const browser = await launch();
const open = opener(browser, site);

const PHONE = { viewport: { width: 360, height: 780 }, hasTouch: true };
const NARROW = { viewport: { width: 320, height: 640 }, hasTouch: true };
const WIDE = { viewport: { width: 1280, height: 900 } };

/** The box of the first visible match. @param {import('playwright-core').Page} page @param {string} selector */
const box = async (page, selector) => (await page.locator(`${selector} >> visible=true`).first().boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };

/** @param {import('playwright-core').Page} page */
async function assertNotSideways(page) {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert(overflow <= 0, `${overflow} px stand over the edge`);
}

/** Bytes of everything that a page loads first, with gzip, by kind. @param {string} path */
async function firstLoad(path) {
  const html = await (await fetch(site.address + path)).text();
  const loaded = [...html.matchAll(/<(?:link|script)[^>]* (?:href|src)="(\/_assets\/[^"]+)"/g)].map(([, address]) => address);
  const sizes = { html: gzipSync(html, { level: 9 }).length, css: 0, js: 0, woff2: 0 };
  for (const address of new Set(loaded.filter((address) => /\.(css|js|woff2)$/.test(address)))) {
    const bytes = Buffer.from(await (await fetch(site.address + address)).arrayBuffer());
    const kind = address.slice(address.lastIndexOf('.') + 1);
    sizes[kind] += kind === 'woff2' ? bytes.length : gzipSync(bytes, { level: 9 }).length;
  }
  return sizes;
}

for (const path of ['/about/privacy/', '/thermostat/setup/wire-the-link/', '/billing/faq/', '/contact/', '/whats-new/']) {
  test(`${path}: a first visit takes at most 40,000 bytes with the font, and 8,000 of styles`, async () => {
    const sizes = await firstLoad(path);
    const total = sizes.html + sizes.css + sizes.js + sizes.woff2;
    assert(total <= 40_000 && sizes.css <= 8_000, JSON.stringify({ total, ...sizes }));
  });
}

test('the search page on a phone: filters in one row, and a result without scrolling', () =>
  open(
    '/search/?q=bill',
    async (page) => {
      await page.locator('[data-search-hits] a').first().waitFor();
      const tops = await page.locator('[data-search-facets] .chip').evaluateAll((chips) => new Set(chips.map((chip) => chip.getBoundingClientRect().top)).size);
      assert(tops === 1, `the filters stand in ${tops} rows`);
      const hit = await box(page, '[data-search-hits] h2');
      assert(hit.y + hit.height < 500, `the first result is at ${hit.y}`);
      const task = page.locator('[data-search-tasks] a').first();
      assert(!(await task.evaluate((link) => link.matches('.chip'))), 'a quick task looks like a filter');
      await assertNotSideways(page);
      await assertAccessible(page);
    },
    PHONE,
  ));

test('the search page on a wide screen has its filters next to the results', () =>
  open('/search/?q=bill', async (page) => {
    const hits = page.locator('[data-search-hits] a');
    await hits.first().waitFor();
    const [facets, results] = [await box(page, '[data-search-facets]'), await box(page, '[data-search-hits]')];
    assert(facets.x >= results.x + results.width, 'the filters are not next to the results');
    const before = await page.locator('[data-search-count]').innerText();
    await page.locator('[data-search-facets] .chip').first().click();
    await page.waitForFunction((text) => document.querySelector('[data-search-count]')?.textContent !== text, before);
    assert(new URL(page.url()).searchParams.has('category'), 'the filter is not in the address');
    await assertAccessible(page);
  }));

test('what was corrected stands above the results, in the box and on the page', async () => {
  await open('/search/?q=reset pasword', async (page) => {
    await page.locator('[data-search-hits] a').first().waitFor();
    const [note, hit] = [await box(page, '[data-search-corrected]'), await box(page, '[data-search-hits] h2')];
    assert(note.height > 0 && note.y < hit.y, 'the correction is not above the results');
    assert(/reset password/.test(await page.locator('[data-search-corrected]').innerText()), 'it does not say what was corrected');
  });
  await open('/', async (page) => {
    await page.keyboard.press('/');
    await page.keyboard.type('reset pasword');
    await page.locator('.search-head', { hasText: 'reset password' }).waitFor();
    const [note, row] = [await box(page, '.search-head'), await box(page, '[role=option]')];
    assert(note.y < row.y, 'the correction is not above the suggestions');
  });
});

test('a search that nothing fits well leads to a person, above the results that come closest', () =>
  open('/search/?q=how do I cancel my gym', async (page) => {
    await page.locator('[data-search-hits] a').first().waitFor();
    const [link, hit] = [await box(page, '[data-search-corrected] a[href^="/contact/"]'), await box(page, '[data-search-hits] h2')];
    assert(link.height > 0 && link.y < hit.y, 'no link to a person above the results');
  }));

test('without a result, the box and the page say so first', async () => {
  await open(
    '/',
    async (page) => {
      await page.locator('.search-large input').fill('zzzzzz');
      await page.locator('.search-head', { hasText: 'zzzzzz' }).waitFor();
      const [said, row] = [await box(page, '.search-head'), await box(page, '[role=option]')];
      assert(said.y < row.y, 'quick tasks come before the message');
    },
    PHONE,
  );
  await open(
    '/search/?q=zzzzzz',
    async (page) => {
      await page.locator('[data-search-empty] h2', { hasText: 'zzzzzz' }).waitFor();
      const [said, tasks] = [await box(page, '[data-search-empty] h2'), await box(page, '[data-search-empty] nav')];
      assert(said.y < 300 && said.y < tasks.y, `the message is at ${said.y}`);
      await assertAccessible(page);
    },
    PHONE,
  );
});

test('a button clears the search field, and the hint for "/" goes while typing', () =>
  open('/search/', async (page) => {
    const [field, clear, hint] = ['.search-large input', '.search-large .search-reset', '.search-large kbd'].map((name) => page.locator(name));
    assert((await hint.isVisible()) && !(await clear.isVisible()), 'no hint, or a button to clear nothing');
    await field.fill('bill');
    await page.locator('[data-search-hits] a').first().waitFor();
    assert(!(await hint.isVisible()), 'the hint stays while typing');
    await clear.click();
    await page.locator('[data-search-list]').waitFor();
    assert((await field.inputValue()) === '' && !new URL(page.url()).searchParams.has('q'), 'the query stays');
    assert(await field.evaluate((input) => input === document.activeElement), 'the focus is lost');
    assert(!(await clear.isVisible()), 'the button stays');
  }));

/** Whether the placeholder is wider than its field. @param {HTMLInputElement} input */
function isPlaceholderCut(input) {
  const { font } = getComputedStyle(input, '::placeholder');
  const context = document.createElement('canvas').getContext('2d');
  context.font = font;
  const { paddingInlineStart, paddingInlineEnd } = getComputedStyle(input);
  const space = input.clientWidth - parseFloat(paddingInlineStart) - parseFloat(paddingInlineEnd);
  return context.measureText(input.placeholder).width > space;
}

for (const path of ['/billing/', '/de/billing/']) {
  test(`the placeholder in the header fits a tablet: ${path}`, () =>
    open(
      path,
      async (page) => assert(!(await page.locator('.header .search input').evaluate(isPlaceholderCut)), 'it is cut off'),
      { viewport: { width: 768, height: 900 } },
    ));
}

for (const language of ['', 'de/']) {
  test(`the placeholder fits a narrow window: /${language}`, () =>
    open(
      `/${language}search/`,
      async (page) => {
        assert(!(await page.locator('.search-large input').evaluate(isPlaceholderCut)), 'it is cut off');
        await assertNotSideways(page);
      },
      NARROW,
    ));
}

test('without JavaScript the search page says why it lists all articles', () =>
  open(
    '/search/?q=bill',
    async (page) => {
      assert(/JavaScript/.test(await page.locator('[data-search-list]').innerText()), 'it does not say why');
      assert((await page.locator('[data-search-list] .row').count()) > 20, 'the articles are not listed');
    },
    { ...PHONE, javaScriptEnabled: false },
  ));

test('without JavaScript, a word of the query is two links away from its articles', () =>
  open(
    '/search/?q=bill',
    async (page) => {
      await page.locator('noscript a', { hasText: /^B$/ }).click();
      await page.waitForURL(/\/all\/#ab-words-\d+$/);
      const heading = page.locator(':target');
      assert((await heading.innerText()) === 'B' && (await heading.boundingBox()).y < 200, 'the letter is not in view');
      const found = page.locator('.words div', { has: page.locator('dt', { hasText: /^Bill$/ }) }).locator('a');
      assert((await found.count()) > 2, `${await found.count()} articles about bills`);
      await found.first().click();
      await page.locator('.article-head').waitFor();
      await page.goto(`${site.address}/search/?q=bill`);
      await page.locator('noscript a', { hasText: 'Bills and payments' }).click();
      assert((await page.locator(':target h2').innerText()) === 'Bills and payments', 'the topic is not in view');
    },
    { ...PHONE, javaScriptEnabled: false },
  ));

test('a search page with a query never shows the list of all articles first', () =>
  open('/', async (page) => {
    const seen = [];
    await page.route('**/_assets/search*.js', async (route) => {
      // The page is looked at while search is still loading.
      const list = await page.evaluate(() => {
        // Nothing is painted before the style sheets are there.
        if ([...document.styleSheets].length < document.querySelectorAll('link[rel=stylesheet]').length) return 'unpainted';
        const found = document.querySelector('[data-search-list]');
        return found && (found.hidden ? 'hidden' : getComputedStyle(found).visibility);
      });
      seen.push(list);
      await route.continue();
    });
    await page.goto(`${site.address}/search/?q=bill`);
    await page.locator('[data-search-hits] a').first().waitFor();
    assert(seen.includes('hidden') && !seen.includes('visible'), `the list was ${seen}`);
  }));

test('if search cannot be loaded, the list is shown', () =>
  open('/', async (page, { faults }) => {
    await page.route('**/_assets/search*.js', (route) => route.abort());
    await page.goto(`${site.address}/search/?q=bill`);
    await page.locator('[data-search-list] .row').first().waitFor({ state: 'visible' });
    faults.length = 0;
  }));

for (const path of ['/billing/', '/labels/app/', '/labels/', '/whats-new/', '/search/', '/search/?q=zzzzzz']) {
  test(`${path}: a wide screen offers more next to the list, and one way to a person`, () =>
    open(path, async (page) => {
      const [column, beside] = [await box(page, '.column'), await box(page, '.beside')];
      assert(beside.width > 180 && beside.x > column.x + column.width, 'nothing is next to the list');
      if (path.includes('?q=')) await page.locator('[data-search-empty] h2', { hasText: 'zzzzzz' }).waitFor();
      const persons = 'main :is(.strip, .person, [data-search-empty] a[href="/contact/"]) >> visible=true';
      assert((await page.locator(persons).count()) === 1, 'not one way to a person');
      await assertNotSideways(page);
    }, WIDE));
}

test('rows of a category have descriptions; all articles stand in two columns', async () => {
  await open('/billing/', async (page) => {
    const rows = await page.locator('.rows .row').count();
    assert((await page.locator('.rows .row small').count()) > rows / 2, 'most rows have no description');
  });
  await open('/all/', async (page) => {
    const starts = await page.locator('.rows .row').evaluateAll((rows) => new Set(rows.map((row) => row.getBoundingClientRect().left)).size);
    assert(starts === 2, `${starts} columns`);
  });
});

test('a site without notice.json never asks for it', () =>
  open('/', async (page) => {
    const asked = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`${site.address}/about/privacy/`, { waitUntil: 'networkidle' });
    assert(asked.length > 0 && !asked.some((url) => url.includes('notice')), String(asked));
  }));

await runAll(async () => {
  await browser.close();
  await site.stop();
});
