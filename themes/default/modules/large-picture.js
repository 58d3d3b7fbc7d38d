/**
 * A picture in a dialog: as large as the window, and in its own size after a click on it. Escape, the button and a click
 * next to the picture close it; two fingers magnify it as they do any page.
 */

/** @param {HTMLAnchorElement} link the picture's link, around the small picture */
export function show(link) {
  const small = link.querySelector('img');
  const close = /** @type {HTMLElement | null} */ (link.closest('[data-close]'))?.dataset.close ?? '';
  const dialog = document.createElement('dialog');
  dialog.className = 'large-picture';
  dialog.setAttribute('aria-label', small?.alt || close);

  const picture = document.createElement('img');
  picture.src = link.href;
  picture.alt = small?.alt ?? '';
  const size = button('size', picture);
  size.setAttribute('aria-pressed', 'false');
  size.addEventListener('click', () => {
    const isFull = dialog.classList.toggle('is-full');
    size.setAttribute('aria-pressed', String(isFull));
  });
  const end = button('button', close);
  end.addEventListener('click', () => dialog.close());

  dialog.append(size, end);
  dialog.addEventListener('click', ({ target }) => target === dialog && dialog.close());
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  // The focus returns here. Safari does not focus links that are clicked.
  link.focus({ preventScroll: true });
  dialog.showModal();
  end.focus();
}

/** @param {string} name @param {string | Node} content */
function button(name, content) {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = name;
  made.append(content);
  return made;
}
