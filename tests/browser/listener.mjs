/**
 * Shared by the tests of events: sites in temporary folders, the program as a process, the contents of the receiver's
 * store, and readers with separate tabs.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer as createDesk } from 'node:http';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { assert, root } from './runner.mjs';

const program = join(process.env.CARGO_TARGET_DIR ?? join(root, 'target'), 'debug/answerbook');
spawnSync('cargo', ['build', '--quiet'], { cwd: root, stdio: 'inherit' });

/** A free port. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

/** Writes files. @param {string} folder @param {Record<string, string>} files */
export async function write(folder, files) {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

/** Starts the program and waits until it prints its address. @param {...string} args */
export async function start(...args) {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  for await (const chunk of child.stderr) {
    said += chunk;
    if (/http:\/\/[\d.]+:\d+/.test(said)) break;
  }
  return child;
}

/** Reads the contents of a store. @param {string} store */
export function keptIn(store) {
  /** All stored events. */
  function kept() {
    const { stdout } = spawnSync(program, ['collect', '--export', '--store', store], { encoding: 'utf8' });
    return stdout.trim().split('\n').filter(Boolean).map((line) => JSON.parse(line));
  }

  /** Waits until the store contains a matching event. */
  async function until(what, fits) {
    for (let attempt = 0; attempt < 100; attempt += 1) {
      const events = kept();
      if (fits(events)) return events;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`${what} did not arrive; there are: ${kept().map((event) => JSON.stringify(event)).join('\n')}`);
  }

  return { kept, until, count: (events, fits) => events.filter(fits).length };
}

/** The report on a store. @param {string} store @param {...string} args */
export function insights(store, ...args) {
  const { stdout, stderr } = spawnSync(program, ['insights', store, '--json', ...args], { encoding: 'utf8' });
  assert(stderr === '', stderr);
  return JSON.parse(stdout);
}

/** Runs readers with separate tabs. @param {import('playwright-core').Browser} browser */
export const reader = (browser) => async (run, options = {}) => {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const faults = [];
  page.on('pageerror', (error) => faults.push(error.message));
  try {
    await run(page, context);
    assert(faults.length === 0, `the browser reported: ${faults.join(' | ')}`);
  } finally {
    await context.close();
  }
};

/**
 * Answers all requests to other hosts and records them.
 * @param {import('playwright-core').BrowserContext} context
 * @returns {Promise<{ url: string, body: string }[]>}
 */
export async function told(context) {
  const requests = [];
  await context.route(/^https:/, (route) => {
    requests.push({ url: route.request().url(), body: route.request().postData() ?? '' });
    return route.fulfill({ status: 204, headers: { 'Access-Control-Allow-Origin': '*' } });
  });
  return requests;
}

/** Waits until a condition holds. @param {string} what @param {() => boolean} fits */
export async function until(what, fits) {
  for (let attempt = 0; attempt < 100 && !fits(); attempt += 1) await new Promise((resolve) => setTimeout(resolve, 50));
  assert(fits(), `${what} did not come`);
}

/** Stops the page's clock until `isLater`. The page recognizes robots by their speed. */
export const takeTime = () => {
  Date.now = () => (/** @type {any} */ (globalThis).isLater ? 10_000 : 0);
};

/** A receiver for what a page sends while it is being left, which the browser's own interception misses. */
export async function fakeService() {
  /** @type {string[]} */
  const bodies = [];
  const server = createDesk((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      bodies.push(body);
      response.writeHead(204, { 'Access-Control-Allow-Origin': '*' }).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { address: `http://127.0.0.1:${server.address().port}`, bodies, close: () => server.close() };
}
