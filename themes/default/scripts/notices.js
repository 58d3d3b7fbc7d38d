/** Notices: dismisses them, and loads current ones if the site has a file of them. Dates are checked before the first paint. */
const DISMISSED = 'answerbook-dismissed';

document.addEventListener('click', ({ target }) => {
  const button = target instanceof Element ? target.closest('[data-dismiss]') : null;
  const notice = /** @type {HTMLElement | null} */ (button?.closest('[data-notice]') ?? null);
  if (!notice) return;
  notice.hidden = true;
  document.getElementById('ab-main')?.focus({ preventScroll: true });
  try {
    localStorage.setItem(DISMISSED, `${localStorage.getItem(DISMISSED) ?? ''} ${notice.dataset.notice}`.slice(-1000).trim());
  } catch {
    // Storage is disabled: the notice is hidden on this page only.
  }
});

const live = /** @type {HTMLElement | null} */ (document.querySelector('[data-live-notices]'));
if (live) import('./live-notices.js').then(({ show }) => show(live));
