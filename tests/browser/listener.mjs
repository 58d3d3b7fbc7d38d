/**
 * What the tests of listening share: sites in temporary folders, the program as a process, what its receiver keeps, and
 * readers with a tab of their own.
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

/** A port that is free now. */
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

/** Starts the program and waits until it says where it listens. @param {...string} args */
export async function start(...args) {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  for await (const chunk of child.stderr) {
    said += chunk;
    if (/http:\/\/[\d.]+:\d+/.test(said)) break;
  }
  return child;
}

/** What a store holds. @param {string} store */
export function keptIn(store) {
  /** All events that are kept now. */
  function kept() {
    const { stdout } = spawnSync(program, ['collect', '--export', '--store', store], { encoding: 'utf8' });
    return stdout.trim().split('\n').filter(Boolean).map((line) => JSON.parse(line));
  }

  /** Waits until the store holds what is looked for. */
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

/** Readers with a tab of their own. @param {import('playwright-core').Browser} browser */
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
 * Answers all requests to other hosts in their stead, and remembers them.
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

/** Waits until something is so. @param {string} what @param {() => boolean} fits */
export async function until(what, fits) {
  for (let attempt = 0; attempt < 100 && !fits(); attempt += 1) await new Promise((resolve) => setTimeout(resolve, 50));
  assert(fits(), `${what} did not come`);
}

/** A page on which no time goes by until it is `isLater`: robots are told from people by their haste. */
export const takeTime = () => {
  Date.now = () => (/** @type {any} */ (globalThis).isLater ? 10_000 : 0);
};

/** A receiver that hears what a page sends while it is left, which goes past the browser's own ear. */
export async function ear() {
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
