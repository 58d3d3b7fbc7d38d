/** Opens the folded parts that a link leads into, and everything for print. */
const openNamed = () => {
  const target = document.querySelector(':target');
  let named = target?.closest('details');
  if (!named) return;
  for (; named; named = named.parentElement?.closest('details')) named.open = true;
  target?.scrollIntoView();
};
// The browser knows its target only after the page has loaded.
addEventListener('load', openNamed);
addEventListener('hashchange', openNamed);

/** @type {HTMLDetailsElement[]} */
let opened = [];
addEventListener('beforeprint', () => {
  opened = [.../** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll('.prose details:not([open])'))];
  for (const details of opened) details.open = true;
});
addEventListener('afterprint', () => {
  for (const details of opened) details.open = false;
});
