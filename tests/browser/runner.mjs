/**
 * Shared by the browser tests: a preview of a site, Chromium, axe, and a loop that runs the tests of a file in order
 * and reports each result in the lines that `tests/run.sh` counts.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

/** The project's folder. */
export const root = new URL('../../', import.meta.url).pathname;

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Starts the preview of a folder, on a free port by default. @param {string} folder @param {string} [port] */
export async function preview(folder, port = '0') {
  const serve = ['run', '--quiet', '--', 'serve', folder, '--port', port, '--date', '2026-11-22'];
  const cargo = spawn('cargo', serve, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  for await (const chunk of cargo.stderr) {
    said += chunk;
    const address = said.match(/http:\/\/[\d.]+:\d+/)?.[0];
    if (address) {
      // Nobody reads the rest of the output, and it must not fill the pipe.
      cargo.stderr.resume();
      return { address, stop: async () => (cargo.kill(), await once(cargo, 'exit')) };
    }
  }
  throw new Error(`the preview did not start:\n${said}`);
}

/** Starts Chromium. */
export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });

/**
 * Opens a page of a site in a new browser context, and fails on any error that the browser reports. Passes requests to
 * other hosts and errors so far to `run`, for tests that expect some.
 * @param {import('playwright-core').Browser} browser @param {{ address: string }} site
 */
export const opener = (browser, site) => async (path, run, options = {}) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const [faults, elsewhere] = [[], []];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('request', (request) => {
    const url = request.url();
    if (/^https?:/.test(url) && !url.startsWith(site.address)) elsewhere.push(url);
  });
  // Shows pages as readers get them, without what the preview adds for writers.
  await page.route('**/_answerbook/*', (route) => route.fulfill({ contentType: 'text/javascript', body: '' }));
  // The preview is not a receiver, so requests for events are answered here.
  await page.route('**/api/events', (route) => route.fulfill({ status: 204 }));
  try {
    await page.goto(site.address + path);
    await run(page, { elsewhere, faults, context });
    assert(faults.length === 0, `the browser reported: ${faults.join(' | ')}`);
  } finally {
    await context.close();
  }
};

/** Fails if axe finds a problem on a page. @param {import('playwright-core').Page} page */
export async function assertAccessible(page) {
  // Trusted Types block injected scripts, so axe is loaded through the debugger, as extensions are.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(', ')}`);
  assert(violations.length === 0, told.join('\n'));
}

/** @type {[string, () => Promise<void>][]} */
const tests = [];

/** Adds a test. @param {string} name @param {() => Promise<void>} run */
export const test = (name, run) => tests.push([name, run]);

export function assert(condition, message) {
  if (!condition) throw new Error(message);
}

/**
 * Runs all tests, each followed by `check`, then runs `end` and exits.
 * @param {() => Promise<void>} end @param {() => void} [check]
 */
export async function runAll(end, check = () => {}) {
  let failed = 0;
  for (const [name, run] of tests) {
    try {
      await run();
      check();
      console.log(`ok    ${name}`);
    } catch (error) {
      failed += 1;
      console.log(`FAIL  ${name}\n      ${String(error.message ?? error).split('\n').join('\n      ')}`);
    }
  }
  await end();
  console.log(`\n${tests.length - failed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
}
