// Edits a site while Chromium shows it: text changes in place, the scroll position stays, errors cover the page and
// disappear again. Prints a line for each test and ends with `N passed, N failed`. Run by tests/run.sh.
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assert, launch, preview, root, runAll, test } from './runner.mjs';

const folder = await mkdtemp(join(tmpdir(), 'answerbook-preview-'));
await cp(join(root, 'example-site'), folder, { recursive: true });

let site = await preview(folder);
const browser = await launch();
const page = await (await browser.newContext({ viewport: { width: 1000, height: 500 } })).newPage();
const faults = [];
page.on('pageerror', (error) => faults.push(error.message));
page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));

const at = (path) => join(folder, path);
const edit = async (path, change) => writeFile(at(path), change(await readFile(at(path), 'utf8')));
const faq = 'content/account/faq.md';
const panel = () => page.locator('answerbook-preview .panel');

test('an edit shows in place: the page is not loaded again, scroll, open questions and typed text stay', async () => {
  await page.goto(`${site.address}/account/faq/`);
  await page.evaluate(() => (globalThis.isSamePage = true));
  const question = page.locator('.faq > details').nth(1);
  await question.evaluate((details) => (details.open = true));
  await page.locator('.search input').first().evaluate((input) => (input.value = 'half a word'));
  await page.evaluate(() => scrollTo(0, 400));
  const before = await page.evaluate(() => scrollY);
  assert(before > 100, 'the page is too short to scroll');
  await edit(faq, (text) => text.replace(/\n## /, '\nA sentence that was just written.\n\n## '));
  await page.getByText('A sentence that was just written.').waitFor({ timeout: 20000 });
  const after = await page.evaluate(() => scrollY);
  assert(Math.abs(after - before) < 2, `scrolled from ${before} to ${after}`);
  assert(await page.evaluate(() => globalThis.isSamePage === true), 'the page was loaded again');
  assert(await page.locator('.faq > details').nth(1).evaluate((details) => details.open), 'the question closed');
  assert((await page.locator('.search input').first().inputValue()) === 'half a word', 'the typed text is gone');
});

test('scripts of the page work on what was put in', async () => {
  const toggle = page.locator('[data-faq-toggle]');
  if (await toggle.isVisible()) {
    await toggle.click();
    const open = await page.locator('.faq > details[open]').count();
    assert(open === (await page.locator('.faq > details').count()), `${open} questions are open`);
  }
  await page.locator('[data-theme-toggle]').click();
  const theme = await page.evaluate(() => document.documentElement.dataset.theme);
  assert(theme === 'dark', `the theme is ${theme}`);
});

test('another page’s edit leaves this one alone', async () => {
  const seen = await page.evaluate(() => {
    globalThis.changes = 0;
    new MutationObserver(() => (globalThis.changes += 1)).observe(document.body, { childList: true });
    return true;
  });
  assert(seen, 'nobody watches');
  const built = page.waitForResponse((response) => response.url().includes('/_answerbook/state'));
  await edit('content/billing/faq.md', (text) => `${text}\nAnother page.\n`);
  await built;
  assert((await page.evaluate(() => globalThis.changes)) === 0, 'the page was changed');
});

test('a style is swapped without loading the page', async () => {
  await mkdir(at('theme/styles'), { recursive: true });
  await writeFile(at('theme/styles/99-own.css'), 'h1 { letter-spacing: 7px }\n');
  await page.waitForFunction(() => getComputedStyle(document.querySelector('h1')).letterSpacing === '7px', null, { timeout: 20000 });
  assert(await page.evaluate(() => globalThis.isSamePage === true), 'the page was loaded again');
});

test('a broken template covers the page with the line, and mending it clears the page', async () => {
  await mkdir(at('theme/templates'), { recursive: true });
  await writeFile(at('theme/templates/faq.html'), '{% extends "default/faq.html" %}\n{% broken <b>here</b>\n');
  await panel().waitFor({ state: 'visible', timeout: 20000 });
  const text = await panel().innerText();
  assert(text.includes('theme/templates/faq.html:2:4') && text.includes('<b>here</b>'), text);
  assert((await panel().locator('b').count()) === 0, 'HTML of the line came in');
  assert(/^\w+:\/\//.test((await panel().locator('a.place').getAttribute('href')) ?? ''), 'no link into the editor');
  assert((await page.locator('h1').count()) === 1, 'the last good page is gone');
  await rm(at('theme/templates/faq.html'));
  await panel().waitFor({ state: 'hidden', timeout: 20000 });
});

test('a restart of the preview is found by the open page', async () => {
  const port = new URL(site.address).port;
  await site.stop();
  await edit(faq, (text) => text.replace('just written', 'written while nobody looked'));
  site = await preview(folder, port);
  await page.getByText('written while nobody looked').waitFor({ timeout: 30000 });
  faults.length = 0; // the browser's own messages about the missing preview
});

await runAll(
  async () => {
    await browser.close();
    await site.stop();
    await rm(folder, { recursive: true });
  },
  () => {
    const found = faults.splice(0);
    assert(found.length === 0, `the browser reported: ${found.join(' | ')}`);
  },
);
