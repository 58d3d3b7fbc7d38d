/** Opens all questions at once. */
const questions = /** @type {HTMLDetailsElement[]} */ ([...document.querySelectorAll('.faq > details')]);
const toggle = /** @type {HTMLButtonElement | null} */ (document.querySelector('[data-faq-toggle]'));

if (toggle && questions.length < 3) toggle.hidden = true;
else if (toggle) {
  const label = () => (questions.every(({ open }) => open) ? toggle.dataset.close : toggle.dataset.open) ?? '';
  toggle.addEventListener('click', () => {
    const open = !questions.every((question) => question.open);
    for (const question of questions) question.open = open;
  });
  for (const question of questions) question.addEventListener('toggle', () => (toggle.textContent = label()));
}
