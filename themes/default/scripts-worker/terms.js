/**
 * A query → terms: what has to be found, and the alternatives for each. The same as `src/search/query/terms.rs`.
 * @typedef {{ weight: number, words: import('./expand.js').Expansion[][] }} Way
 * @typedef {{ typed: string, ways: Way[], corrected?: string, near: string[] }} Term
 */
import { isLetters, isUnfinished, lettersAndDigits, tokens } from './words.js';
import { expand } from './expand.js';

const MAX_TERMS = 12;
const SYNONYM = 0.8;
const PARTS = 0.9;

/** @param {any} index @param {string} query @returns {Promise<Term[]>} */
export async function terms(index, query) {
  const all = tokens(query, index.manifest.apostrophe_splits);
  const goesOn = isUnfinished(query);
  const isStop = (/** @type {import('./words.js').Token} */ token) => token.pieces.length === 1 && index.stopWords.has(token.whole);
  const allStop = all.every(isStop);
  const kept = spread([...all.keys()].filter((place) => allStop || !isStop(all[place])));
  return Promise.all(
    kept.map(async (place) => {
      const term = await read(index, all[place], goesOn && place + 1 === all.length);
      const ways = await Promise.all(others(index, all, place).map((words) => wayOf(index, words, SYNONYM)));
      term.ways.push(...ways.flat());
      return term;
    }),
  );
}

/** At most `MAX_TERMS` positions, spread over the whole query. In scripts without blanks, adjacent pairs overlap, so leaving some out loses little. @param {number[]} places */
const spread = (places) =>
  places.length <= MAX_TERMS ? places : Array.from({ length: MAX_TERMS }, (_, term) => places[Math.floor((term * places.length) / MAX_TERMS)]);

/** The query with its corrections. @param {Term[]} all */
export const corrected = (all) =>
  all.some((term) => term.corrected) ? all.map((term) => term.corrected ?? term.typed).join(' ') : undefined;

/** @param {any} index @param {import('./words.js').Token} token @param {boolean} goesOn @returns {Promise<Term>} */
async function read(index, token, goesOn) {
  const split = parts(token);
  const effort = token.dense && token.whole.length > 1 ? 'known' : goesOn ? 'unfinished' : 'finished';
  let expanded = await expand(index, token.whole, split.length ? 'known' : effort);
  const isName = token.signs && expanded.expansions.length > 0;
  /** @type {Way[]} */
  let ways = [];
  if (split.length && !isName) {
    ways = await wayOf(index, split, PARTS);
    if (!expanded.expansions.length && !ways.length) expanded = await expand(index, token.whole, effort);
  }
  const own = { weight: 1, words: [expanded.expansions] };
  return { typed: token.whole, ways: [own, ...ways], corrected: expanded.corrected, near: expanded.near };
}

/** The parts that match a compound. @param {import('./words.js').Token} token */
function parts({ pieces, signs, dense }) {
  if (dense) return [];
  if (pieces.length === 1) return signs ? pieces : lettersAndDigits(pieces[0]);
  return pieces.filter((piece) => piece.length !== 1 || !isLetters(piece));
}

/** @param {any} index @param {string[]} words @param {number} weight @returns {Promise<Way[]>} */
async function wayOf(index, words, weight) {
  const telling = words.filter((word) => !index.stopWords.has(word));
  const chosen = telling.length ? telling : words;
  const found = await Promise.all(chosen.map(async (word) => (await expand(index, word, 'known')).expansions));
  return found.length && found.every((word) => word.length) ? [{ weight, words: found }] : [];
}

/** Other forms of a token. @param {any} index @param {import('./words.js').Token[]} all @param {number} place */
function others(index, all, place) {
  const flat = all.flatMap(({ signs, whole, pieces }, token) => (signs ? [whole] : pieces).map((word) => ({ token, word })));
  /** @type {string[][]} */
  const found = [];
  const seen = new Set();
  for (const [from, to] of index.manifest.synonyms) {
    const isHere = flat.some((_, start) => {
      const window = flat.slice(start, start + from.length);
      const isFrom = window.length === from.length && window.every(({ word }, at) => word === from[at]);
      return isFrom && window.some(({ token }) => token === place);
    });
    if (!isHere) continue;
    for (const words of to) {
      if (!seen.has(words.join(' '))) found.push(words);
      seen.add(words.join(' '));
    }
  }
  const single = (/** @type {number} */ at) => (all[at]?.pieces.length === 1 && !all[at].dense && !all[at].signs ? all[at].whole : '');
  for (const first of [place - 1, place]) {
    if (single(first).length > 1 && single(first + 1).length > 1) found.push([single(first) + single(first + 1)]);
  }
  return found;
}
