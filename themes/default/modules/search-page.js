/**
 * The search page: answers `?q=` in full, with facets, and keeps the address up to date so that it can be shared. It
 * gets the parts that it shares with the search box as `parts`. It is a separate module because most readers never load
 * this page.
 */

const PAGE_PAUSE = 120;
const PAGE_SETTLED = 1200;
const STEP = 10;
const MAX_PASSAGES = 3;

/** @param {HTMLElement} page @param {HTMLFormElement} form @param {any} texts @param {(query: string, options?: object) => Promise<any>} ask @param {any} parts */
export function start(page, form, texts, ask, parts) {
  const { addressOf, countText, element, elsewhere, filled, marked, passages, patiently, remember, reported, tell, topic } = parts;
  const find = (/** @type {string} */ name) => /** @type {HTMLElement} */ (page.querySelector(`[data-search-${name}]`));
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem('q'));
  const [list, hits, empty, near, newer, facets, tasks, corrected, status, quoted] = ['list', 'hits', 'empty', 'near', 'newer', 'facets', 'tasks', 'corrected', 'count', 'passages'].map(find);
  const more = /** @type {HTMLButtonElement} */ (find('more'));
  const pageTitle = document.title;
  /** @type {{ category?: string, kind?: string }} */
  let chosen = {};
  let limit = STEP;
  let asked = 0;
  /** @type {number | undefined} */
  let typing;
  const settle = patiently(PAGE_SETTLED);
  const query = () => field.value.trim();

  const read = () => {
    const values = new URLSearchParams(location.search);
    field.value = values.get('q') ?? '';
    chosen = { category: values.get('category') ?? undefined, kind: values.get('kind') ?? undefined };
  };

  const write = () => {
    const address = new URL(location.href);
    for (const [name, value] of Object.entries({ q: query(), category: chosen.category, kind: chosen.kind })) {
      if (value) address.searchParams.set(name, value);
      else address.searchParams.delete(name);
    }
    history.replaceState(null, '', address);
  };

  /** A group of buttons that filter the results. @param {'category' | 'kind'} name @param {string} label @param {[string, number][]} counts @param {(value: string) => string} called */
  const facet = (name, label, counts, called) => {
    const shown = counts.filter(([value]) => value);
    if (shown.length < 2 && !(name in chosen && chosen[name])) return [];
    const buttons = shown.map(([value, count]) => {
      const isChosen = chosen[name] === value;
      const button = element('button', { type: 'button', class: 'chip', 'aria-pressed': String(isChosen), 'data-value': value }, `${called(value)} `, element('small', {}, String(count)));
      button.addEventListener('click', async () => {
        chosen = { ...chosen, [name]: isChosen ? undefined : value };
        write();
        await show(STEP);
        /** @type {HTMLElement[]} */ ([...facets.querySelectorAll('button')]).find((other) => other.dataset.value === value)?.focus();
      });
      return button;
    });
    return [element('div', { class: 'facet', role: 'group', 'aria-label': label }, element('b', { 'aria-hidden': 'true' }, label), ...buttons)];
  };

  const chose = (/** @type {any} */ answer, /** @type {any} */ hit) => {
    remember(query());
    tell({ query: query(), results: answer.total, chosen: hit.href, rank: answer.hits.indexOf(hit) + 1, place: 'page' });
  };

  const hitRow = (/** @type {any} */ hit, /** @type {any} */ answer) => {
    const link = element('a', { href: addressOf(hit) }, ...marked(hit.title));
    link.addEventListener('click', () => chose(answer, hit));
    const heading = hit.heading.join('') ? [element('p', { class: 'hit-heading' }, ...marked(hit.heading))] : [];
    return element('article', { class: 'hit' }, element('h2', {}, link), ...heading, element('p', {}, ...marked(hit.excerpt)), element('small', {}, topic(hit, answer)));
  };

  const repeated = (/** @type {string} */ text) => {
    const button = element('button', { type: 'button', class: 'chip' }, text);
    button.addEventListener('click', () => {
      field.value = text;
      field.focus();
      again();
    });
    return button;
  };

  /** The page no longer waits for its first results. */
  const arrived = () => document.documentElement.classList.remove('is-asked');

  const found = (/** @type {any} */ answer) => {
    const isEmpty = answer.total === 0;
    list.hidden = true;
    arrived();
    hits.hidden = isEmpty;
    empty.hidden = !isEmpty;
    hits.replaceChildren(...answer.hits.map((/** @type {any} */ hit) => hitRow(hit, answer)));
    // A theme may have a search page without a place for passages.
    if (quoted) passages(quoted, answer, { module: form.dataset.passages, label: texts.passages, limit: MAX_PASSAGES, opened: (/** @type {any} */ hit) => chose(answer, hit) });
    more.hidden = isEmpty || answer.hits.length >= answer.total || answer.hits.length < limit;
    near.hidden = !answer.near.length;
    near.replaceChildren(`${texts.near} `, ...answer.near.map(repeated));
    const ways = elsewhere(texts, answer, query());
    for (const way of ways) way.className = 'button';
    newer.replaceChildren(...ways);
    newer.hidden = !ways.length;
    const link = (/** @type {any} */ { title, href }) => element('a', { class: 'task', href }, element('b', {}, ...marked(title)), element('small', {}, texts.task));
    const links = answer.tasks.map(link);
    tasks.replaceChildren(...links);
    tasks.hidden = !links.length;
    facets.replaceChildren(
      ...facet('category', texts.topics, answer.categories, (value) => value),
      ...facet('kind', texts.kinds, answer.kinds, (value) => answer.kindLabels[value] ?? value),
    );
    const doubted = answer.isDoubted ? filled(texts.doubted, { query: query() }) : '';
    const remarks = [answer.corrected && filled(texts.corrected, { query: answer.corrected }), doubted].filter(Boolean).join(' ');
    const person = answer.isDoubted && texts.contact ? [' ', element('a', { href: texts.contact }, texts.ask)] : [];
    corrected.replaceChildren(remarks, ...person);
    corrected.hidden = isEmpty || !remarks;
    const none = filled(texts.none, { query: query() });
    /** @type {HTMLElement} */ (empty.querySelector('h2')).textContent = none;
    status.classList.toggle('sr-only', isEmpty);
    // What is doubted is read aloud with the number of results, and seen above it.
    const counted = countText(texts, { ...answer, isDoubted: false }, query());
    const aloud = doubted ? [element('span', { class: 'sr-only' }, `. ${doubted}`)] : [];
    status.replaceChildren(...(isEmpty ? [none] : [counted, ...aloud]));
    settle(() => tell({ query: query(), results: reported(answer), place: 'page' }));
  };

  /** Shows the list of all articles again. @param {string} text */
  const nothing = (text) => {
    list.hidden = false;
    arrived();
    for (const part of [hits, empty, near, tasks, corrected, more, quoted]) if (part) part.hidden = true;
    facets.replaceChildren();
    status.textContent = text;
  };

  async function show(/** @type {number} */ wanted) {
    limit = wanted;
    asked += 1;
    const number = asked;
    document.title = query() ? `${query()} – ${pageTitle}` : pageTitle;
    if (!query()) return nothing('');
    try {
      const answer = await ask(query(), { ...chosen, limit });
      if (number === asked) found(answer);
    } catch {
      if (number === asked) nothing(texts.failed);
    }
    return undefined;
  }

  const again = () => {
    chosen = {};
    write();
    show(STEP);
  };
  const later = () => {
    clearTimeout(typing);
    typing = setTimeout(again, PAGE_PAUSE);
  };
  field.addEventListener('input', (event) => /** @type {InputEvent} */ (event).isComposing || later());
  field.addEventListener('compositionend', later);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    clearTimeout(typing);
    if (query()) remember(query());
    again();
  });
  form.addEventListener('reset', () => {
    field.value = '';
    field.focus();
    again();
  });
  more.addEventListener('click', async () => {
    const before = limit;
    await show(limit + STEP);
    /** @type {HTMLElement | null} */ (hits.children[before]?.querySelector('a'))?.focus();
  });
  addEventListener('popstate', () => {
    read();
    show(STEP);
  });
  // Text typed while this was loading takes precedence over the address.
  if (field.value) later();
  else read();
  show(STEP);
}
