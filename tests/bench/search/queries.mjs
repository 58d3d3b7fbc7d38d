/**
 * Queries with known answers, generated from the articles: words of titles, sections and headings, whole, with a typo,
 * or cut short. Every article that contains the words is a correct answer.
 * @typedef {{ query: string, targets: Set<string> }} Known
 */

/** A fixed sequence of numbers (Lehmer, MINSTD), so that every run uses the same queries. */
let state = 20;
const random = (below) => {
  state = (state * 48271) % 2147483647;
  return state % below;
};
const pick = (list) => list[random(list.length)];

/** A typo: a missing, doubled, replaced or swapped letter. @param {string} word */
const typo = (word) => {
  const at = 1 + random(word.length - 2);
  const [before, letter, after] = [word.slice(0, at), word[at], word.slice(at + 1)];
  const wrong = () => pick([before + after, before + letter + letter + after, before + 'aeiortns'[random(8)] + after, before + (after[0] ?? '') + letter + after.slice(1)]);
  let slipped = wrong();
  while (slipped === word) slipped = wrong();
  return slipped;
};
const longest = (list) => list.reduce((longest, word) => (word.length > longest.length ? word : longest), '');
const withTypo = (list) => list.map((word) => (word === longest(list) ? typo(word) : word));

/**
 * `count` queries of each kind.
 * @param {import('./site.mjs').Article[]} articles @param {Set<string>} stopWords @param {number} count
 * @returns {[string, Known[]][]}
 */
export function knownItems(articles, stopWords, count) {
  const words = (text) => (text.toLowerCase().match(/\p{L}{3,}/gu) ?? []).filter((word) => !stopWords.has(word));
  const titles = articles.map(({ title, href }) => ({ words: new Set(words(title)), href }));
  const parts = articles.flatMap(({ sections, href }) => sections.map(({ heading, text }) => ({ heading, words: new Set(words(`${heading} ${text}`)), href })));
  const among = (list, fits) => new Set(list.filter(fits).map(({ href }) => href));
  const inTitle = (wanted) => among(titles, (title) => wanted.every((word) => title.words.has(word)));
  const inSection = (wanted) => among(parts, (part) => wanted.every((word) => part.words.has(word)));
  const underHeading = (heading) => among(parts, (part) => part.heading === heading);
  const ofTitle = (make) => () => {
    const wanted = words(pick(articles).title).slice(0, 3);
    const query = wanted.length > 1 && make(wanted);
    return query && { query, targets: inTitle(wanted) };
  };
  const ofHeading = (make) => () => {
    const { heading } = pick(pick(articles).sections);
    const wanted = words(heading);
    const query = wanted.length > 1 && make(heading, wanted);
    return query && { query, targets: underHeading(heading) };
  };
  const sorts = {
    'words of a title': ofTitle((wanted) => wanted.join(' ')),
    'words of a title, one typo': ofTitle((wanted) => longest(wanted).length > 4 && withTypo(wanted).join(' ')),
    'words of a title, last one cut short': ofTitle((wanted) => wanted.at(-1).length > 5 && [...wanted.slice(0, -1), wanted.at(-1).slice(0, -2)].join(' ')),
    'three words of a section': () => {
      const { text } = pick(pick(articles).sections);
      const all = [...new Set(words(text))].filter((word) => word.length > 3);
      const wanted = all.length > 5 ? [0, 1, 2].map(() => all.splice(random(all.length), 1)[0]) : [];
      return wanted.length > 0 && { query: wanted.join(' '), targets: inSection(wanted) };
    },
    'a heading': ofHeading((heading) => heading),
    'a heading, one typo': ofHeading((heading, wanted) => longest(wanted).length > 4 && withTypo(heading.split(' ').map((word) => word.toLowerCase())).join(' ')),
  };
  return Object.entries(sorts).map(([name, make]) => {
    /** @type {Known[]} */
    const known = [];
    for (let tries = 0; known.length < count && tries < 40 * count; tries += 1) {
      const made = make();
      if (made && made.targets.size) known.push(made);
    }
    return [name, known];
  });
}

/** How well the answers match the queries. @param {Known[]} known @param {string[][]} answers addresses, best first */
export function quality(known, answers) {
  const places = known.map(({ targets }, at) => answers[at].slice(0, 10).findIndex((href) => targets.has(decodeURI(href.split('#')[0]))));
  const share = (of) => places.reduce((sum, place) => sum + of(place), 0) / Math.max(1, places.length);
  return { mrr: share((place) => (place < 0 ? 0 : 1 / (place + 1))), inThree: share((place) => (place >= 0 && place < 3 ? 1 : 0)), places };
}
