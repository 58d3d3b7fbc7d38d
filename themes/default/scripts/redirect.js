/** Forwards from old addresses: of pages, with their query and fragment, and of sections that are on another page now. */

/** The decoded fragment. */
const anchor = () => {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return location.hash.slice(1);
  }
};

/** @param {string} href */
const forward = (href) => {
  const target = new URL(href, location.href);
  target.search ||= location.search;
  if (target.href !== location.href) location.replace(target);
};

const moved = /** @type {HTMLAnchorElement | null} */ (document.querySelector('a[data-redirect]'));
const anchors = /** @type {HTMLElement | null} */ (document.querySelector('[data-anchors]'));
const known = new Map(Object.entries(JSON.parse(anchors?.dataset.anchors ?? '{}')));

const openSection = () => {
  const section = anchor() && document.getElementById(anchor());
  const link = /** @type {HTMLAnchorElement | null} */ (section && section.querySelector(':scope > a[data-moved]'));
  const href = link?.href ?? known.get(anchor());
  if (href) forward(href);
  else if (moved) {
    const target = new URL(moved.href);
    target.hash ||= location.hash;
    forward(target.href);
  }
};
openSection();
if (!moved) addEventListener('hashchange', openSection);
