// Opens help centers in other languages as a customer would: Arabic is mirrored and uses its own plural forms. Prints a
// line for each test and ends with `N passed, N failed`. Run by tests/run.sh.
import { assert, assertAccessible, launch, opener, preview, runAll, test } from './runner.mjs';

const arabic = await preview('tests/browser/sites/ar');
const browser = await launch();
const open = opener(browser, arabic);

/** The left edge, the right edge and the middle of an element. @param {import('playwright-core').Page} page @param {string} selector */
const place = (page, selector) =>
  page.locator(selector).first().evaluate((element) => {
    const { left, right } = element.getBoundingClientRect();
    return { left, right, middle: (left + right) / 2 };
  });

const ARTICLE = '/account/reset-password/';

for (const path of ['/', ARTICLE, '/account/faq/', '/contact/', '/search/']) {
  for (const colorScheme of ['light', 'dark']) {
    for (const width of [360, 1280]) {
      test(`Arabic, ${path}, ${colorScheme}, ${width} px: no accessibility rule broken, nothing over the edge`, () =>
        open(
          path,
          async (page) => {
            await assertAccessible(page);
            const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
            assert(overflow <= 0, `${overflow} px stand over the edge`);
          },
          { colorScheme, viewport: { width, height: 800 } },
        ));
    }
  }
}

test('an Arabic page is mirrored', () =>
  open(ARTICLE, async (page) => {
    assert((await page.locator('html').getAttribute('dir')) === 'rtl', 'the page runs from left to right');
    assert((await page.locator('html').getAttribute('lang')) === 'ar', 'the language is not told');
    const [brand, links, text, outline] = await Promise.all(
      ['.brand', '.header-links', '.prose', '.outline.rail'].map((selector) => place(page, selector)),
    );
    assert(brand.middle > 640 && links.middle < 640, 'the header is not mirrored');
    assert(outline.right <= text.left, 'the outline does not stand left of the text');
    const [previous, next] = await Promise.all(['[rel=prev]', '[rel=next]'].map((selector) => place(page, selector)));
    assert(previous.left > next.right, 'the next article is not left of the previous one');
    const disc = await page.locator('.steps > li').first().evaluate((li) => getComputedStyle(li, '::before').right);
    assert(disc === '0px', 'the steps are numbered on the wrong side');
    const alert = await page.locator('.alert').first().evaluate((element) => getComputedStyle(element).borderRightWidth);
    assert(alert === '4px', 'the bar of a warning is on the wrong side');
  }));

test('code, addresses and numbers of an Arabic page run from left to right', () =>
  open(ARTICLE, async (page) => {
    const code = await page.locator('.code pre').first().evaluate((pre) => getComputedStyle(pre).direction);
    assert(code === 'ltr', 'code runs from right to left');
    const [figure, first] = await Promise.all([place(page, '.code'), place(page, '.code pre span')]);
    assert(first.left - figure.left < 40, 'code does not begin at the left');
    await page.goto(`${arabic.address}/contact/`);
    const bidi = await page.locator('[data-channel=phone]').evaluate((link) => getComputedStyle(link).unicodeBidi);
    assert(bidi === 'plaintext', 'the phone number is turned around');
  }));

test('an icon that points is mirrored on an Arabic page', () =>
  open('/', async (page) => {
    const scale = await page.locator('.chip .icon').first().evaluate((icon) => getComputedStyle(icon).scale);
    assert(scale === '-1 1', `the arrow points back: ${scale}`);
  }));

test('Arabic search finds, and counts two by a form of its own', () =>
  open('/search/?q=الحساب', async (page) => {
    await page.locator('[data-search-hits] a').first().waitFor({ timeout: 5000 });
    const said = await page.locator('[data-search-count]').innerText();
    const count = await page.locator('[data-search-hits] .hit').count();
    const expected = { 1: 'نتيجة واحدة', 2: 'نتيجتان', 3: '3 نتائج' }[count];
    assert(said.startsWith(expected), `${count} results read “${said}”`);
  }));

await runAll(async () => {
  await browser.close();
  await arabic.stop();
});
