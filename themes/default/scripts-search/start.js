/** Starts a search form: as the search page's own form, or as a box with suggestions. */
import { client } from './client.js';
import { addressOf, countText, element, elsewhere, filled, marked, passages, patiently, remember, reported, tell, topic } from './parts.js';
import { box } from './box.js';

/** @type {((query: string, options?: object) => Promise<any>) | undefined} */
let ask;

/** @param {HTMLElement} form */
function connect(form) {
  const { searchIndex: index = '', searchWorker: worker = '' } = form.dataset;
  ask ??= client({ index, worker });
  return ask;
}

/**
 * The best answers to a query, for other parts of a page. The passage of the best one is shown in `place`.
 * @param {string} query @param {{ limit: number, place?: HTMLElement, isNewTab?: boolean, opened?: (hit: any, rank: number) => void }} options
 */
export async function search(query, { limit, place, ...options }) {
  const form = /** @type {HTMLElement | null} */ (document.querySelector('form[data-search-script]'));
  if (!form) return [];
  const answer = await connect(form)(query, { limit });
  if (place) passages(place, answer, { module: form.dataset.passages, label: place.ariaLabel, style: form.dataset.searchStyle, isNewTab: true, ...options });
  return answer.hits.map((/** @type {{ title: string[], href: string }} */ { title, href }) => ({ title: title.join(''), href }));
}

/** @param {HTMLFormElement} form */
export async function start(form) {
  const texts = JSON.parse(form.dataset.searchTexts ?? '{}');
  const ask = connect(form);
  // Opens the index while the reader is still typing.
  ask('', {}).catch(() => undefined);
  const around = /** @type {HTMLElement | null} */ (form.closest('[data-search-page]'));
  if (!around) return box(form, texts, ask);
  const parts = { addressOf, countText, element, elsewhere, filled, marked, passages, patiently, remember, reported, tell, topic };
  return (await import(around.dataset.searchPage ?? '')).start(around, form, texts, ask, parts);
}
