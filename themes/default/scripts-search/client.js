/** Runs queries in a worker, or in the page if the browser has no module workers. */

/** How long the engine may take to start before the reader sees that search is unavailable. */
const PATIENCE = 15_000;

/**
 * @param {{ index: string, worker: string }} addresses
 * @returns {(query: string, options?: object) => Promise<any>}
 */
export function client({ index, worker: given }) {
  const base = new URL(index, location.href).href;
  const script = new URL(given, location.href).href;
  /** @type {Map<number, { resolve: (answer: any) => void, reject: (error: Error) => void }>} */
  const waiting = new Map();
  let count = 0;
  /** @type {Worker | undefined} */
  let worker;
  try {
    worker = new Worker(trusted(script), { type: 'module' });
  } catch {
    worker = undefined;
  }
  const inPage = async (/** @type {any[]} */ ...question) => (await import(script)).ask(base, ...question);

  worker?.addEventListener('message', ({ data: [number, answer, error] }) => {
    const asked = waiting.get(number);
    waiting.delete(number);
    if (error === undefined) asked?.resolve(answer);
    else asked?.reject(new Error(error));
  });
  // If the worker does not start, the page answers its pending queries.
  worker?.addEventListener('error', () => {
    worker = undefined;
    for (const { reject } of waiting.values()) reject(new Error('no worker'));
    waiting.clear();
  });

  const inWorker = (/** @type {any[]} */ ...question) =>
    new Promise((resolve, reject) => {
      count += 1;
      const number = count;
      waiting.set(number, { resolve, reject });
      setTimeout(() => waiting.delete(number) && reject(new Error('no answer')), PATIENCE);
      worker?.postMessage([number, base, ...question]);
    });
  return async (query, options) => {
    if (!worker) return inPage(query, options);
    try {
      return await inWorker(query, options);
    } catch (error) {
      if (worker) throw error;
      return inPage(query, options);
    }
  };
}

/** The worker's address as a trusted URL. The Trusted Types policy allows no other address. @param {string} script */
function trusted(script) {
  const types = /** @type {any} */ (globalThis).trustedTypes;
  if (!types) return script;
  const createScriptURL = (/** @type {string} */ url) => {
    if (url !== script) throw new TypeError(`not the search engine: ${url}`);
    return url;
  };
  policy ??= types.createPolicy('answerbook-search', { createScriptURL });
  return policy.createScriptURL(script);
}

/** A policy's name can be used only once. @type {any} */
let policy;
