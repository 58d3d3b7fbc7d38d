/**
 * Opens an index and answers queries.
 * @typedef {{ limit?: number, category?: string, kind?: string }} Options
 */
import { normal, tokens } from './words.js';
import { fetchBytes, files } from './files.js';
import { corrected, read } from './terms.js';
import { relations } from './thesaurus.js';
import { CLOSE } from './related.js';
import { rank } from './score.js';
import { hits, marked, safe } from './hits.js';

const MAX_TASKS = 2;
const MAX_OFFERS = 4;
/** Languages that write compounds as one word. */
const COMPOUNDING = new Set(['de', 'nl', 'sv', 'da', 'no', 'nb', 'nn', 'fi', 'hu']);

/** Opens the index of an edition. @param {string} base its folder, with a slash at the end @param {typeof fetchBytes} [get] */
export async function open(base, get = fetchBytes) {
  let index = prepare(await files(base, get));
  return {
    /** @param {string} query @param {Options} [options] */
    async search(query, options) {
      try {
        return await answer(index, query, options);
      } catch (error) {
        // The site may have been published again while the page was open. Then other files may be gone.
        if (!(/** @type {{ isGone?: boolean }} */ (error).isGone)) throw error;
        index = prepare(await files(base, get));
        return answer(index, query, options);
      }
    },
  };
}

/** @param {any} index @param {string} query @param {Options} [options] */
export async function answer(index, query, { limit = 5, category, kind } = {}) {
  let asked = await read(index, query, false);
  let { best, ...ranking } = await rank(index, asked, { limit, category, kind });
  if (ranking.coverage < CLOSE && asked.terms.every(({ corrected }) => corrected === undefined)) {
    const wider = await read(index, query, true);
    if (waysOf(wider) > waysOf(asked)) {
      asked = wider;
      ({ best, ...ranking } = await rank(index, asked, { limit, category, kind }));
    }
  }
  const all = asked.terms;
  const words = all.map(({ ways }) => ways.flatMap((way) => way.words.flat().map(({ word }) => word)));
  return {
    hits: await hits(index, words, query, best),
    ...ranking,
    count: index.numbers.format(ranking.total),
    plural: index.plurals.select(ranking.total),
    kindLabels: Object.fromEntries(index.manifest.kinds),
    // A correction may be a word that occurs only in another version's articles.
    corrected: ranking.total ? corrected(query, all) : undefined,
    near: all.flatMap(({ near }) => near),
    // For each term, the words that match it.
    words,
    elsewhere: ranking.total ? undefined : await elsewhere(index, asked),
    tasks: tasks(index, query),
    // Without results, offers the quick tasks.
    offers: ranking.total ? [] : index.edition.tasks.slice(0, MAX_OFFERS).map((/** @type {string[]} */ [title, href]) => ({ title: [title], href: safe(href) })),
  };
}

/** The number of alternatives. @param {{ terms: import('./terms.js').Term[] }} asked */
const waysOf = ({ terms }) => terms.reduce((sum, { ways }) => sum + ways.length, 0);

/** The newest edition in the index, if it has results. @param {any} index @param {{ terms: import('./terms.js').Term[], words: number }} asked */
async function elsewhere(index, asked) {
  if (!index.edition.newest) return undefined;
  const [version, href, first] = index.edition.newest;
  const has = documentsOf({ first, bits: '' }, index.manifest.documents);
  const { total } = await rank({ ...index, has, buffers: [] }, asked, { limit: 1 });
  return total ? { version, href: safe(href) } : undefined;
}

/** Prepares the data that queries look up. @param {any} given the edition's pointer, the manifest, and what gives the other files */
export function prepare(given) {
  const { manifest, edition } = given;
  /** @type {string[][]} */
  const rules = manifest.suffixes.split(' ').map((/** @type {string} */ rule) => rule.split('>')).filter((/** @type {string[]} */ { length }) => length === 2);
  const continued = new Set(manifest.continued);
  const articleOf = new Uint32Array(manifest.documents);
  articleOf.forEach((_, document) => (articleOf[document] = document && continued.has(document) ? articleOf[document - 1] : document));
  return {
    ...given,
    numbers: new Intl.NumberFormat(manifest.language),
    plurals: new Intl.PluralRules(manifest.language),
    articleOf,
    hasCompounds: COMPOUNDING.has(manifest.language.split('-')[0]),
    has: documentsOf(edition, manifest.documents),
    buffers: [],
    suffixes: rules,
    relations: relations(manifest.thesaurus ?? '', rules),
    endings: new Set(rules.map(([from]) => from)),
    stopWords: new Set(manifest.stop_words.split(' ').filter(Boolean)),
  };
}

/** The documents of an edition, one byte each. @param {{ first: number, bits: string }} edition @param {number} count how many the index has */
function documentsOf({ first, bits }, count) {
  const has = new Uint8Array(count).fill(1, 0, first);
  const rest = has.subarray(first, first + bits.length * 4);
  for (let at = 0; at < rest.length; at += 1) rest[at] = (parseInt(bits[at >> 2], 16) >> (at & 3)) & 1;
  return has;
}

/** Quick tasks with words that begin with all words of the query. @param {any} index @param {string} query */
function tasks({ manifest, edition, stopWords }, query) {
  const words = tokens(normal(query), manifest.apostrophe_splits).map(({ whole }) => whole);
  const telling = words.filter((word) => !stopWords.has(word));
  if (!telling.length || telling.every((word) => word.length < 2)) return [];
  const fits = (/** @type {[string, string, string[]]} */ [, , known]) => telling.every((word) => known.some((other) => other.startsWith(word)));
  const wanted = new Set(telling);
  return edition.tasks.filter(fits).slice(0, MAX_TASKS).map((/** @type {string[]} */ [title, href]) => ({ title: marked(title, wanted), href: safe(href) }));
}
