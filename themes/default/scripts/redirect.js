/** Forwards from an old address with its query and fragment. */
const moved = /** @type {HTMLAnchorElement | null} */ (document.querySelector('a[data-redirect]'));
if (moved) {
  const target = new URL(moved.href);
  target.search ||= location.search;
  target.hash ||= location.hash;
  location.replace(target);
}
