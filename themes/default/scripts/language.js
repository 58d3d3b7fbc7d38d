/** Remembers the language that a reader chose, and offers it on pages in other languages. */
const LANGUAGE = 'answerbook-language';
const languages = /** @type {HTMLElement | null} */ (document.querySelector('[data-switch="locales"]'));

try {
  const wanted = localStorage.getItem(LANGUAGE);
  const links = /** @type {HTMLAnchorElement[]} */ ([...(languages?.querySelectorAll('a') ?? [])]);
  for (const link of links) link.addEventListener('click', () => localStorage.setItem(LANGUAGE, link.hreflang));
  const offered = links.find((link) => link.hreflang === wanted && !link.hasAttribute('aria-current'));
  if (offered && languages) import('./language-offer.js').then(({ offer }) => offer(languages, offered, () => localStorage.removeItem(LANGUAGE)));
} catch {
  // Storage is disabled: nothing is remembered.
}
