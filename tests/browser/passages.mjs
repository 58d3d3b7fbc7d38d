// Opens pages as customers do who search: the passages that answer, taken from built pages, the same as the terminal
// shows. Prints a line for each test and ends with `N passed, N failed`. Run by tests/run.sh.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert, assertAccessible, launch, opener, preview, root, runAll, test } from './runner.mjs';

const site = await preview('example-site');
const browser = await launch();
const open = opener(browser, site);

const RESET = '/search/?q=reset+password';
const PHONE = { viewport: { width: 360, height: 780 } };

/** The passage on the search page, once its page has been read. @param {import('playwright-core').Page} page */
const loaded = (page) => page.locator('.passage:not([aria-busy])').first().waitFor();

test('passages are the same as those of the terminal', () =>
  open('/', async (page) => {
    const queries = readFileSync(join(root, 'tests/search/sites/answers.txt'), 'utf8').split('\n').filter(Boolean);
    const told = await page.evaluate(async (queries) => {
      const { searchWorker, searchIndex, passages } = document.querySelector('form[data-search-script]').dataset;
      const [{ ask }, { load, passageOf }] = await Promise.all([import(searchWorker), import(passages)]);
      let text = '';
      for (const query of queries) {
        const { hits, words } = await ask(new URL(searchIndex, location.href).href, query, { limit: 5 });
        text += `# ${query}\n`;
        for (const hit of hits.slice(0, 3).filter(({ isAnswer }) => isAnswer)) {
          const units = passageOf(await load(new URL(hit.href.split('#')[0], location.href).href), hit, words);
          const blocks = units.flatMap((unit) => {
            for (const part of unit.querySelectorAll('li, p, td, th, dt, dd, br, div, pre, section')) part.append(' ');
            return unit.textContent.split(/[^\p{Alphabetic}\p{N}]+/u);
          });
          text += `${hit.href}\n${blocks.filter(Boolean).join(' ')}\n`;
        }
      }
      return text;
    }, queries);
    const golden = readFileSync(join(root, 'tests/search/golden/answers.txt'), 'utf8');
    const [own, expected] = [told.split('\n'), golden.split('\n')];
    const place = expected.findIndex((line, number) => line !== own[number]);
    assert(told === golden, `line ${place + 1}: found “${own[place]}”, expected “${expected[place]}”`);
  }));

for (const [width, colorScheme] of [[360, 'light'], [1280, 'dark']]) {
  test(`the search page shows the passage that answers, ${width} px, ${colorScheme}`, () =>
    open(
      RESET,
      async (page) => {
        await loaded(page);
        const place = page.locator('[data-search-passages]');
        assert((await place.locator('ol > li').count()) === 5, 'the steps are not whole');
        assert(!(await place.innerHTML()).match(/ (?:id|style|on\w+)=(?!"--lines)/), 'attributes of the page are left');
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert(overflow <= 0, `${overflow} px stand over the edge`);
        await assertAccessible(page);
      },
      { colorScheme, viewport: { width, height: 800 } },
    ));
}

test('results do not wait for a passage, and do not move when it arrives', () =>
  open('/', async (page) => {
    let answer = () => {};
    await page.route('**/account/reset-password/', async (route) => {
      await new Promise((resolve) => (answer = resolve));
      await route.continue();
    });
    await page.goto(site.address + RESET);
    await page.locator('.passage[aria-busy]').waitFor();
    const hit = page.locator('[data-search-hits] h2').first();
    await hit.waitFor();
    const before = (await hit.boundingBox())?.y;
    while ((await page.locator('.passage[aria-busy]').count()) > 0) {
      answer();
      await page.evaluate(() => new Promise(requestAnimationFrame));
    }
    assert((await hit.boundingBox())?.y === before, 'the results moved');
    assert((await page.locator('.passage li').count()) === 5, 'the passage did not arrive');
  }));

test('a page that cannot be loaded leaves the excerpt in its place', () =>
  open('/', async (page, { faults }) => {
    await page.route('**/account/reset-password/', (route) => route.fulfill({ status: 404, body: '' }));
    await page.goto(site.address + RESET);
    await loaded(page);
    assert(/password/.test(await page.locator('.passage-text').innerText()), 'nothing is shown');
    faults.splice(0, faults.length, ...faults.filter((fault) => !/404/.test(fault)));
  }));

test('a passage is marked when its article opens', () =>
  open(RESET, async (page) => {
    await loaded(page);
    const href = await page.locator('.passage-link').getAttribute('href');
    assert(/^\/account\/reset-password\/#:~:text=[^,]+,[^,]+$/.test(href ?? ''), `it leads to ${href}`);
  }));

test('the search box shows one passage, within reach of the keyboard', () =>
  open(
    '/',
    async (page) => {
      await page.locator('.search-large input').focus();
      await page.keyboard.type('reset password ');
      await page.locator('.search-panel .passage:not([aria-busy])').waitFor();
      assert((await page.locator('.search-panel .passage').count()) === 1, 'there is more than one');
      await page.locator('.search-panel [role=option]').first().waitFor();
      for (let presses = 0; presses < 4 && !(await page.locator('.passage-link:focus').count()); presses += 1) await page.keyboard.press('Tab');
      assert(await page.locator('.search-panel').isVisible(), 'the panel closed');
      assert((await page.locator('.passage-link:focus').count()) === 1, 'the link is out of reach');
      await assertAccessible(page);
    },
    PHONE,
  ));

test('a passage that scrolls fades at its end, and can be scrolled out of the fade', () =>
  open('/', async (page) => {
    await page.locator('.search-large input').focus();
    await page.keyboard.type('reset password ');
    await page.locator('.search-panel .passage:not([aria-busy])').waitFor();
    const text = await page.locator('.search-panel .passage-text').evaluate((element) => {
      element.scrollTo(0, element.scrollHeight);
      const { lineHeight, maskImage, paddingBlockEnd } = getComputedStyle(element);
      const last = [...element.querySelectorAll('li')].pop().getBoundingClientRect().bottom;
      const lines = element.clientHeight / parseFloat(lineHeight);
      return { lines, maskImage, below: element.getBoundingClientRect().bottom - last, fade: parseFloat(paddingBlockEnd) };
    });
    assert(Math.abs(text.lines - Math.round(text.lines)) < 0.05, `a place of ${text.lines} lines cuts one`);
    assert(text.maskImage.startsWith('linear-gradient') && text.below >= text.fade - 1, JSON.stringify(text));
  }));

test('a vague query has no passage', () =>
  open('/search/?q=thermostat', async (page) => {
    await page.locator('[data-search-hits] h2').first().waitFor();
    assert(await page.locator('[data-search-passages]').isHidden(), 'there is a passage');
  }));

test('the contact page shows the passage for a subject, in a new tab', () =>
  open('/contact/', async (page) => {
    await page.fill('[data-field=subject]', 'reset password');
    await page.locator('[data-suggestions-passage] .passage:not([aria-busy])').waitFor();
    const targets = await page.locator('[data-suggestions-passage] a').evaluateAll((links) => new Set(links.map((link) => link.target)).size);
    assert(targets === 1 && (await page.locator('.passage-link').getAttribute('target')) === '_blank', 'the message would be lost');
    await assertAccessible(page);
  }));

test('a missing page shows the passage that its address asks for', () =>
  open('/', async (page, { faults }) => {
    await page.goto(`${site.address}/old/reset-password.html`);
    await page.locator('[data-missing] .passage:not([aria-busy])').waitFor();
    assert(/reset-password/.test((await page.locator('.passage-link').getAttribute('href')) ?? ''), 'it leads elsewhere');
    await assertAccessible(page);
    faults.splice(0, faults.length, ...faults.filter((fault) => !/404/.test(fault)));
  }));

await runAll(async () => {
  await browser.close();
  await site.stop();
});
