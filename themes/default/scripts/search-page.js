/** Answers `?q=` on the search page from the list of all articles that stands on it. */
const page = /** @type {HTMLElement | null} */ (document.querySelector('[data-search-page]'));
if (page) {
  const find = (/** @type {string} */ name) => /** @type {HTMLElement} */ (page.querySelector(name));
  const field = /** @type {HTMLInputElement} */ (find('input[name=q]'));
  const texts = JSON.parse(page.dataset.results ?? '{}');
  const plural = new Intl.PluralRules(document.documentElement.lang);
  const pageTitle = document.title;
  const articles = [...find('[data-search-list]').querySelectorAll('a.row')].map((link) => ({
    href: /** @type {HTMLAnchorElement} */ (link).href,
    title: link.firstElementChild?.textContent ?? '',
    text: /** @type {HTMLElement} */ (link).dataset.description ?? '',
    topic: link.closest('.section')?.querySelector('h2, h3, h4')?.textContent ?? '',
  }));

  /** Lower case without accents. @param {string} text */
  const fold = (text) => text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');

  /** Articles that have all words, those with more of them in the title first. @param {string[]} words */
  const search = (words) =>
    articles
      .map((article) => {
        const title = fold(article.title);
        const all = `${title} ${fold(article.text)} ${fold(article.topic)}`;
        const found = words.every((word) => all.includes(word));
        return { article, score: found ? 1 + words.filter((word) => title.includes(word)).length : 0 };
      })
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score)
      .map(({ article }) => article);

  /** @param {string} tag @param {...(string | Node)} content */
  const element = (tag, ...content) => {
    const made = document.createElement(tag);
    made.append(...content);
    return made;
  };

  /** The text with each word of the query in a `<mark>`. @param {string} text @param {string[]} words */
  const marked = (text, words) =>
    text.split(/([\p{L}\p{M}\p{N}]+)/u).map((part) => (words.some((word) => fold(part).startsWith(word)) ? element('mark', part) : part));

  /** @param {Record<string, any>} fields */
  const tell = (fields) => {
    const dispatch = () => document.dispatchEvent(new CustomEvent('answerbook:record', { detail: { kind: 'search', fields } }));
    // Modules of the page listen once it has loaded.
    if (document.readyState === 'complete') dispatch();
    else addEventListener('load', dispatch, { once: true });
  };

  const show = () => {
    const query = field.value.trim();
    const words = fold(query).split(/\s+/).filter(Boolean);
    const hits = words.length ? search(words) : [];
    find('[data-search-list]').hidden = words.length > 0;
    find('[data-search-hits]').hidden = hits.length === 0;
    find('[data-search-empty]').hidden = words.length === 0 || hits.length > 0;
    find('[data-search-hits]').replaceChildren(
      ...hits.slice(0, 50).map(({ href, title, text, topic }, index) => {
        const link = element('a', ...marked(title, words));
        link.setAttribute('href', href);
        link.addEventListener('click', () => tell({ query, hits: hits.length, opened: new URL(href).pathname, rank: index + 1 }));
        const hit = element('article', element('h2', link), element('p', ...marked(text, words)), element('small', topic));
        hit.className = 'hit';
        return hit;
      }),
    );
    const form = texts[plural.select(hits.length)] ?? texts.other ?? '';
    find('[data-search-count]').textContent = words.length ? form.replace('{count}', hits.length).replace('{query}', query) : '';
    if (query) tell({ query, hits: hits.length });
    document.title = query ? `${query} – ${pageTitle}` : pageTitle;
  };

  /** @type {number | undefined} */
  let timer;
  field.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const address = new URL(location.href);
      if (field.value.trim()) address.searchParams.set('q', field.value.trim());
      else address.searchParams.delete('q');
      history.replaceState(null, '', address);
      show();
    }, 200);
  });

  field.value = new URLSearchParams(location.search).get('q') ?? '';
  show();
}
