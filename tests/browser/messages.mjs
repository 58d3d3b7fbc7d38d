// What pages tell readers and ask them: notices, contact with topics and own fields, feedback, tabs that keep a choice,
// remembered languages and large pictures. Prints a line for each test and ends with `N passed, N failed`.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { write } from './listener.mjs';
import { files } from './messages-site.mjs';
import { assert, assertAccessible, launch, opener, preview, runAll, test } from './runner.mjs';

const folder = await mkdtemp(join(tmpdir(), 'answerbook-messages-'));
await write(folder, files('/api/events'));
const site = await preview(folder);
const browser = await launch();
const open = opener(browser, site);

test('notices stand in one place; those of other pages and days are not shown', () =>
  open('/pay/late/', async (page) => {
    await page.locator('.notice', { hasText: 'Live trouble.' }).waitFor();
    const shown = await page.locator('.notice >> visible=true').allInnerTexts();
    assert(shown.length === 3 && /Live trouble/.test(shown[0]) && /Cards fail/.test(shown[1]) && /Prices change/.test(shown[2]), JSON.stringify(shown));
    const edges = await page.locator('.notice >> visible=true').evaluateAll((all) => new Set(all.map((notice) => getComputedStyle(notice).fontSize)).size);
    assert(edges === 1, 'they look different');
    assert((await page.locator('[role=status] .notice').count()) === 1, 'what is loaded later is not announced');
    await assertAccessible(page);
  }));

test('a page elsewhere does not show a notice for some pages', () =>
  open('/contact/', async (page) => {
    const shown = await page.locator('section.notices .notice >> visible=true').allInnerTexts();
    assert(shown.length === 1 && /Cards fail/.test(shown[0]), JSON.stringify(shown));
  }));

test('a dismissed notice stays away, and an incident cannot be dismissed', () =>
  open('/pay/late/', async (page) => {
    assert((await page.locator('.notice-incident [data-dismiss]').count()) === 0, 'an incident can be dismissed');
    await page.locator('.notice-change [data-dismiss]').click();
    assert(!(await page.locator('.notice-change').isVisible()), 'it stays');
    await page.goto(`${site.address}/pay/other/`);
    assert(!(await page.locator('.notice-change').isVisible()), 'it is back');
  }));

test('contact: topics, own fields, names of the desk, a page to return to, and whether it is open', () =>
  open('/contact/', async (page) => {
    await page.locator('.badge-open', { hasText: 'Open now' }).waitFor();
    const form = page.locator('form[data-contact-form]');
    assert((await form.locator('select option').allInnerTexts()).join() === 'Choose,Bills,Other', 'not the topics');
    const values = await form.evaluate((element) => Object.fromEntries(new FormData(element)));
    assert('ticket[subject]' in values && values.source === 'help' && values.return === '/', JSON.stringify(values));
    assert(await page.locator('input[name=number]').evaluate((input) => input.required && input.labels[0].textContent === 'Customer number'), 'not the field');
    await assertAccessible(page);
  }));

test('after feedback is sent, the thanks take its place, and there is one way to a person', () =>
  open('/pay/late/', async (page) => {
    await page.locator('[data-feedback-question] button[value=no]').click();
    const ways = page.locator('main a[href*="/contact/"] >> visible=true');
    assert((await ways.count()) === 1, `${await ways.count()} ways to a person`);
    await page.locator('[data-feedback-more] .button-main').click();
    await page.locator('[data-feedback-question]').waitFor({ state: 'hidden' });
    assert(/Thank you/.test(await page.locator('[data-feedback] [role=status]').innerText()), 'no thanks');
    await assertAccessible(page);
  }));

test('a chosen tab is chosen on other pages, too', () =>
  open('/pay/late/', async (page) => {
    await page.getByRole('tab', { name: 'Windows' }).click();
    await page.goto(`${site.address}/pay/other/`);
    await page.getByRole('tab', { name: 'Windows', selected: true }).waitFor();
    assert(await page.getByText('Hidden plum Windows.').isVisible(), 'its panel is closed');
  }));

test('links and "find in page" open closed tabs and folded parts', () =>
  open('/pay/late/', async (page) => {
    await page.goto(`${site.address}/pay/late/#deep-windows`);
    await page.getByText('Deep Windows').waitFor({ state: 'visible' });
    await page.goto(`${site.address}/pay/late/#deep-fold`);
    await page.getByText('Deep fold').first().waitFor({ state: 'visible' });
    await page.goto(`${site.address}/pay/other/`);
    const closed = page.locator('.tab[hidden=until-found]');
    assert((await closed.count()) === 1, 'the browser cannot search closed tabs');
    await closed.evaluate((panel) => panel.dispatchEvent(new Event('beforematch')));
    await page.getByText('Hidden plum Windows.').waitFor({ state: 'visible' });
  }));

test('a language that was chosen is offered, not forced', () =>
  open('/pay/late/', async (page) => {
    await page.locator('[data-switch=locales] summary').click();
    await page.locator('[data-switch=locales] a[hreflang=de]').click();
    await page.waitForURL(/\/de\/pay\/late\//);
    await page.goto(`${site.address}/pay/late/`);
    const offer = page.locator('.notice', { hasText: 'Deutsch' });
    await offer.waitFor();
    assert(new URL(page.url()).pathname === '/pay/late/', 'the page was left');
    await assertAccessible(page);
    await offer.locator('button').click();
    await page.goto(`${site.address}/pay/other/`);
    assert((await page.locator('.notice', { hasText: 'Deutsch' }).count()) === 0, 'it is offered again');
  }));

test('a picture opens large, by mouse and keyboard; Escape closes it and the focus returns', () =>
  open('/pay/late/', async (page) => {
    const link = page.locator('a.zoom');
    await link.focus();
    await page.keyboard.press('Enter');
    const dialog = page.locator('dialog.large-picture');
    await dialog.waitFor();
    await assertAccessible(page);
    const fitted = await dialog.locator('img').boundingBox();
    await dialog.locator('.size').click();
    const full = await dialog.locator('img').boundingBox();
    assert(full.width > fitted.width, `${full.width} is not larger than ${fitted.width}`);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    assert(await link.evaluate((element) => element === document.activeElement), 'the focus is lost');
  }));

test('several pictures stand next to each other', () =>
  open('/pay/other/', async (page) => {
    const tops = await page.locator('.pictures img').evaluateAll((all) => all.map((picture) => picture.getBoundingClientRect().top));
    assert(tops.length === 2 && tops[0] === tops[1], JSON.stringify(tops));
  }));

test('a link stays in the header on phones', () =>
  open(
    '/pay/late/',
    async (page) => {
      assert(await page.locator('.header a', { hasText: 'Status' }).isVisible(), 'it is gone');
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert(overflow <= 0, `${overflow} px stand over the edge`);
    },
    { viewport: { width: 360, height: 780 } },
  ));

await runAll(async () => {
  await browser.close();
  await site.stop();
  await rm(folder, { recursive: true });
});
