/** Switches between light and dark, and stores the choice. */
const root = document.documentElement;

/** @returns {boolean} whether the page is dark now */
function isDark() {
  return root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
}

document.querySelector('[data-theme-toggle]')?.addEventListener('click', () => {
  const theme = isDark() ? 'light' : 'dark';
  root.dataset.theme = theme;
  try {
    localStorage.setItem('answerbook-theme', theme);
  } catch {
    // Storage is disabled: the choice applies only to this page.
  }
});
