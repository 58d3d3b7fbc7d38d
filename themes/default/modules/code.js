/** Adds a copy button to each code block. */
for (const block of document.querySelectorAll('.code')) {
  const { copy, copied } = /** @type {HTMLElement | null} */ (block.closest('[data-copy]'))?.dataset ?? {};
  const code = block.querySelector('code');
  if (!copy || !code || !navigator.clipboard) continue;

  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  button.textContent = copy;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(code.textContent ?? '');
    button.textContent = copied ?? '';
    setTimeout(() => (button.textContent = copy), 2000);
  });
  block.append(button);
}

export {};
