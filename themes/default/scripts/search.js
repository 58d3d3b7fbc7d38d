/**
 * The part of search that every page needs: `/` and Ctrl+K or ⌘K focus the field, and the first focus loads the rest.
 * Without this script the form leads to the search page, which leads to the list of all articles.
 */
const forms = /** @type {HTMLFormElement[]} */ ([...document.querySelectorAll('form[data-search-script]')]);

/** Loads the rest of search, once for each form. @param {HTMLFormElement} form */
const load = async (form) => {
  if (form.dataset.isLoaded) return;
  form.dataset.isLoaded = 'yes';
  const href = form.dataset.searchStyle ?? '';
  if (!document.querySelector(`link[href="${href}"]`)) {
    const style = document.createElement('link');
    style.rel = 'stylesheet';
    style.href = href;
    document.head.append(style);
  }
  try {
    await (await import(form.dataset.searchScript ?? '')).start(form);
  } catch {
    // The form still leads to the search page, which lists all articles.
    delete form.dataset.isLoaded;
    document.documentElement.classList.remove('is-asked');
  }
};

for (const form of forms) {
  form.addEventListener('focusin', () => load(form));
  const isAsked = form.closest('[data-search-page]') && new URLSearchParams(location.search).get('q');
  if (isAsked || form.contains(document.activeElement)) load(form);
}

addEventListener('keydown', (event) => {
  const isCommand = event.key === 'k' && (event.ctrlKey || event.metaKey);
  const isSlash = event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey;
  const isTyping = event.target instanceof Element && event.target.closest('input, textarea, select, [contenteditable]');
  if (!isCommand && (!isSlash || isTyping)) return;

  event.preventDefault();
  const fields = forms.map((form) => /** @type {HTMLInputElement} */ (form.elements.namedItem('q')));
  const field = fields.find((input) => input.checkVisibility());
  if (field) {
    field.focus();
    field.select();
  } else {
    location.href = document.body.dataset.search ?? '/';
  }
});
