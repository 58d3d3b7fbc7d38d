/** `/` and Ctrl+K or ⌘K move to the search field, or to the search page where none is shown. */
addEventListener('keydown', (event) => {
  const command = event.key === 'k' && (event.ctrlKey || event.metaKey);
  const slash = event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey;
  const typing = event.target instanceof Element && event.target.closest('input, textarea, select, [contenteditable]');
  if (!command && (!slash || typing)) return;

  event.preventDefault();
  const fields = [...document.querySelectorAll('.search input')];
  const field = /** @type {HTMLInputElement | undefined} */ (fields.find((input) => input.checkVisibility()));
  if (field) {
    field.focus();
    field.select();
  } else {
    location.href = document.body.dataset.search ?? '/';
  }
});
