/**
 * The preview's own script: hears of each build and shows what changed, without losing the reader's place. It is part of
 * served pages only, never of built ones, and keeps to the page's own policy: no HTML from text, no inline style.
 */
const OWN = '/_answerbook/';
const KEPT = 'answerbook-preview';
const own = /** @type {HTMLScriptElement} */ (document.querySelector(`script[src^="${OWN}live.js"]`));
let version = own.dataset.version ?? '';
let runs = 0;

/** @typedef {{ severity: string, code: string, message: string, place: string, href: string | null, line: string, marked: [number, number], more: number, help: string[] }} Problem */
/** @typedef {{ build: string, errors: number, warnings: number, digest: string, problems: Problem[], notes: string[] }} State */
/** @typedef {{ build: string, changed: string[], files: string[], errors: number, warnings: number }} News */

// ── What a reader did to the page, and how it comes back ──

/** A name for an element that its successor on the new page has too. @param {Element} element */
function nameOf(element) {
  if (element.id) return `#${element.id}`;
  const peers = [...document.querySelectorAll(element.localName)];
  return `${element.localName}:${peers.indexOf(element)}`;
}

/** @param {string} name @returns {Element | null} */
function named(name) {
  if (name.startsWith('#')) return document.getElementById(name.slice(1));
  const [tag, place] = name.split(':');
  return document.querySelectorAll(tag)[Number(place)] ?? null;
}

function remember() {
  const fields = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll('input, textarea, select'));
  const focus = document.activeElement && document.activeElement !== document.body ? nameOf(document.activeElement) : null;
  return {
    at: location.pathname,
    scroll: [scrollX, scrollY],
    details: [...document.querySelectorAll('details')].map((details) => [nameOf(details), details.open]),
    fields: [...fields].filter(({ type }) => type !== 'file').map((field) => [nameOf(field), field.type, field.checked, field.value]),
    focus,
  };
}

/** @param {ReturnType<typeof remember>} state */
function recall(state) {
  for (const [name, open] of state.details) {
    const details = named(String(name));
    if (details instanceof HTMLDetailsElement) details.open = Boolean(open);
  }
  for (const [name, type, checked, value] of state.fields) {
    const field = /** @type {HTMLInputElement | null} */ (named(String(name)));
    if (!field || field.type !== type) continue;
    if (type === 'checkbox' || type === 'radio') field.checked = Boolean(checked);
    else if (field.value !== value) field.value = String(value);
  }
  if (state.focus) /** @type {HTMLElement | null} */ (named(state.focus))?.focus({ preventScroll: true });
  const [x, y] = state.scroll;
  scrollTo({ left: x, top: y, behavior: 'instant' });
}

/** Loads the page again, and restores what the reader did. */
function reload() {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(remember()));
  } catch {
    // Without storage the page only jumps to its top.
  }
  location.reload();
}

try {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? 'null');
  sessionStorage.removeItem(KEPT);
  if (kept?.at === location.pathname) recall(kept);
} catch {
  // Storage is switched off, or holds something else.
}

// ── Putting the new page in place of the old one ──

/** The page as a document. A request of this kind yields one without running anything in it. @returns {Promise<Document>} */
function fetchPage() {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('GET', location.pathname + location.search);
    request.responseType = 'document';
    request.onload = () => (request.responseXML ? resolve(request.responseXML) : reject(new Error('no page')));
    request.onerror = () => reject(new Error('no answer'));
    request.send();
  });
}

/** What cannot change without loading the page: its policy and its scripts. @param {Document} page */
function fixed(page) {
  const policy = page.querySelector('meta[http-equiv="Content-Security-Policy"]')?.getAttribute('content');
  const scripts = [...page.querySelectorAll('script:not([type="application/ld+json"])')];
  return JSON.stringify([policy, scripts.map((script) => [script.getAttribute('src'), script.textContent])]);
}

/** @param {Document} page @returns {HTMLLinkElement[]} */
const sheets = (page) => [...page.querySelectorAll(/** @type {'link'} */ ('link[rel="stylesheet"]'))];

/** Puts new style sheets beside the old ones, and takes those away once the new ones are there. @param {string[]} hrefs */
async function dress(hrefs) {
  const old = sheets(document).filter((link) => !hrefs.includes(link.getAttribute('href') ?? ''));
  const known = sheets(document).map((link) => link.getAttribute('href'));
  const added = hrefs.filter((href) => !known.includes(href)).map((href) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = href;
    document.head.append(link);
    return new Promise((resolve) => (link.onload = link.onerror = resolve));
  });
  await Promise.race([Promise.all(added), new Promise((resolve) => setTimeout(resolve, 1000))]);
  for (const link of old) link.remove();
}

/** Takes over what a page says about itself, beside its style and scripts. @param {Document} page */
function retitle(page) {
  document.title = page.title;
  const described = 'meta:not([http-equiv]):not([charset]), script[type="application/ld+json"], link[rel="canonical"]';
  for (const old of document.head.querySelectorAll(described)) old.remove();
  for (const element of page.head.querySelectorAll(described)) document.head.append(document.adoptNode(element));
  for (const { name, value } of page.documentElement.attributes) {
    if (name !== 'class') document.documentElement.setAttribute(name, value);
  }
}

/** Shows the page as it is now. */
async function refresh() {
  const page = await fetchPage();
  const script = /** @type {HTMLScriptElement | null} */ (page.querySelector(`script[src^="${OWN}live.js"]`));
  if (!script || fixed(page) !== fixed(document)) return reload();
  if (script.dataset.version === version) return;
  await dress(sheets(page).map((link) => link.getAttribute('href') ?? ''));
  const state = remember();
  retitle(page);
  const body = document.adoptNode(page.body);
  const { dataset } = document.body;
  for (const key of Object.keys(dataset)) delete dataset[key];
  Object.assign(dataset, body.dataset);
  document.body.replaceChildren(...body.childNodes);
  version = script.dataset.version ?? '';
  // The page's own scripts look at the elements that they find; these are new.
  runs += 1;
  const scripts = [...document.querySelectorAll('script[type="module"][src]:not([data-version])')];
  await Promise.all(scripts.map((own) => import(`${own.getAttribute('src')}?run=${runs}`)));
  recall(state);
  document.dispatchEvent(new CustomEvent('answerbook:refreshed'));
}

/** Fetches files again that the page uses: style sheets in place, pictures by their address. @param {string[]} files */
function renew(files) {
  const path = (/** @type {string} */ href) => new URL(href, location.href).pathname;
  const isNew = (/** @type {string | null} */ href) => href !== null && files.includes(path(href));
  const fresh = (/** @type {string} */ href) => `${path(href)}?new=${Date.now()}`;
  if (document.querySelector('script[src]') && [...document.scripts].some(({ src }) => src && isNew(src))) return reload();
  const hrefs = sheets(document).map((link) => link.getAttribute('href') ?? '');
  if (hrefs.some(isNew)) dress(hrefs.map((href) => (isNew(href) ? fresh(href) : href)));
  for (const picture of document.images) {
    if (isNew(picture.getAttribute('src'))) picture.src = fresh(picture.src);
  }
}

// ── What is wrong ──

const host = document.createElement('answerbook-preview');
const root = host.attachShadow({ mode: 'open' });

/** @param {string} tag @param {string} name @param {...(string | Node)} children */
function make(tag, name, ...children) {
  const element = document.createElement(tag);
  element.className = name;
  element.append(...children);
  return element;
}

const notes = make('div', 'notes');
const badge = /** @type {HTMLButtonElement} */ (make('button', 'badge'));
const list = make('div', 'list');
const heading = make('h2', '', '');
const close = /** @type {HTMLButtonElement} */ (make('button', 'close', 'Close'));
const panel = make('div', 'panel', make('div', 'sheet', make('div', 'top', heading, close), list));
panel.setAttribute('role', 'dialog');
panel.setAttribute('aria-label', 'Problems');
badge.type = close.type = 'button';
badge.hidden = panel.hidden = notes.hidden = true;
const style = document.createElement('link');
style.rel = 'stylesheet';
style.href = `${OWN}live.css`;
root.append(style, panel, notes, badge);

/** Which errors the reader has closed. */
let closed = '';
let shownDigest = '';
const hide = () => {
  panel.hidden = true;
  closed = shownDigest;
};
close.addEventListener('click', hide);
badge.addEventListener('click', () => (panel.hidden = !panel.hidden));
addEventListener('keydown', (event) => event.key === 'Escape' && !panel.hidden && hide());

/** @param {Problem} problem */
function entry(problem) {
  const [start, end] = problem.marked;
  const characters = [...problem.line];
  const part = (/** @type {number} */ from, /** @type {number | undefined} */ to) => characters.slice(from, to).join('');
  const place = make(problem.href ? 'a' : 'span', 'place', problem.place);
  if (problem.href) /** @type {HTMLAnchorElement} */ (place).href = problem.href;
  const more = problem.more > 0 ? ` and at ${problem.more} more` : '';
  const element = make('div', 'problem', make('p', 'message', `${problem.severity}: ${problem.message} `, make('span', 'code', problem.code)));
  if (problem.place) element.append(place, more);
  if (problem.line) element.append(make('pre', '', part(0, start), make('mark', '', part(start, end)), part(end, undefined)));
  element.append(...problem.help.map((help) => make('p', 'help', `help: ${help}`)));
  return element;
}

const count = (/** @type {number} */ number, /** @type {string} */ noun) => `${number} ${noun}${number === 1 ? '' : 's'}`;

/** Shows what is wrong with the project, and what there is to know about the page. */
async function report() {
  const response = await fetch(`${OWN}state?page=${encodeURIComponent(location.pathname)}`);
  const state = /** @type {State} */ (await response.json());
  const parts = [state.errors && count(state.errors, 'error'), state.warnings && count(state.warnings, 'warning')];
  const summary = parts.filter(Boolean).join(', ');
  heading.textContent = badge.textContent = summary;
  badge.hidden = summary === '';
  badge.classList.toggle('errors', state.errors > 0);
  list.replaceChildren(...state.problems.map(entry));
  const shown = state.problems.length;
  const all = state.errors + state.warnings;
  if (all > shown) list.append(make('p', 'more', `and ${all - shown} more`));
  shownDigest = state.errors > 0 ? `${state.digest}${state.problems[0]?.message}` : '';
  panel.hidden = state.errors === 0 || closed === shownDigest;
  notes.replaceChildren(...state.notes.map((note) => make('p', '', note)));
  notes.hidden = state.notes.length === 0;
  // Outside of the body, so that a new body does not take it away.
  if (!host.isConnected) document.documentElement.append(host);
}

// ── Listening ──

/** @type {EventSource | undefined} */
let source;
/** @type {Promise<void>} One thing after the other: two builds may follow each other closely. */
let work = Promise.resolve();

/** @param {MessageEvent<string>} event */
async function hear({ data }) {
  const news = /** @type {News} */ (JSON.parse(data));
  try {
    if (news.files.length > 0) renew(news.files);
    if (news.changed.length > 0) await refresh();
    await report();
  } catch {
    // The server is gone, or busy with the next build: the next news says how things are.
  }
}

function listen() {
  if (source || document.hidden) return;
  source = new EventSource(`${OWN}events?page=${encodeURIComponent(location.pathname)}&version=${version}`);
  source.addEventListener('build', (event) => (work = work.then(() => hear(event))));
  source.addEventListener('error', () => {
    // A browser gives up for good after some faults; the preview may come back at any time.
    if (source?.readyState !== EventSource.CLOSED) return;
    rest();
    setTimeout(listen, 1000);
  });
}

function rest() {
  source?.close();
  source = undefined;
}

// Browsers allow six connections to a host: hidden tabs give theirs back, and ask on return what they missed.
document.addEventListener('visibilitychange', () => (document.hidden ? rest() : listen()));
addEventListener('pagehide', rest);
addEventListener('pageshow', listen);
listen();
