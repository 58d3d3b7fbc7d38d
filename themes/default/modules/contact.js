/**
 * The contact page: fills in what is known, keeps robots out, and shows the result. Loads suggestions when the reader
 * begins with the subject. Without this script it is a plain form with plain links.
 */
import { record, trail } from './script.js';

const page = /** @type {HTMLElement | null} */ (document.querySelector('[data-contact-page]'));
const form = /** @type {HTMLFormElement | null} */ (page?.querySelector('form[data-contact-form]') ?? null);

/** Minimum time that a person needs to fill in the form, in milliseconds. */
const FASTEST_PERSON = 3000;

const known = new URLSearchParams(location.search);
const started = Date.now();
/** The state of this page. */
let isOpened = false;
let isSent = false;

/** @param {'form' | 'email' | 'phone' | 'chat'} channel */
function sent(channel) {
  isSent = true;
  record('contact', { step: 'sent', channel });
}

/** If the site requires it, hides the ways to contact support until the reader has searched or read an article. */
function gate() {
  const mode = page?.dataset.contactPage ?? 'always';
  const gated = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('[data-contact-gated]')]);
  const read = trail().some((step) => step.read);
  const isOpen = mode === 'always' || (mode === 'after-search' && known.has('q')) || (mode === 'after-answer' && read);
  const show = (/** @type {boolean} */ open) => {
    for (const part of gated) part.hidden = !open;
    const hint = /** @type {HTMLElement | null} */ (page?.querySelector('[data-contact-hint]'));
    if (hint) hint.hidden = open;
  };
  show(isOpen);
  return () => show(true);
}

/** What the reader read and searched for, as lines of text. */
const story = () =>
  trail().map(({ read, title, searched }) => (searched ? `? ${searched}` : `- ${title} (${new URL(read ?? '', location.href).href})`));

/** @param {HTMLFormElement} form @param {() => void} open */
function watch(form, open) {
  const field = (/** @type {string} */ name) => /** @type {HTMLInputElement | null} */ (form.querySelector(`[data-field=${name}]`));
  const subject = field('subject');
  const status = /** @type {HTMLElement} */ (form.querySelector('[role=status]'));
  const consent = /** @type {HTMLElement | null} */ (form.querySelector('[data-contact-consent]'));
  const lines = story();

  if (subject && !subject.value) subject.value = (known.get('q') ?? '').slice(0, 200);
  const from = field('from');
  if (from) from.value = [known.get('from'), known.get('page')].filter(Boolean).join(' ');
  if (consent && lines.length) {
    consent.hidden = false;
    const list = /** @type {HTMLElement} */ (consent.querySelector('[data-contact-story]'));
    list.textContent = lines.join('\n');
  }
  if (subject) {
    const onOpened = () => (isOpened = true);
    // Without suggestions, nothing keeps readers from a person.
    const suggest = () => import('./contact-suggestions.js').then(({ suggest }) => suggest(subject, open, onOpened), open);
    if (subject.value) suggest();
    else subject.addEventListener('input', suggest, { once: true });
  }

  form.addEventListener('submit', (event) => {
    const trap = field('trap');
    if (trap?.value) {
      // People do not see this field. A robot gets no feedback.
      event.preventDefault();
      return;
    }
    if (Date.now() - started < FASTEST_PERSON) {
      event.preventDefault();
      status.textContent = form.dataset.early ?? '';
      return;
    }
    const history = field('history');
    if (history) history.value = field('consent')?.checked ? lines.join('\n') : '';
    sent(form.dataset.contactForm === 'email' ? 'email' : 'form');
    if (form.dataset.contactForm !== 'email') return;
    event.preventDefault();
    const page = known.get('page')?.startsWith('/') ? location.origin + known.get('page') : '';
    const body = [field('message')?.value, page, history?.value].filter(Boolean).join('\n\n');
    location.href = `${form.getAttribute('action')}?${new URLSearchParams({ subject: subject?.value ?? '', body }).toString().replaceAll('+', '%20')}`;
    status.textContent = form.dataset.email ?? '';
  });
}

/** Shows the current time in the time zone of the opening hours. */
function tellTime() {
  const clock = /** @type {HTMLElement | null} */ (document.querySelector('[data-time-zone]'));
  if (!clock) return;
  try {
    const format = { timeZone: clock.dataset.timeZone, timeStyle: /** @type {const} */ ('short') };
    const time = new Date().toLocaleTimeString(document.documentElement.lang, format);
    clock.textContent = (clock.dataset.now ?? '').replace('{time}', time);
    tellOpen(clock, clock.dataset.timeZone ?? '');
  } catch {
    // The browser does not know the time zone, so the hours stay unchanged.
  }
}

/** Shows whether the team is open now. @param {HTMLElement} clock @param {string} timeZone */
function tellOpen(clock, timeZone) {
  const hours = /** @type {HTMLElement | null} */ (clock.closest('[data-open]'));
  if (!hours) return;
  const parts = new Intl.DateTimeFormat('en', { timeZone, weekday: 'short', hour: 'numeric', minute: 'numeric', hourCycle: 'h23' }).formatToParts(new Date());
  const { weekday = '', hour, minute } = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  const today = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(weekday) + 1;
  const now = Number(hour) * 60 + Number(minute);
  const times = (hours.dataset.open ?? '').split(';').map((time) => time.split(' ').map(Number));
  const isOpen = times.some(([day, start, end]) => day === today && now >= start && now < end);
  const badge = document.createElement('span');
  badge.className = isOpen ? 'badge badge-open' : 'badge';
  badge.textContent = (isOpen ? hours.dataset.isOpen : hours.dataset.isClosed) ?? '';
  hours.querySelector('b')?.append(' ', badge);
}

if (page) {
  const open = gate();
  tellTime();
  if (form) watch(form, open);
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll('[data-channel]'))) {
    link.addEventListener('click', () => sent(/** @type {any} */ (link.dataset.channel)));
  }
  addEventListener('pagehide', () => {
    if (isOpened && !isSent) record('contact', { step: 'solved' });
    isOpened = false;
  });
}
