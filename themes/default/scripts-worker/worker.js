/**
 * Answers the page's queries in a worker. A message is `[number, base, query, options]`; its answer is `[number,
 * answer]`, or `[number, undefined, error]`. An empty query only opens the index and warms up the engine.
 */
import { open } from './index.js';
import { warm } from './warm.js';

/** @type {Map<string, ReturnType<typeof open>>} */
const opened = new Map();

/** @param {string} base @param {string} query @param {import('./index.js').Options} [options] */
export async function ask(base, query, options) {
  const index = opened.get(base) ?? open(base);
  opened.set(base, index);
  // An index that failed to open may be available next time.
  index.catch(() => opened.delete(base));
  return (await index).search(query, options);
}

if (typeof WorkerGlobalScope !== 'undefined' && globalThis instanceof WorkerGlobalScope) {
  let isAsked = false;
  addEventListener('message', async ({ data: [number, base, query, options] }) => {
    isAsked ||= query !== '';
    try {
      postMessage([number, await ask(base, query, options)]);
      if (query === '') await warm(() => isAsked);
    } catch (error) {
      postMessage([number, undefined, String(error)]);
    }
  });
}
