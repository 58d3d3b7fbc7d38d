/** Opens a picture large, in the page. Without this script its link leads to the file. */
document.addEventListener('click', async (event) => {
  const link = /** @type {HTMLAnchorElement | null} */ (event.target instanceof Element ? event.target.closest('a.zoom') : null);
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
  event.preventDefault();
  try {
    (await import('./large-picture.js')).show(link);
  } catch {
    location.href = link.href;
  }
});
