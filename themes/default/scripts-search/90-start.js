/** Wakes a search form up: into the search page's own, or into a box with suggestions. */
import { client } from './10-client.js';
import { box } from './30-box.js';
import { page } from './40-page.js';

/** @type {((query: string, options?: object) => Promise<any>) | undefined} */
let ask;

/** @param {HTMLFormElement} form */
export function start(form) {
  const { searchIndex: index = '', searchWorker: worker = '', searchTexts = '{}' } = form.dataset;
  const texts = JSON.parse(searchTexts);
  ask ??= client({ index, worker });
  // Opens the index while the reader is still typing.
  ask('', {}).catch(() => undefined);
  const around = /** @type {HTMLElement | null} */ (form.closest('[data-search-page]'));
  if (around) page(around, form, texts, ask);
  else box(form, texts, ask);
}
