/**
 * Shows the passages that answer a query above its results: verbatim, with article, section and link. A passage is
 * taken from the built page of the article, as `src/search/query/passage.rs` takes it from the article itself. Results
 * never wait for it. If the page cannot be loaded, the excerpt from the index takes its place.
 */

/** Milliseconds without a newer query before a page is loaded. */
const PAUSE = 200;
/** Milliseconds to wait for a page. */
const PATIENCE = 8000;
const MAX_PASSAGES = 3;
const MAX_PAGES = 20;
const ENOUGH = 400;
const LONGEST_LEAD = 250;

/** Characters and lines of a passage's place, by the length of the section. */
const CHARACTERS_PER_LINE = 70;
const MIN_LINES = 3;
const MAX_LINES = 9;

const HEADING = 'h1, h2, h3, h4, h5, h6';
/** Elements that are shown, and all others whose text is shown without them. Nothing of the rest is. */
const KEPT = new Set('A ABBR B BDI BDO BLOCKQUOTE BR CAPTION CITE CODE DD DEL DFN DL DT EM FIGCAPTION FIGURE I IMG INS KBD LI MARK OL P PRE Q S SAMP SMALL SPAN STRONG SUB SUP TABLE TBODY TD TFOOT TH THEAD TIME TR U UL VAR WBR'.split(' '));
const UNREAD = 'script, style, template, svg, math, iframe, object, embed, video, audio, canvas, form, input, button, select, textarea, noscript, dialog, link, meta, .anchor, .js-only, [hidden]';
const ATTRIBUTES = ['dir', 'lang', 'start', 'reversed', 'value', 'colspan', 'rowspan', 'scope', 'datetime'];
const GROUPS = 'ul, ol, dl, menu, table, blockquote, pre, figure, aside, div, section, details';
const DENSE = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\u{20000}-\u{3ffff}]/u;
const FOLDED = /** @type {Record<string, string>} */ ({ ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', ı: 'i' });

/** @typedef {{ text: string, isGrouped: boolean }} Unit */
/** @typedef {{ title: string[], heading: string[], excerpt: string[], href: string, closest?: string, isAnswer?: boolean }} Hit */
/** @typedef {{ limit?: number, label: string, lines?: number, style?: string, isNewTab?: boolean, addressOf: (hit: any) => string, opened?: (hit: Hit, rank: number) => void }} Options */

/** @type {Map<string, Promise<Document>>} */
const pages = new Map();

/** The article of a page of this site. @param {string} address @returns {Promise<Document>} */
export function load(address) {
  const known = pages.get(address);
  if (known) return known;
  const page = fetch(address, { signal: AbortSignal.timeout(PATIENCE) }).then(async (answer) => {
    if (!answer.ok) throw new Error(address);
    return parsed(await answer.text());
  });
  page.catch(() => pages.delete(address));
  pages.set(address, page);
  if (pages.size > MAX_PAGES) pages.delete([...pages.keys()][0]);
  return page;
}

/**
 * The article of a page as a document of its own, which runs nothing and loads nothing. Styles and handlers are left
 * out, because the browser would report that the security policy does not allow them. @param {string} html
 */
function parsed(html) {
  const end = html.lastIndexOf('</article>');
  const article = end < 0 ? html : html.slice(Math.max(0, html.search(/<article\b/)), end);
  const bare = article
    .replace(/<(style|script)\b[\s\S]*?<\/\1>/gi, '')
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\s(?:style|on\w+)\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)/gi, ''));
  return new DOMParser().parseFromString(trusted(bare), 'text/html');
}

/** Trusted Types allow to parse text if a policy lets it through. What is shown is built from allowed parts only. @param {string} html */
function trusted(html) {
  const types = /** @type {any} */ (globalThis).trustedTypes;
  if (!types) return html;
  policy ??= types.createPolicy('answerbook-passages', { createHTML: (/** @type {string} */ text) => text });
  return policy.createHTML(html);
}

/** A policy's name can be used only once. @type {any} */
let policy;

/** The paragraphs and groups of a text, and its headings, in order. @param {Element} parent @returns {Element[]} */
const leaves = (parent) => [...parent.children].flatMap((child) => (child.querySelector(HEADING) ? leaves(child) : [child]));

/**
 * The units of the section with an anchor, or of the text before all headings, after the article's lead; if there is
 * none, of the section with the anchor `closest`, or else of the first one.
 * @param {Document} page @param {string} anchor @param {string} closest
 */
function sectionOf(page, anchor, closest) {
  const prose = page.querySelector('.prose') ?? page.querySelector('article');
  if (!prose) return [];
  const all = leaves(prose);
  const placeOf = (/** @type {string} */ id) => {
    const target = id ? page.getElementById(id) : null;
    return target ? all.findIndex((leaf) => leaf === target || leaf.contains(target) || target.contains(leaf)) : -1;
  };
  const until = (/** @type {number} */ start) => {
    const end = all.findIndex((leaf, at) => at >= start && leaf.matches(HEADING));
    return all.slice(start, end < 0 ? undefined : end).filter((leaf) => !leaf.matches(UNREAD) && read(leaf));
  };
  if (placeOf(anchor) >= 0) return until(placeOf(anchor) + 1);
  const first = until(0);
  if (!first.length && placeOf(closest) >= 0) return until(placeOf(closest) + 1);
  const own = first.length ? first : until(1);
  // A page with nothing but a lead only lists others.
  return own.length ? [...page.querySelectorAll('.article-head > .lead'), ...own] : [];
}

/** The text of an element that people read. @param {Element} element */
function read(element) {
  const copy = /** @type {Element} */ (element.cloneNode(true));
  for (const part of copy.querySelectorAll(UNREAD)) part.remove();
  for (const part of copy.querySelectorAll('li, p, td, th, dt, dd, br, div')) part.append(' ');
  return (copy.textContent ?? '').trim();
}

/** A text with blanks around its words, in lower case and without marks. @param {string} text */
const plain = (text) => {
  const bare = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return ` ${bare.replace(/[^\p{Alphabetic}\p{N}]+/gu, ' ')} `.replace(/ +/g, ' ').replace(/[ßæœøłđðı]/g, (letter) => FOLDED[letter]).normalize('NFC');
};

/**
 * The units that answer. `terms` has the words that match each term of the query; each term counts once.
 * @param {Unit[]} units @param {string[][]} terms @returns {[number, number]}
 */
export function choose(units, terms) {
  const texts = units.map(({ text }) => plain(text));
  const wanted = terms.map((words) => words.map((word) => (DENSE.test(word) ? plain(word).trim() : plain(word))));
  const counts = texts.map((text) => wanted.filter((words) => words.some((word) => text.includes(word))).length);
  const lengths = texts.map((text) => [...text.replaceAll(' ', '')].length);
  const best = counts.indexOf(Math.max(...counts));
  if (best < 0) return [0, 0];
  const isIntroduced = units[best].isGrouped && best > 0 && !units[best - 1].isGrouped && lengths[best - 1] <= LONGEST_LEAD;
  const start = isIntroduced ? best - 1 : best;
  let total = lengths[best] + (isIntroduced ? lengths[start] : 0);
  let end = best + 1;
  while (end < units.length && (/[:：]$/.test(units[end - 1].text) || total + lengths[end] <= ENOUGH)) {
    total += lengths[end];
    end += 1;
  }
  return [start, end];
}

/**
 * A copy of a part of another page that runs, embeds and styles nothing. Pictures of this site stay, and of others
 * their description.
 * @param {Node} node @param {string} address the page's, for its links @param {boolean} isNewTab @returns {(Node | string)[]}
 */
function copied(node, address, isNewTab) {
  if (node.nodeType === Node.TEXT_NODE) return [node.textContent ?? ''];
  if (!(node instanceof Element) || node.matches(UNREAD)) return [];
  const children = [...node.childNodes].flatMap((child) => copied(child, address, isNewTab));
  const name = node.tagName.toUpperCase();
  if (!KEPT.has(name)) return children;
  const urlOf = (/** @type {string} */ attribute) => {
    try {
      return new URL(node.getAttribute(attribute) ?? '', address);
    } catch {
      return undefined;
    }
  };
  const copy = document.createElement(name);
  for (const attribute of ATTRIBUTES) if (node.hasAttribute(attribute)) copy.setAttribute(attribute, node.getAttribute(attribute) ?? '');
  copy.className = [...node.classList].filter((name) => name === 'sr-only' || name.endsWith('-title')).join(' ');
  if (name === 'PRE') copy.tabIndex = 0;
  if (copy instanceof HTMLAnchorElement) {
    const url = urlOf('href');
    if (!url || !node.hasAttribute('href') || !/^(?:https?|mailto|tel):$/.test(url.protocol)) return children;
    copy.href = url.href;
    if (isNewTab) Object.assign(copy, { target: '_blank', rel: 'noopener' });
  }
  if (copy instanceof HTMLImageElement) {
    const [url, text] = [urlOf('src'), node.getAttribute('alt') ?? ''];
    if (url?.origin !== location.origin) return [text];
    Object.assign(copy, { loading: 'lazy', alt: text, src: url.href });
    for (const size of ['width', 'height']) if (node.hasAttribute(size)) copy.setAttribute(size, node.getAttribute(size) ?? '');
    return [copy];
  }
  copy.append(...children);
  return [copy];
}

/** The passage of a page. @param {Document} page @param {Hit} hit @param {string[][]} terms */
export function passageOf(page, { href, closest = '' }, terms) {
  const units = sectionOf(page, decodeURIComponent(href.split('#')[1] ?? ''), closest);
  const [start, end] = choose(units.map((unit) => ({ text: read(unit), isGrouped: unit.matches(GROUPS) })), terms);
  return units.slice(start, end);
}

/** The link to a passage, which the browser marks from its first words to its last. @param {string} href @param {Element[]} units */
function linkTo(href, units) {
  const lines = units.flatMap((unit) => [...unit.querySelectorAll('li, td, th, p, dt, dd')].filter((part) => !part.querySelector('li, p')).concat(unit.matches('p') ? [unit] : []));
  const words = (/** @type {Element | undefined} */ line) => read(line ?? units[0]).split(/\s+/).filter(Boolean);
  const [first, last] = [words(lines[0]), words(lines[lines.length - 1])];
  const encoded = (/** @type {string[]} */ some) => encodeURIComponent(some.join(' ')).replaceAll('-', '%2D');
  const isShort = lines.length < 2 && first.length <= 8;
  const marks = isShort ? encoded(first) : `${encoded(first.slice(0, 4))},${encoded(last.slice(-4))}`;
  return `${href}${href.includes('#') ? '' : '#'}:~:text=${marks}`;
}

/** @param {string} tag @param {string} name @param {...(Node | string)} content */
function made(tag, name, ...content) {
  const element = document.createElement(tag);
  element.className = name;
  element.append(...content);
  return element;
}

/** Fills the place of a passage; false if the page has none. @param {HTMLElement} card @param {HTMLElement} text @param {HTMLAnchorElement} link @param {Hit} hit @param {string[][]} terms @param {boolean} isNewTab */
async function fill(card, text, link, hit, terms, isNewTab) {
  const [path] = hit.href.split('#');
  const address = new URL(path, location.href);
  try {
    if (address.origin !== location.origin) throw new Error(path);
    const page = await load(address.href);
    const units = passageOf(page, hit, terms);
    const copies = units.flatMap((unit) => copied(unit, address.href, isNewTab));
    // The page only lists others.
    if (!copies.some((copy) => (typeof copy === 'string' ? copy : copy.textContent)?.trim())) return false;
    text.replaceChildren(...copies);
    text.lang = page.querySelector('.prose')?.closest('[lang]')?.getAttribute('lang') ?? '';
    link.href = linkTo(hit.href, units);
  } catch {
    text.textContent = hit.excerpt.join('');
  }
  card.removeAttribute('aria-busy');
  // A place that scrolls has to be within reach of the keyboard.
  if (text.scrollHeight > text.clientHeight + 1 || text.scrollWidth > text.clientWidth + 1) {
    text.tabIndex = 0;
    text.setAttribute('role', 'group');
    text.setAttribute('aria-label', link.textContent ?? '');
  }
  return true;
}

/**
 * Shows the passages of the results that answer: the first one in full, the others to be opened.
 * @param {HTMLElement} place @param {{ hits: Hit[], words: string[][] }} answer @param {Options} options
 */
export function show(place, { hits, words }, { limit = 1, label, lines = MAX_LINES, style, isNewTab = false, addressOf, opened }) {
  if (style && !document.querySelector(`link[href="${style}"]`)) document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: style }));
  const answers = hits.slice(0, MAX_PASSAGES).filter(({ isAnswer }) => isAnswer).slice(0, limit);
  const key = JSON.stringify([answers.map(({ href }) => href), words]);
  if (place.dataset.key === key) return;
  place.dataset.key = key;
  const isCurrent = () => place.isConnected && place.dataset.key === key;
  const cards = answers.map((hit, number) => {
    const link = /** @type {HTMLAnchorElement} */ (made('a', 'passage-link', hit.title.join(''), ...(hit.heading.join('') ? [' › ', hit.heading.join('')] : [])));
    link.href = addressOf(hit);
    if (isNewTab) Object.assign(link, { target: '_blank', rel: 'noopener' });
    link.addEventListener('click', () => opened?.(hit, hits.indexOf(hit) + 1));
    const text = made('div', 'passage-text');
    const expected = Math.ceil(hit.excerpt.join('').length / CHARACTERS_PER_LINE) * 3;
    text.style.setProperty('--lines', String(Math.min(lines, Math.max(MIN_LINES, expected))));
    const card = made(number ? 'details' : 'div', 'passage', ...(number ? [made('summary', '', link.textContent ?? '')] : []), made('div', 'passage-head', link), text);
    card.setAttribute('aria-busy', 'true');
    const start = async () => {
      if (!isCurrent() || (await fill(card, text, link, hit, words, isNewTab)) || !isCurrent()) return;
      card.remove();
      place.hidden = !place.querySelector('.passage');
    };
    if (number) card.addEventListener('toggle', start, { once: true });
    else setTimeout(start, PAUSE);
    return card;
  });
  place.replaceChildren(made('div', 'passages-label', label), ...cards);
}
