// Switches between versions and languages as a customer would, with and without JavaScript, on a page that exists, was
// renamed, or is missing. Prints a line for each test and ends with `N passed, N failed`. Run by tests/run.sh.
import { assert, assertAccessible, launch, opener, preview, runAll, test } from './runner.mjs';

const site = await preview('tests/browser/sites/editions');
const browser = await launch();
const open = opener(browser, site);

/** The path of the open page, with its anchor. @param {import('playwright-core').Page} page */
const path = (page) => page.url().slice(site.address.length);

/** Opens a switcher and follows one of its links. @param {import('playwright-core').Page} page */
async function follow(page, switcher, name) {
  await page.locator('.switch summary', { hasText: switcher }).click();
  const link = page.locator('.switch[open] a', { hasText: name });
  const note = await link.locator('small').allTextContents();
  await link.click();
  await page.waitForLoadState();
  return note.join();
}

const MISSING = 'no such page';
/** From, switcher, link, note next to the link, target, title. @type {[string, string, string, string, string, string][]} */
const WAYS = [
  ['/orders/refunds/', 'Version', '2.0', '', '/v/2.0/orders/refunds/', 'Get a refund'],
  ['/orders/refunds/', 'Version', '1.0', 'no longer supported', '/v/1.0/orders/refunds/', 'Get a refund'],
  ['/orders/track-parcel/', 'Version', '2.0', '', '/v/2.0/orders/where-is-my-parcel/', 'Where is my parcel?'],
  ['/v/2.0/orders/where-is-my-parcel/', 'Version', '3.0', 'latest', '/orders/track-parcel/', 'Track your parcel'],
  ['/v/2.0/orders/fax/', 'Version', '3.0', MISSING, '/orders/', 'Orders'],
  ['/orders/parcel-lockers/', 'Version', '1.0', MISSING, '/v/1.0/orders/', 'Orders'],
  ['/orders/refunds/', 'Language', 'Deutsch', '', '/de/orders/refunds/', 'Geld zurückbekommen'],
  ['/orders/parcel-lockers/', 'Language', 'Deutsch', 'not translated', '/de/orders/parcel-lockers/', 'Parcel lockers'],
  ['/v/2.0/orders/fax/', 'Language', 'Deutsch', '', '/v/2.0/de/orders/fax/', 'Per Fax bestellen'],
  ['/v/2.0/de/orders/fax/', 'Version', '3.0', 'Seite nicht vorhanden', '/de/orders/', 'Bestellungen'],
  ['/v/2.0/de/orders/fax/', 'Version', '1.0', 'Seite nicht vorhanden', '/v/1.0/orders/', 'Orders'],
];

for (const javaScriptEnabled of [true, false]) {
  for (const [from, switcher, name, note, to, title] of WAYS) {
    test(`${javaScriptEnabled ? 'with' : 'without'} JavaScript: ${from} → ${name} is ${to}`, () =>
      open(
        from,
        async (page) => {
          const german = from.includes('/de/');
          const told = await follow(page, german && switcher === 'Language' ? 'Sprache' : switcher, name);
          assert(told === note, `the link says “${told}” instead of “${note}”`);
          assert(path(page) === to, `it led to ${path(page)}`);
          assert((await page.locator('h1').textContent()) === title, 'it is another page');
        },
        { javaScriptEnabled },
      ));
  }
}

test('a keyboard opens a switcher, walks it and closes it', () =>
  open('/orders/refunds/', async (page) => {
    const summary = page.locator('.switch summary', { hasText: 'Version' });
    await summary.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    assert((await page.evaluate(() => document.activeElement?.textContent))?.includes('2.0'), 'Tab does not reach the links');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/v/2.0/orders/refunds/');
  }));

test('an older page leads to the latest one, and to what changed since', () =>
  open('/v/2.0/orders/refunds/', async (page) => {
    const notice = page.getByRole('note');
    assert((await notice.textContent())?.includes('This page is for version 2.0'), 'no notice');
    await notice.getByRole('link', { name: 'What changed since 2.0' }).click();
    await page.waitForLoadState();
    assert(path(page) === '/orders/refunds/#ab-changes', path(page));
    const changes = page.locator('#ab-changes');
    await changes.waitFor({ state: 'visible' });
    assert((await changes.locator('ins').allTextContents()).includes('60'), 'what was added is not marked');
    assert((await changes.locator('del').allTextContents()).includes('30'), 'what was removed is not marked');
    await assertAccessible(page);
  }));

test('without JavaScript what changed can be unfolded', () =>
  open(
    '/orders/refunds/',
    async (page) => {
      const changes = page.locator('#ab-changes');
      assert(!(await changes.isVisible()), 'it stands open');
      await page.getByText('What changed since 2.0').click();
      await changes.waitFor({ state: 'visible' });
    },
    { javaScriptEnabled: false },
  ));

test('what’s new lists what a version added, changed and removed', () =>
  open('/whats-new/', async (page) => {
    const titles = async (name) => page.getByRole('region', { name }).locator('.row > span:first-child').allTextContents();
    assert((await titles('New in 3.0')).join() === 'Parcel lockers', 'new');
    assert((await titles('Changed in 3.0')).join() === 'Get a refund,Track your parcel', 'changed');
    assert((await titles('No longer in 3.0')).join() === 'Order by fax', 'removed');
    await assertAccessible(page);
  }));

test('an address that is gone offers the page where it is', () =>
  open('/orders/fax/', async (page, { faults }) => {
    faults.length = 0; // the browser's own message about the status 404
    const elsewhere = page.getByRole('region', { name: 'In other versions' });
    await elsewhere.waitFor({ state: 'visible' });
    const links = await elsewhere.getByRole('link').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    assert(links.join() === '/v/2.0/orders/fax/', links.join());
    await assertAccessible(page);
  }));

for (const [from, to, link] of [
  ['/v/2.0/orders/where-is-my-parcel/', '/orders/track-parcel/', 'View this page for version 4.0'],
  ['/v/2.0/orders/fax/', '/orders/', 'Not available in 4.0: see the closest page'],
]) {
  test(`a page that was written before 4.0 leads to it: ${from} → ${to}`, () =>
    open('/', async (page) => {
      // The server's response after 4.0 was published, while this page stayed unchanged.
      await page.route('**/versions.json', async (route) => {
        const answer = await route.fetch();
        await route.fulfill({ body: (await answer.text()).replaceAll('"3.0"', '"4.0"') });
      });
      await page.goto(site.address + from);
      const notice = page.getByRole('note');
      await notice.getByRole('link', { name: link }).waitFor();
      assert((await notice.textContent())?.includes('The latest is 4.0.'), 'the notice is the old one');
      await page.locator('.switch summary', { hasText: 'Version' }).click();
      const href = await page.locator('.switch[open] a', { hasText: '4.0' }).getAttribute('href');
      assert(href === to, `the switcher leads to ${href}`);
      await notice.getByRole('link').click();
      await page.waitForLoadState();
      assert(path(page) === to, path(page));
    }));
}

/** Where to search, the query, and all expected results. @type {[string, string, string[]][]} */
const SEARCHES = [
  ['/search/', 'lockers', ['/orders/parcel-lockers/']],
  ['/v/1.0/search/', 'refund', ['/v/1.0/orders/refunds/']],
  ['/v/1.0/search/', 'lockers', []],
  ['/v/2.0/search/', 'fax', ['/v/2.0/orders/fax/']],
  ['/v/2.0/de/search/', 'fax', ['/v/2.0/de/orders/fax/']],
];
for (const [from, query, found] of SEARCHES) {
  test(`${from} finds its own articles alone: ${query}`, () =>
    open(`${from}?q=${query}`, async (page) => {
      await page.locator(found.length ? '[data-search-hits] a' : '[data-search-empty]').first().waitFor({ state: 'visible' });
      const links = await page.locator('[data-search-hits] a').evaluateAll((all) => all.map((link) => new URL(link.href).pathname));
      assert([...new Set(links)].sort().join() === [...found].sort().join(), links.join());
    }));
}

test('a search that finds nothing in an older version leads to the newer one that has it', () =>
  open('/v/1.0/search/?q=lockers', async (page) => {
    const newer = page.locator('[data-search-newer] a');
    assert((await newer.textContent()) === 'Found in 3.0', 'no way to the newer version');
    await newer.click();
    await page.waitForURL('**/search/?q=lockers');
    assert(path(page).startsWith('/search/'), path(page));
    await page.locator('[data-search-hits] a').first().waitFor({ state: 'visible' });
  }));

test('the search box of an older version does so, too', () =>
  open('/v/1.0/orders/refunds/', async (page) => {
    await page.locator('.header input[type=search]').fill('lockers');
    await page.locator('.search-foot a', { hasText: 'Found in 3.0' }).click();
    await page.waitForURL('**/search/?q=lockers');
    assert(path(page).startsWith('/search/'), path(page));
  }));

test('an address with the prefix of the latest version leads to the one without', () =>
  open('/v/3.0/orders/refunds/?from=mail#when-the-money-arrives', async (page) => {
    await page.waitForURL('**/orders/refunds/?from=mail#when-the-money-arrives');
    assert(!page.url().includes('/v/3.0/'), page.url());
  }));

for (const colorScheme of ['light', 'dark']) {
  for (const width of [360, 1280]) {
    test(`${colorScheme}, ${width} px: two open switchers and what changed break no rule and stand within the page`, () =>
      open(
        '/orders/refunds/#ab-changes',
        async (page) => {
          await page.locator('#ab-changes').waitFor({ state: 'visible' });
          for (const switcher of ['Version', 'Language']) {
            await page.locator('.switch summary', { hasText: switcher }).click();
            await assertAccessible(page);
            const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
            assert(overflow <= 0, `${overflow} px stand over the edge`);
          }
          const brand = await page.locator('.brand').evaluate(({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth]);
          assert(brand[0] <= brand[1], 'the name is cut');
        },
        { colorScheme, viewport: { width, height: 800 } },
      ));
  }
}

await runAll(async () => {
  await browser.close();
  await site.stop();
});
