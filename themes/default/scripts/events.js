/**
 * Sends what the reader did to the configured receivers. `<meta name="answerbook-events">` in the page configures them;
 * without it nothing is sent.
 *
 * A module imports `record` from `./script.js`. A script that cannot import dispatches a `CustomEvent` named
 * `answerbook:record` with `{ kind, fields }`. To see what was recorded, listen for `answerbook:recorded` on the
 * document.
 */
import { cut, scrub, withoutEmails } from './scrub.js';

/** @typedef {'view' | 'search' | 'feedback' | 'contact' | 'missing'} Kind */
/** @typedef {'sent' | 'kept' | 'refused' | 'off'} Outcome what became of an event: `kept` ones are tried again. */

const VISIT = 'answerbook-visit';
const QUEUE = 'answerbook-queue';
/** Maximum number of events kept for later; the oldest are dropped first. */
const LONGEST_QUEUE = 50;
/** Maximum number of characters per request. Browsers refuse to send more than 64 KB after a page is closed, and the receiver refuses it too. */
const LARGEST_BODY = 16_000;
/** Milliseconds until the next attempt; doubled after each failure, up to a few minutes. */
const FIRST_PAUSE = 5000;
const LONGEST_PAUSE = 300_000;

const meta = /** @type {HTMLMetaElement | null} */ (document.querySelector('meta[name="answerbook-events"]'));
const settings = meta && JSON.parse(meta.content);
const untracked = /** @type {any} */ (navigator).globalPrivacyControl === true || navigator.doNotTrack === '1';
/** Loaded at once, because a page that is being left does not wait for it. */
const analytics = settings?.analytics && import('./analytics.js');

/** The tab's storage, which may be disabled. */
const store = {
  /** @type {Record<string, string>} */ memory: {},
  /** @param {string} key */
  get(key) {
    try {
      return sessionStorage.getItem(key) ?? this.memory[key];
    } catch {
      return this.memory[key];
    }
  },
  /** @param {string} key @param {string} value */
  set(key, value) {
    this.memory[key] = value;
    try {
      sessionStorage.setItem(key, value);
    } catch {
      // The value is kept for this page only.
    }
  },
};

/** A random UUID, even if the page is not served over HTTPS. */
export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** The visit's random id, or nothing for readers who ask not to be tracked. It ends with the tab. */
function visit() {
  if (untracked) return undefined;
  const known = store.get(VISIT);
  if (known) return known;
  const made = uuid();
  store.set(VISIT, made);
  return made;
}

/** Whether this visit is in the sample. The id decides, so that a visit is recorded completely or not at all. */
const isSampled = () => !settings.sample || (parseInt((visit() ?? '').slice(0, 8), 16) / 2 ** 32) * 100 < settings.sample;

/** @returns {object[]} */
const queue = () => JSON.parse(store.get(QUEUE) ?? '[]');
/** @param {object[]} events */
const keep = (events) => store.set(QUEUE, JSON.stringify(events.slice(-LONGEST_QUEUE)));
/** @param {any[]} events */
const lines = (events) => events.map((event) => JSON.stringify(event)).join('\n');

/** The events of one request, oldest first. A form takes one answer at a time. @param {any[]} events */
function batch(events) {
  if (!settings.endpoint) return events.slice(0, 1);
  let count = events.length;
  while (count > 1 && lines(events.slice(0, count)).length > LARGEST_BODY) count -= 1;
  return events.slice(0, count);
}

/** An answer with the fields that the form sends without this script. @param {any} event */
const fields = (event) => new URLSearchParams({ ...event, helpful: event.helpful ? 'yes' : 'no' });

/** Makes one attempt to send these events. @param {any[]} events @returns {Promise<Outcome>} */
async function post(events) {
  if (!navigator.onLine) return 'kept';
  try {
    const body = settings.endpoint ? lines(events) : fields(events[0]);
    const response = await fetch(settings.endpoint ?? settings.form, { method: 'POST', body, keepalive: true, credentials: 'omit' });
    if (response.ok || response.redirected) return 'sent';
    // A problem with an event is permanent; a problem with the receiver is temporary.
    return response.status >= 500 || [408, 425, 429].includes(response.status) ? 'kept' : 'refused';
  } catch {
    return 'kept';
  }
}

/** @type {Promise<Outcome>} */
let turn = Promise.resolve('sent');
let pause = FIRST_PAUSE;

/** Sends everything in the queue, one attempt after the other. @returns {Promise<Outcome>} */
function flush() {
  turn = turn.then(async () => {
    const events = batch(queue());
    if (events.length === 0) return 'sent';
    const outcome = await post(events);
    if (outcome === 'kept') {
      setTimeout(flush, pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE);
      return outcome;
    }
    pause = FIRST_PAUSE;
    const done = new Set(events.map(({ id }) => id));
    keep(queue().filter((/** @type {any} */ { id }) => !done.has(id)));
    if (queue().length > 0) flush();
    return outcome;
  });
  return turn;
}

/** @param {any} event @returns {Promise<Outcome>} */
async function deliver(event) {
  const isHeard = settings.endpoint || (settings.form && event.event === 'feedback');
  // For readers who ask not to be tracked, analytics gets only feedback, and only if nobody else would.
  const isForOthers = !untracked || (!isHeard && event.event === 'feedback');
  if (settings.analytics && isForOthers) analytics.then((/** @type {any} */ { tell }) => tell(settings.analytics, event, scrub(document.title)));
  if (!isHeard) return settings.analytics && isForOthers ? 'sent' : 'off';
  keep([...queue(), event]);
  return flush();
}

/** A search in progress. It is sent when the reader opens a hit, searches for something else, or leaves. @type {any} */
let search = null;

function endSearch() {
  const ended = search;
  search = null;
  if (ended) deliver(ended);
}

/** The search page reports a search that continues there. Otherwise it would count twice. @param {URL} address */
function handOver(address) {
  const query = scrub(address.searchParams.get('q')?.trim() ?? '');
  if (search && query && address.pathname === document.body.dataset.search && isSame(search.query, query)) search = null;
}

/** Whether one query starts with the other: the same search, typed further. @param {string} a @param {string} b */
const isSame = (a, b) => a.startsWith(b) || b.startsWith(a);

/**
 * Records what the reader did.
 *
 * - `view`: no fields; on the page for missing addresses, `page`.
 * - `search`: `query`, `hits`; call it for every list of results that settles, and again with `opened` (the hit's address) and
 *   `rank` (from 1) when one is opened. Typing on is one search.
 * - `feedback`: `helpful`, `answer`, and perhaps `reason` and `comment`.
 * - `contact`: `step`, with `shown`, `opened` and `rank`, or `channel`.
 * - `missing`: an `anchor` that the page does not have, and the host of the `referrer`; on the page for missing addresses, `page`.
 *
 * @param {Kind} kind @param {Record<string, any>} [fields] @returns {Promise<Outcome>}
 */
export async function record(kind, fields = {}) {
  const recorded = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''));
  if (recorded.query) recorded.query = cut(scrub(recorded.query), 200);
  if (recorded.comment) recorded.comment = cut(scrub(recorded.comment), 1000);
  document.dispatchEvent(new CustomEvent('answerbook:recorded', { detail: { kind, fields: recorded } }));

  // Feedback is what the reader chose to send. Everything else is tracking, which readers can decline.
  const asked = kind === 'feedback' || (kind === 'contact' && recorded.step === 'sent');
  if (!settings || (untracked && !asked) || (kind !== 'feedback' && !isSampled())) return 'off';
  const page = location.pathname.slice(0, 500);
  const event = { v: 1, id: uuid(), event: kind, at: new Date().toISOString(), visit: visit(), page, ...settings.place, ...recorded };

  if (kind !== 'search') return deliver(event);
  if (search && isSame(search.query, event.query)) event.id = search.id;
  else endSearch();
  search = event;
  if (event.opened) endSearch();
  return 'kept';
}

document.addEventListener('answerbook:record', (event) => {
  const { kind, fields } = /** @type {CustomEvent} */ (event).detail;
  record(kind, fields);
});

// The search script reports its own events: a settled list, and the result that was chosen.
document.addEventListener('answerbook:search', (event) => {
  const { query, results, chosen, rank } = /** @type {CustomEvent} */ (event).detail;
  if (query) record('search', { query, hits: results, opened: chosen && new URL(chosen, location.href).pathname, rank });
});

/** @param {string} text */
const decoded = (text) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** The address that was asked for. It may be anything that was typed, so each part is scrubbed. */
function missingPage() {
  const parts = decoded(location.pathname).split('/').map(withoutEmails);
  return encodeURI(cut(parts.join('/'), 200)).slice(0, 500);
}

/** Reports an address that leads nowhere: of a page, or of an anchor. Fragments that scripts or services use are not anchors. */
function reportMissing() {
  const referrer = document.referrer && new URL(document.referrer).hostname;
  if (settings.missing) {
    record('missing', { page: missingPage(), referrer });
    return;
  }
  const anchor = decoded(location.hash.slice(1));
  const isKnown = anchor === 'top' || document.getElementById(anchor) || document.getElementsByName(anchor).length > 0;
  if (!settings.place.article || isKnown || !/^[^=&\/!]{1,200}$/u.test(anchor)) return;
  record('missing', { anchor: withoutEmails(anchor), referrer });
}

/** Records that the page was opened. */
function opened() {
  record('view', settings.missing ? { page: missingPage() } : {});
  reportMissing();
}

if (settings) {
  document.addEventListener('submit', (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (event.defaultPrevented || form.method !== 'get') return;
    const address = new URL(form.action);
    address.search = String(new URLSearchParams(/** @type {any} */ (new FormData(form))));
    handOver(address);
  });
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const isElsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
    if (link && !isElsewhere && !event.defaultPrevented) handOver(new URL(link.href, location.href));
  });
  // Events that an earlier page could not send.
  if (queue().length) flush();
  addEventListener('online', flush);
  addEventListener('pagehide', () => {
    endSearch();
    const events = batch(queue());
    // An attempt may be under way and end with the page. The receiver recognizes events by their ids, so duplicates do
    // no harm.
    const isSent = settings.endpoint && events.length && navigator.onLine && navigator.sendBeacon(settings.endpoint, lines(events));
    // A beacon does not report success. After a failed attempt, the next page tries once more.
    if (isSent && pause === FIRST_PAUSE) keep(queue().slice(events.length));
  });
  if (/** @type {any} */ (document).prerendering) document.addEventListener('prerenderingchange', opened, { once: true });
  else opened();
}
