/**
 * Notices from the file `notice.json` at the site's root, which can be replaced without a build: one notice or a list of
 * them, each with `text` and perhaps `kind`, `from`, `until`, `pages`, `url` and `title` of a link.
 */

/** @typedef {{ text: string, kind?: string, from?: string, until?: string, pages?: string[], url?: string, title?: string }} LiveNotice */

/** Identifies a text, so that a dismissed notice stays away. @param {string} text */
const identify = (text) => [...text].reduce((sum, letter) => (Math.imul(sum, 31) + (letter.codePointAt(0) ?? 0)) >>> 0, 7).toString(16);

/** @param {string} name @param {string} content */
function element(name, content) {
  const made = document.createElement(name);
  made.textContent = content;
  return made;
}

/** Whether a notice is for this page and this day, and was not dismissed. @param {LiveNotice} notice */
function isWanted({ text, from = '', until = '9', pages }) {
  const today = new Date().toLocaleDateString('sv');
  let dismissed = '';
  try {
    dismissed = localStorage.getItem('answerbook-dismissed') ?? '';
  } catch {
    // Storage is disabled: nothing was dismissed.
  }
  const isHere = !pages?.length || pages.some((start) => location.pathname.startsWith(start));
  return text && isHere && today >= from && today <= until && !dismissed.includes(identify(text));
}

/** @param {LiveNotice} notice @param {Record<string, string>} texts */
function row({ text, kind = 'incident', url, title }, texts) {
  const [notice, wrap, line] = ['div', 'div', 'p'].map((name) => document.createElement(name));
  notice.className = `notice notice-${kind in texts ? kind : 'news'}`;
  notice.dataset.notice = identify(text);
  wrap.className = 'wrap';
  line.append(element('b', texts[kind] ?? ''), ` ${text} `);
  if (url && /^(https?:|\/(?!\/))/.test(url)) {
    const link = /** @type {HTMLAnchorElement} */ (element('a', title ?? url));
    link.href = url;
    line.append(link);
  }
  wrap.append(line);
  if (kind !== 'incident') {
    const close = element('button', '×');
    close.className = 'notice-close';
    close.setAttribute('type', 'button');
    close.setAttribute('aria-label', texts.dismiss);
    close.dataset.dismiss = '';
    wrap.append(close);
  }
  notice.append(wrap);
  return notice;
}

/** Loads the notices and shows them. Without the file, or if it is not JSON, there are none. @param {HTMLElement} place */
export async function show(place) {
  try {
    const answer = await fetch(place.dataset.liveNotices ?? '', { cache: 'no-cache' });
    const content = answer.ok ? await answer.json() : [];
    const texts = JSON.parse(place.dataset.texts ?? '{}');
    const before = place.offsetHeight;
    place.append(...[content].flat().filter(isWanted).map((notice) => row(notice, texts)));
    // Without scroll anchoring, as in Safari, the notices would move what a reader is about to tap.
    if (scrollY > 0 && !CSS.supports('overflow-anchor', 'auto')) scrollBy({ top: place.offsetHeight - before, behavior: 'instant' });
  } catch {
    // There are no notices.
  }
}
