/**
 * Measures search in a reader's browser: Chromium queries the built site and the peers, a server counts the bytes, and
 * times are for a processor that is four times slower.
 *
 * Chromium can slow down only a page's main thread: a worker's session refuses `Emulation.setCPUThrottlingRate`. So the
 * engine is measured by running the worker's module in a fresh page, in two ways: as the CPU time of the page's thread,
 * times four, which is independent of other programs; and as elapsed time in a slowed page. The site itself, with the
 * engine in its worker, is checked for tasks that block its main thread.
 */
import { launch } from '../../browser/runner.mjs';

/** How many times slower than this machine. */
const SLOWED = 4;

/** How fast a reader types, in milliseconds per letter. */
const LETTER = 150;

/** In the page: opens each engine, and returns the links of its best answers. */
const OPEN = {
  Answerbook: async ({ worker, base, paths }) => {
    const { open, warm } = await import(worker);
    const files = new Map();
    for (const path of paths ?? []) files.set(new URL(path, location.href).href, new Uint8Array(await (await fetch(path)).arrayBuffer()));
    const read = async (path) => {
      const url = new URL(path, location.href).href;
      if (files.has(url)) return files.get(url);
      const response = await fetch(url);
      return new Uint8Array(await response.arrayBuffer());
    };
    return async () => {
      const index = await open(new URL(base, location.href).href, read);
      // As the worker does when a reader focuses the field.
      await warm(() => false);
      return async (query, limit) => (await index.search(query, { limit })).hits.map(({ href }) => href);
    };
  },
  Pagefind: async () => {
    const pagefind = await import('/peers/pagefind/pagefind.js');
    return async () => {
      // A worker could not be slowed down.
      await pagefind.options({ noWorker: true, baseUrl: '/' });
      await pagefind.init();
      return async (query, limit) => {
        const { results } = await pagefind.search(query);
        return Promise.all(results.slice(0, limit).map(async (result) => (await result.data()).url));
      };
    };
  },
  'elasticlunr.js': async () => {
    await new Promise((resolve) => document.head.append(Object.assign(document.createElement('script'), { src: '/peers/elasticlunr/elasticlunr.min.js', onload: resolve })));
    return async () => {
      const index = globalThis.elasticlunr.Index.load(await (await fetch('/peers/elasticlunr/index.json')).json());
      const options = { fields: { title: { boost: 2 }, body: { boost: 1 } }, bool: 'OR', expand: true };
      return async (query, limit) => index.search(query, options).slice(0, limit).map(({ ref }) => ref);
    };
  },
};

/** In the page: opens an engine, or queries it. */
const ASK = {
  open: () => 'globalThis.create().then((search) => { globalThis.search = search; })',
  again: (query) => `globalThis.search(${JSON.stringify(query)}, 5).then(() => undefined)`,
};

/** The prefixes of a query in the order in which it is typed. @param {string} query */
const beginnings = (query) => Array.from(query, (_, at) => query.slice(0, at + 1));

/** @param {Awaited<ReturnType<typeof import('./server.mjs').serve>>} server @param {{ worker: string, base: string }} site */
export async function reader(server, site) {
  const browser = await launch();

  /** A page in a new browser context, so that nothing is cached. @param {string} path @param {(page: import('playwright-core').Page, slow: () => Promise<void>, session: import('playwright-core').CDPSession) => Promise<any>} run */
  const open = async (path, run) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    try {
      await page.goto(server.address + path);
      const session = await context.newCDPSession(page);
      return await run(page, () => session.send('Emulation.setCPUThrottlingRate', { rate: SLOWED }), session);
    } finally {
      await context.close();
    }
  };

  const prepare = (page, name, given = {}) =>
    page.evaluate(`(${OPEN[name]})(${JSON.stringify({ ...site, ...given })}).then((create) => { globalThis.create = create; })`);

  /** The cost of the first query in the site's own search box, typed at once or letter by letter. */
  const firstInBox = (query, delay = 0) =>
    open('/', async (page) => {
      await server.quiet();
      server.taken();
      await page.locator('input[name=q]').first().focus();
      if (delay) await page.keyboard.type(query, { delay });
      else await page.keyboard.insertText(query);
      await page.waitForFunction(() => document.querySelector('.search-foot')?.children.length || document.querySelector('[role=option]'));
      await server.quiet();
      return server.taken();
    });

  /** The cost of a peer's first query, including the data for five results, without a user interface. */
  const firstOfPeer = (name, query) =>
    open('/bench/', async (page) => {
      await server.quiet();
      server.taken();
      await prepare(page, name);
      await page.evaluate(`globalThis.create().then((search) => search(${JSON.stringify(query)}, 5))`);
      await server.quiet();
      return server.taken();
    });

  /** The index files that a query and its prefixes need. */
  const needed = (query) =>
    open('/bench/', async (page) => {
      server.taken();
      await prepare(page, 'Answerbook');
      await page.evaluate(ASK.open());
      await page.evaluate(ASK.again(query));
      for (const beginning of beginnings(query)) await page.evaluate(ASK.again(beginning));
      return [...new Set(server.taken().paths.filter((path) => path.startsWith('/_search/')))];
    });

  /**
   * Milliseconds for startup, for a first query, for each of its prefixes as they are typed, and for all of them again.
   * @param {string} query @param {(code: string) => Promise<number>} timed
   */
  const passes = async (query, timed) => {
    const all = { open: await timed(ASK.open()), cold: await timed(ASK.again(query)), typing: [], warm: [] };
    for (const pass of [all.typing, all.warm]) for (const beginning of beginnings(query)) pass.push(await timed(ASK.again(beginning)));
    return all;
  };

  /** The CPU time in a fresh page, converted to a slower processor. @param {string} name @param {string} query */
  const processor = async (name, query) => {
    const paths = name === 'Answerbook' ? await needed(query) : [];
    return open('/bench/', async (page, slow, session) => {
      await prepare(page, name, { paths });
      await session.send('Performance.enable', { timeDomain: 'threadTicks' });
      const spent = async () => (await session.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration').value * 1000;
      const raw = async (code) => {
        const before = await spent();
        await page.evaluate(code);
        return (await spent()) - before;
      };
      // The overhead of a call through the debugger.
      const idle = [await raw('0'), await raw('0'), await raw('0')].sort((a, b) => a - b)[1];
      return passes(query, async (code) => SLOWED * Math.max(0, (await raw(code)) - idle));
    });
  };

  /** The elapsed time in a fresh, slowed page. @param {string} name @param {string} query */
  const clock = async (name, query) => {
    const paths = name === 'Answerbook' ? await needed(query) : [];
    return open('/bench/', async (page, slow) => {
      await prepare(page, name, { paths });
      await slow();
      return passes(query, (code) => page.evaluate(`(async () => { const start = performance.now(); await ${code}; return performance.now() - start; })()`));
    });
  };

  /** The longest task of the main thread while a query is typed into the site's box; 0 if none took 50 ms. */
  const longestTask = (query) =>
    open('/', async (page, slow) => {
      await page.locator('input[name=q]').first().focus();
      await page.waitForFunction(() => document.querySelector('[role=combobox]'));
      await server.quiet();
      await slow();
      await page.evaluate(() => {
        globalThis.tasks = [];
        new PerformanceObserver((list) => globalThis.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
      });
      await page.keyboard.type(query, { delay: LETTER });
      await page.waitForFunction(() => document.querySelector('.search-foot')?.children.length || document.querySelector('[role=option]'));
      await page.waitForTimeout(500);
      return page.evaluate(() => Math.max(0, ...globalThis.tasks));
    });

  /** The links of the ten best answers to each query. @param {string} name @param {string[]} queries @returns {Promise<string[][]>} */
  const answers = (name, queries) =>
    open('/bench/', async (page) => {
      await prepare(page, name);
      return page.evaluate(
        `globalThis.create().then(async (search) => { const all = []; for (const query of ${JSON.stringify(queries)}) all.push(await search(query, 10)); return all; })`,
      );
    });

  return { firstInBox, firstOfPeer, processor, clock, longestTask, answers, letter: LETTER, stop: () => browser.close() };
}
