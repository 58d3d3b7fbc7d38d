/** Suggests articles while the subject of a request is typed. */
import { record } from './script.js';

/** Maximum number of articles suggested for a subject. */
const MAX_SUGGESTIONS = 3;
/** Milliseconds without a key press before the subject is searched for. */
const TYPING_PAUSE = 400;

/**
 * The search of this site.
 * @typedef {(query: string, options: { limit: number, place?: HTMLElement, opened?: (hit: { href: string }, rank: number) => void }) => Promise<{ title: string, href: string }[]>} Search
 * @returns {Promise<Search | null>}
 */
async function loadSearch() {
  const form = /** @type {HTMLElement | null} */ (document.querySelector('[data-search-script]'));
  const address = form?.dataset.searchScript;
  if (!address) return null;
  try {
    return (await import(address)).search ?? null;
  } catch {
    return null;
  }
}

/**
 * Suggests articles below the subject.
 * @param {HTMLInputElement} subject @param {() => void} open shows the ways to a person
 * @param {() => void} onOpened called when the reader opens an article
 */
export function suggest(subject, open, onOpened) {
  const page = /** @type {HTMLElement | null} */ (document.querySelector('[data-contact-page]'));
  const box = /** @type {HTMLElement} */ (page?.querySelector('[data-suggestions]'));
  const list = /** @type {HTMLElement} */ (box.querySelector('ul'));
  const place = /** @type {HTMLElement | null} */ (box.querySelector('[data-suggestions-passage]')) ?? undefined;
  const status = /** @type {HTMLElement} */ (page?.querySelector('[data-suggestions-status]'));
  const plural = new Intl.PluralRules(document.documentElement.lang);
  const texts = JSON.parse(box.dataset.counts ?? '{}');
  const mode = page?.dataset.contactPage;
  /** @type {Promise<Search | null> | undefined} */
  let search;
  let last = '';
  /** @type {number | undefined} */
  let timer;

  const opened = (/** @type {{ href: string }} */ { href }, /** @type {number} */ rank) => {
    onOpened();
    record('contact', { step: 'opened', opened: new URL(href, location.href).pathname, rank });
    if (mode === 'after-answer') open();
  };

  const show = async () => {
    const query = subject.value.trim();
    if (query.length < 3 || query === last) return;
    last = query;
    search ??= loadSearch();
    const hits = ((await (await search)?.(query, { limit: MAX_SUGGESTIONS, place, opened }).catch(() => [])) ?? []).slice(0, MAX_SUGGESTIONS);
    if (last !== query) return;
    list.replaceChildren(
      ...hits.map(({ title, href }, index) => {
        const link = document.createElement('a');
        link.className = 'row';
        link.href = href;
        link.target = '_blank';
        link.rel = 'noopener';
        const label = document.createElement('span');
        label.textContent = title;
        link.append(label);
        link.addEventListener('click', () => opened({ href }, index + 1));
        const item = document.createElement('li');
        item.append(link);
        return item;
      }),
    );
    box.hidden = hits.length === 0;
    const text = texts[plural.select(hits.length)] ?? texts.other ?? '';
    status.textContent = hits.length ? text.replace('{count}', String(hits.length)) : '';
    if (hits.length) record('contact', { step: 'shown', shown: hits.length });
    // A search without results opens the form too.
    if (mode === 'after-search' || hits.length === 0) open();
  };
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(show, TYPING_PAUSE);
  };
  subject.addEventListener('input', wait);
  wait();
}
