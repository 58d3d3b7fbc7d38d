/** Opens the question in the address, all questions at once, or everything for print. */
const questions = /** @type {HTMLDetailsElement[]} */ ([...document.querySelectorAll('.faq > details')]);
const toggle = /** @type {HTMLButtonElement | null} */ (document.querySelector('[data-faq-toggle]'));

const openNamed = () => {
  const target = document.querySelector(':target');
  const named = target?.closest('details');
  if (!named) return;
  named.open = true;
  target?.scrollIntoView();
};
// The browser knows its target only after the page has loaded.
addEventListener('load', openNamed);
addEventListener('hashchange', openNamed);

if (toggle && questions.length < 3) toggle.hidden = true;
else if (toggle) {
  const label = () => (questions.every(({ open }) => open) ? toggle.dataset.close : toggle.dataset.open) ?? '';
  toggle.addEventListener('click', () => {
    const open = !questions.every((question) => question.open);
    for (const question of questions) question.open = open;
  });
  for (const question of questions) question.addEventListener('toggle', () => (toggle.textContent = label()));
}

/** @type {HTMLDetailsElement[]} */
let opened = [];
addEventListener('beforeprint', () => {
  opened = [.../** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll('.prose details:not([open])'))];
  for (const details of opened) details.open = true;
});
addEventListener('afterprint', () => {
  for (const details of opened) details.open = false;
});
