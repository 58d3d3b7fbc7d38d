/** Parts that the search box and the search page share. */

/** @param {string} tag @param {Record<string, string>} attributes @param {...(string | Node)} content */
export function element(tag, attributes, ...content) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...content);
  return made;
}

/** Text in which every second part is a match. @param {string[]} parts */
export const marked = (parts) => parts.map((part, place) => (place % 2 ? element('mark', {}, part) : part));

/** A text of the theme with its placeholders filled in. @param {string} [text] @param {Record<string, string | number>} [values] */
export const filled = (text = '', values = {}) =>
  Object.entries(values).reduce((filled, [name, value]) => filled.replaceAll(`{${name}}`, () => String(value)), text);

/**
 * The number of results in words. The engine has already formatted the number: loading the browser's own number
 * formatting takes long enough to delay typing.
 * @param {any} texts @param {any} answer @param {string} query
 */
export function countText(texts, answer, query) {
  const count = answer.count + (answer.isLowerBound ? '+' : '');
  const text = filled(texts.results[answer.plural] ?? texts.results.other, { count, query: answer.corrected || query });
  return answer.isDoubted ? `${text}. ${filled(texts.doubted, { query })}` : text;
}

/**
 * The number of results to report: none if nothing fits well, so that reports list the search as unanswered.
 * @param {any} answer
 */
export const reported = ({ total, isDoubted }) => (isDoubted ? 0 : total);

/** A link to a newer version, if only that one has results. @param {any} texts @param {any} answer @param {string} query */
export const elsewhere = (texts, { elsewhere: newer }, query) =>
  newer ? [element('a', { href: `${newer.href}?${new URLSearchParams({ q: query })}` }, filled(texts.elsewhere, newer))] : [];

/**
 * The address of a hit, with the words around its first match, so that the browser marks them on the page. If it does not
 * find them there, it goes to the heading.
 * @param {{ href: string, excerpt: string[] }} hit
 */
export function addressOf({ href, excerpt }) {
  const [, match, rest = ''] = excerpt;
  if (!match || !href.startsWith('/')) return href;
  const next = rest.split(/[^\p{L}\p{M}\p{N}'’\s]/u, 1)[0].split(/\s+/).slice(0, 5);
  const text = [match, ...(rest === next.join(' ') ? next : next.slice(0, -1)).filter(Boolean)].join(' ');
  return `${href}${href.includes('#') ? '' : '#'}:~:text=${encodeURIComponent(text).replaceAll('-', '%2D')}`;
}

/**
 * Shows the passages of the best results that answer, if any does. Another module does that.
 * @param {HTMLElement} place @param {any} answer @param {any} options
 */
export const passages = (place, answer, options) => {
  place.hidden = !answer.hits.slice(0, 3).some((/** @type {any} */ hit) => hit.isAnswer);
  if (!place.hidden) import(options.module).then(({ show }) => show(place, answer, { addressOf, ...options })).catch(() => (place.hidden = true));
};

/** The category and kind of a hit. @param {any} hit @param {any} answer */
export const topic = (hit, answer) =>
  [hit.category, hit.kind === 'article' ? '' : answer.kindLabels[hit.kind]].filter(Boolean).join(' · ');

/**
 * Reports a search to listeners such as web analytics: dispatches `answerbook:search` on the document once the reader
 * stops typing or chooses a result.
 * @param {{ query: string, results: number, chosen?: string, rank?: number, place: 'box' | 'page' }} detail
 */
export const tell = (detail) => document.dispatchEvent(new CustomEvent('answerbook:search', { detail }));

/**
 * Reports a search once its reader pauses or moves to something else on the page. Readers who leave at once because
 * nothing was found are reported too.
 * @param {number} pause Milliseconds.
 */
export function patiently(pause) {
  /** @type {(() => void) | undefined} */
  let waiting;
  /** @type {number | undefined} */
  let timer;
  const now = () => {
    clearTimeout(timer);
    waiting?.();
    waiting = undefined;
  };
  addEventListener('click', now, { capture: true });
  return (/** @type {() => void} */ act) => {
    clearTimeout(timer);
    waiting = act;
    timer = setTimeout(now, pause);
  };
}

const KEY = 'answerbook-searches';
const MOST = 5;

/** Queries that led to an action, latest first. @returns {string[]} */
export function recent() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter((query) => typeof query === 'string').slice(0, MOST) : [];
  } catch {
    return [];
  }
}

/** Stores a query that led to an action. @param {string} query */
export function remember(query) {
  try {
    const others = recent().filter((other) => other !== query);
    localStorage.setItem(KEY, JSON.stringify([query, ...others].slice(0, MOST)));
  } catch {
    // Storage is not available.
  }
}

/** Forgets all queries. */
export function forget() {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Nothing was stored.
  }
}
