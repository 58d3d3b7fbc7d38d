/**
 * The page for missing addresses: looks up the words of the address, and shows the passage of an article that answers
 * them. If none clearly does, nothing is shown.
 */

/** Maximum number of parts of the address that are searched for, from its end. */
const MAX_PARTS = 2;

const place = /** @type {HTMLElement | null} */ (document.querySelector('[data-missing]'));
const address = /** @type {HTMLElement | null} */ (document.querySelector('[data-search-script]'))?.dataset.searchScript;

/** The words of an address, without its extension. @param {string} path */
const wordsOf = (path) => {
  const parts = path.split('/').filter((part) => /\p{L}{3}/u.test(part));
  return parts.slice(-MAX_PARTS).join(' ').replace(/\.\w+$/, '').replace(/[-_.+]+/g, ' ').trim();
};

if (place && address) {
  try {
    const query = wordsOf(decodeURIComponent(location.pathname));
    if (query) await (await import(address)).search(`${query} `, { limit: 3, place, isNewTab: false });
  } catch {
    // Search is not available, or the address is not text.
  }
}

export {};
