/**
 * Remembers what this visit read and searched for, only in the tab, so that readers who contact support need not repeat
 * it. Passes a search, a missing page or an answer on to the contact page that it led to.
 */

const TRAIL = 'answerbook-trail';
const LONGEST_TRAIL = 20;

/** @typedef {{ read?: string, title?: string, searched?: string }} Step */

/** @returns {Step[]} what was read and searched for, the latest last */
export function trail() {
  try {
    return JSON.parse(sessionStorage.getItem(TRAIL) ?? '[]');
  } catch {
    return [];
  }
}

/** @param {Step} step */
function remember(step) {
  const isSame = (/** @type {Step} */ known) =>
    step.read ? known.read === step.read : known.searched !== undefined && (step.searched ?? '').startsWith(known.searched);
  const steps = trail().filter((known) => !isSame(known));
  try {
    sessionStorage.setItem(TRAIL, JSON.stringify([...steps, step].slice(-LONGEST_TRAIL)));
  } catch {
    // Storage is disabled: there is nothing to pass on.
  }
}

document.addEventListener('answerbook:recorded', (event) => {
  const { kind, fields } = /** @type {CustomEvent} */ (event).detail;
  if (kind === 'search' && fields.query) remember({ searched: fields.query });
});

const title = document.querySelector('article h1')?.textContent?.trim();
if (title && document.body.dataset.contact) remember({ read: location.pathname, title });

/** The query in the search form that contains the link, or else in the page's own form. @param {Element} link */
function query(link) {
  const form = link.closest('form[role=search]') ?? document.querySelector('main');
  return /** @type {HTMLInputElement | null} */ (form?.querySelector('input[name=q]'))?.value.trim() ?? '';
}

document.addEventListener('click', (event) => {
  const target = event.target instanceof Element ? event.target.closest('a') : null;
  const contact = document.body.dataset.contact;
  if (!target || !contact || target.origin !== location.origin || target.pathname !== contact) return;
  const type = document.body.dataset.pageType ?? '';
  const isSearch = type === 'search' || target.closest('form[role=search]');
  const from = target.dataset.from ?? (isSearch ? 'search' : type === '404' ? type : title ? 'article' : '');
  const known = { from, q: query(target), page: from === '404' || from === 'answer' ? location.pathname : '' };
  const address = new URL(target.href);
  for (const [name, value] of Object.entries(known)) if (value) address.searchParams.set(name, value.slice(0, 300));
  target.href = address.href;
});
