/**
 * The search box: an editable combobox with a list of suggestions (WAI-ARIA Authoring Practices). The focus stays in the
 * field; the list is no live region, a short count is.
 */
import { countText, element, filled, forget, marked, patiently, recent, remember, tell, topic } from './20-parts.js';

/** How long a pause in typing is, before a search and before its count is told. */
const PAUSE = 80;
const SETTLED = 800;

let boxes = 0;

/** @param {HTMLFormElement} form @param {any} texts @param {(query: string, options?: object) => Promise<any>} ask */
export function box(form, texts, ask) {
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem('q'));
  boxes += 1;
  const id = `ab-search-${boxes}`;
  const list = element('div', { id, role: 'listbox', 'aria-label': texts.label });
  const foot = element('div', { class: 'search-foot' });
  const panel = element('div', { class: 'search-panel', hidden: '' }, list, foot);
  const status = element('p', { class: 'sr-only', role: 'status' });
  form.append(panel, status);
  for (const [name, value] of Object.entries({ role: 'combobox', 'aria-expanded': 'false', 'aria-autocomplete': 'list', 'aria-controls': id })) {
    field.setAttribute(name, value);
  }
  let asked = 0;
  let active = -1;
  let total = 0;
  /** @type {number | undefined} */
  let typing;
  const wait = patiently(SETTLED);

  const options = () => /** @type {HTMLElement[]} */ ([...list.querySelectorAll('[role=option]')]);
  const query = () => field.value.trim();

  const select = (/** @type {number} */ place) => {
    const all = options();
    all[active]?.setAttribute('aria-selected', 'false');
    active = place;
    const chosen = all[active];
    chosen?.setAttribute('aria-selected', 'true');
    chosen?.scrollIntoView({ block: 'nearest' });
    if (chosen) field.setAttribute('aria-activedescendant', chosen.id);
    else field.removeAttribute('aria-activedescendant');
  };

  const show = (/** @type {boolean} */ isOpen) => {
    panel.hidden = !isOpen;
    field.setAttribute('aria-expanded', String(isOpen && options().length > 0));
    if (!isOpen) {
      select(-1);
      wait(() => undefined);
      status.textContent = '';
    }
  };

  /** Fills the panel. @param {HTMLElement[]} rows @param {(string | Node)[]} below */
  const fill = (rows, below) => {
    select(-1);
    rows.forEach((row, place) => {
      row.id = `${id}-${place}`;
      for (const [name, value] of Object.entries({ role: 'option', 'aria-selected': 'false', tabindex: '-1' })) row.setAttribute(name, value);
    });
    list.replaceChildren(...rows);
    foot.replaceChildren(...below);
    show(rows.length > 0 || below.length > 0);
  };

  /** Tells the count once the reader pauses. @param {string} text */
  const settle = (text) => {
    wait(() => {
      status.textContent = text;
      tell({ query: query(), results: total, place: 'box' });
    });
  };

  const repeated = (/** @type {string} */ text) => {
    const row = element('div', { class: 'search-row', 'data-query': text }, element('b', {}, text));
    row.addEventListener('click', () => {
      field.value = text;
      field.focus();
      search();
    });
    return row;
  };

  const linked = (/** @type {{ href: string }} */ { href }, /** @type {(string | Node)[]} */ ...content) => {
    const row = element('a', { class: 'search-row', href }, ...content);
    row.addEventListener('click', () => {
      remember(query());
      tell({ query: query(), results: total, chosen: href, rank: [...list.children].indexOf(row) + 1, place: 'box' });
    });
    return row;
  };

  const hitRow = (/** @type {any} */ hit, /** @type {any} */ answer) => {
    const heading = hit.heading.join('') ? [element('span', { class: 'search-heading' }, ...marked(hit.heading))] : [];
    const excerpt = element('span', { class: 'search-excerpt' }, ...marked(hit.excerpt));
    return linked(hit, element('b', {}, ...marked(hit.title)), ...heading, excerpt, element('small', {}, topic(hit, answer)));
  };

  const past = () => {
    const rows = recent().map(repeated);
    if (!rows.length) return fill([], []);
    const clear = element('button', { type: 'button', class: 'search-clear' }, texts.clear);
    clear.addEventListener('click', () => {
      forget();
      field.focus();
      fill([], []);
    });
    return fill(rows, [element('span', {}, texts.recent), clear]);
  };

  const found = (/** @type {any} */ answer) => {
    total = answer.total;
    const tasks = answer.tasks.map((/** @type {any} */ task) => linked(task, element('b', {}, ...marked(task.title)), element('small', {}, texts.task)));
    const near = answer.near.map(repeated);
    const all = element('a', { href: `${form.action}?q=${encodeURIComponent(query())}` }, filled(texts.all, { query: query() }));
    const person = texts.contact ? [element('a', { href: texts.contact }, texts.person)] : [];
    const none = [element('span', {}, filled(texts.none, { query: query() })), element('a', { href: texts.list }, texts.everything), ...person];
    const note = answer.corrected ? [element('span', {}, filled(texts.corrected, { query: answer.corrected }))] : [];
    const rows = answer.hits.map((/** @type {any} */ hit) => hitRow(hit, answer));
    fill([...tasks, ...rows, ...near], rows.length ? [...note, all] : none);
    settle(rows.length ? countText(texts, answer, query()) : filled(texts.none, { query: query() }));
  };

  const failed = () => {
    fill([], [element('span', {}, texts.failed), element('a', { href: texts.list }, texts.everything)]);
    status.textContent = texts.failed;
  };

  async function search() {
    asked += 1;
    const number = asked;
    if (!query()) return past();
    try {
      const answer = await ask(field.value.trimStart(), {});
      if (number === asked && form.contains(document.activeElement)) found(answer);
    } catch {
      if (number === asked) failed();
    }
    return undefined;
  }

  const later = () => {
    clearTimeout(typing);
    typing = setTimeout(search, PAUSE);
  };
  field.addEventListener('input', (event) => /** @type {InputEvent} */ (event).isComposing || later());
  field.addEventListener('compositionend', later);
  field.addEventListener('focus', () => panel.hidden && search());
  form.addEventListener('focusout', ({ relatedTarget }) => form.contains(/** @type {Node | null} */ (relatedTarget)) || show(false));
  // A press on a row must not take the focus from the field, or the list would close before it is released.
  list.addEventListener('mousedown', (event) => event.preventDefault());
  form.addEventListener('submit', () => query() && remember(query()));

  field.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    const count = options().length;
    const isOpen = !panel.hidden && count > 0;
    const moves = { ArrowDown: active + 1, ArrowUp: active < 0 ? count - 1 : active - 1 };
    if (event.key in moves && isOpen) {
      const place = moves[/** @type {'ArrowDown'} */ (event.key)];
      select(place >= count ? -1 : place);
    } else if (event.key === 'ArrowDown') search();
    else if (event.key === 'Enter' && isOpen && active >= 0) {
      const chosen = options()[active];
      if (chosen instanceof HTMLAnchorElement && (event.ctrlKey || event.metaKey)) open(chosen.href, '_blank', 'noopener');
      else chosen.click();
    } else if (event.key === 'Escape' && !panel.hidden) show(false);
    else if (event.key === 'Escape') field.value = '';
    else return;
    event.preventDefault();
  });
  if (form.contains(document.activeElement)) search();
}
