/** Offers the page in the language that the reader chose before. */

/** @param {HTMLElement} languages the switcher @param {HTMLAnchorElement} link to the page in that language @param {() => void} forget */
export function offer(languages, link, forget) {
  const name = link.querySelector('span')?.textContent ?? link.hreflang;
  const [section, wrap, line, close] = ['section', 'div', 'p', 'button'].map((tag) => document.createElement(tag));
  const target = document.createElement('a');
  target.href = link.href;
  target.hreflang = target.lang = link.hreflang;
  target.textContent = name;
  const [before = '', after = ''] = (languages.dataset.offer ?? '').split('{language}');
  line.append(before, target, after);

  close.className = 'notice-close';
  close.setAttribute('type', 'button');
  close.setAttribute('aria-label', languages.dataset.dismissText ?? '');
  close.textContent = '×';
  close.addEventListener('click', () => {
    forget();
    section.remove();
    document.getElementById('ab-main')?.focus({ preventScroll: true });
  });

  wrap.className = 'wrap';
  wrap.append(line, close);
  section.className = 'notice notice-news';
  section.setAttribute('role', 'status');
  section.append(wrap);
  document.getElementById('ab-main')?.before(section);
}
