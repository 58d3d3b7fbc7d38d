/**
 * The search box: an editable combobox with a list of suggestions (WAI-ARIA Authoring Practices). The focus stays in
 * the field. The list is not a live region; a short count is.
 */
import { addressOf, countText, element, elsewhere, filled, forget, marked, passages, patiently, recent, remember, reported, tell, topic } from './parts.js';

/**
 * How long typing must pause before a search, and before its count is announced. Queries of one or two letters match
 * too much and would load many files, so they wait for the next letter.
 */
const PAUSE = 80;
const SHORT_PAUSE = 240;
const SHORT = 3;
const SETTLED = 800;

/** Maximum number of links per facet. The search page shows all of them. */
const MAX_FACET_VALUES = 4;

/** Maximum number of lines of a passage that are seen without scrolling. The results below must be seen as well. */
const MAX_PASSAGE_LINES = 5;

let boxes = 0;

/** @param {HTMLFormElement} form @param {any} texts @param {(query: string, options?: object) => Promise<any>} ask */
export function box(form, texts, ask) {
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem('q'));
  boxes += 1;
  const id = `ab-search-${boxes}`;
  const list = element('div', { id, role: 'listbox', 'aria-label': texts.label });
  const foot = element('div', { class: 'search-foot' });
  const facets = element('div', { class: 'search-facets' });
  const head = element('p', { class: 'search-head' });
  const quoted = element('section', { class: 'passages', 'aria-label': texts.passages, hidden: '' });
  const panel = element('div', { class: 'search-panel', hidden: '' }, head, quoted, list, facets, foot);
  const status = element('p', { class: 'sr-only', role: 'status' });
  form.append(panel, status);
  for (const [name, value] of Object.entries({ role: 'combobox', 'aria-expanded': 'false', 'aria-autocomplete': 'list', 'aria-controls': id })) {
    field.setAttribute(name, value);
  }
  let asked = 0;
  let active = -1;
  let total = 0;
  let counted = 0;
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

  /** Fills the panel. @param {string} above @param {HTMLElement[]} rows @param {(string | Node)[]} below @param {Node[]} [between] */
  const fill = (above, rows, below, between = []) => {
    select(-1);
    rows.forEach((row, place) => {
      row.id = `${id}-${place}`;
      for (const [name, value] of Object.entries({ role: 'option', 'aria-selected': 'false', tabindex: '-1' })) row.setAttribute(name, value);
    });
    head.textContent = above;
    quoted.hidden = true;
    list.replaceChildren(...rows);
    facets.replaceChildren(...between);
    foot.replaceChildren(...below);
    show(Boolean(above) || rows.length > 0);
  };

  /** Announces the count after a pause. @param {string} text */
  const settle = (text) => {
    wait(() => {
      status.textContent = text;
      tell({ query: query(), results: counted, place: 'box' });
    });
  };

  const repeated = (/** @type {string} */ text, /** @type {(string | Node)[]} */ ...why) => {
    const row = element('div', { class: 'search-row', 'data-query': text }, element('b', {}, text), ...why);
    row.addEventListener('click', () => {
      field.value = text;
      field.focus();
      search();
    });
    return row;
  };

  const chose = (/** @type {string} */ href, /** @type {number} */ rank) => {
    remember(query());
    tell({ query: query(), results: total, chosen: href, rank, place: 'box' });
  };

  const linked = (/** @type {{ href: string, excerpt?: string[] }} */ { href, excerpt = [] }, /** @type {(string | Node)[]} */ ...content) => {
    const row = element('a', { class: 'search-row', href: addressOf({ href, excerpt }) }, ...content);
    row.addEventListener('click', () => chose(href, [...list.children].indexOf(row) + 1));
    return row;
  };

  const hitRow = (/** @type {any} */ hit, /** @type {any} */ answer) => {
    const heading = hit.heading.join('') ? [element('span', { class: 'search-heading' }, ...marked(hit.heading))] : [];
    const excerpt = element('span', { class: 'search-excerpt' }, ...marked(hit.excerpt));
    return linked(hit, element('b', {}, ...marked(hit.title)), ...heading, excerpt, element('small', {}, topic(hit, answer)));
  };

  const past = () => {
    const rows = recent().map((text) => repeated(text));
    if (!rows.length) return fill('', [], []);
    const clear = element('button', { type: 'button', class: 'search-clear' }, texts.clear);
    clear.addEventListener('click', () => {
      forget();
      field.focus();
      fill('', [], []);
    });
    return fill(texts.recent, rows, [clear]);
  };

  /** The search page for the query, filtered. @param {Record<string, string>} [by] */
  const pageOf = (by = {}) => `${form.action}?${new URLSearchParams({ q: query(), ...by })}`;

  /** Links to filtered results, each with its count. @param {string} name @param {string} label @param {[string, number][]} counts @param {(value: string) => string} called */
  const facet = (name, label, counts, called) => {
    const shown = counts.filter(([value]) => value).slice(0, MAX_FACET_VALUES);
    if (shown.length < 2) return [];
    const links = shown.map(([value, count]) => element('a', { class: 'chip', href: pageOf({ [name]: value }) }, `${called(value)} `, element('small', {}, String(count))));
    return [element('div', { class: 'facet', role: 'group', 'aria-label': label }, ...links)];
  };

  const task = (/** @type {any} */ task) => linked(task, element('b', {}, ...marked(task.title)), element('small', {}, texts.task));

  /** The link to a person. */
  const person = () => (texts.contact ? [element('a', { href: texts.contact }, texts.ask)] : []);

  const found = (/** @type {any} */ answer) => {
    total = answer.total;
    counted = reported(answer);
    if (!total) return nothing(answer);
    const corrected = answer.corrected && filled(texts.corrected, { query: answer.corrected });
    const doubted = answer.isDoubted && filled(texts.doubted, { query: query() });
    const note = [corrected, doubted].filter(Boolean).join(' ');
    const all = element('a', { href: pageOf() }, filled(texts.all, { query: query() }));
    const rows = answer.hits.map((/** @type {any} */ hit) => hitRow(hit, answer));
    const near = answer.near.map((/** @type {string} */ word) => repeated(word, element('small', {}, texts.near)));
    fill(note, [...answer.tasks.map(task), ...rows, ...near], [all, ...(doubted ? person() : [])], [
      ...facet('category', texts.topics, answer.categories, (value) => value),
      ...facet('kind', texts.kinds, answer.kinds, (value) => answer.kindLabels[value] ?? value),
    ]);
    passages(quoted, answer, {
      module: form.dataset.passages,
      label: texts.passages,
      lines: MAX_PASSAGE_LINES,
      opened: (/** @type {any} */ hit) => chose(hit.href, answer.hits.indexOf(hit) + 1),
    });
    return settle(countText(texts, answer, query()));
  };

  /** Shown without results: tips, known words, quick tasks, a newer version with results, and the link to contact. */
  const nothing = (/** @type {any} */ answer) => {
    const none = filled(texts.none, { query: query() });
    const near = answer.near.map((/** @type {string} */ word) => repeated(word, element('small', {}, texts.near)));
    const tasks = answer.tasks.length ? answer.tasks : answer.offers;
    const below = [...elsewhere(texts, answer, query()), element('a', { href: texts.list }, texts.everything), ...person()];
    fill(`${none} ${texts.lead}`, [...near, ...tasks.map(task)], below);
    settle(none);
  };

  const failed = () => {
    fill(texts.failed, [], [element('a', { href: texts.list }, texts.everything)]);
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
    typing = setTimeout(search, query() && query().length < SHORT ? SHORT_PAUSE : PAUSE);
  };
  field.addEventListener('input', (event) => /** @type {InputEvent} */ (event).isComposing || later());
  field.addEventListener('compositionend', later);
  field.addEventListener('focus', () => panel.hidden && search());
  form.addEventListener('focusout', ({ relatedTarget }) => form.contains(/** @type {Node | null} */ (relatedTarget)) || show(false));
  // Pressing a row must not move the focus out of the field, or the list would close before the button is released.
  list.addEventListener('mousedown', (event) => event.preventDefault());
  form.addEventListener('submit', () => query() && remember(query()));
  form.addEventListener('reset', () => {
    field.value = '';
    field.focus();
    search();
  });

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
