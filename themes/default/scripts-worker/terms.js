/**
 * A query → terms: what has to be found, and the alternatives for each. The same as `src/search/query/terms.rs`.
 * @typedef {{ weight: number, words: import('./expand.js').Expansion[][], isRelated?: boolean }} Way
 * @typedef {{ ways: Way[], corrected?: string, near: string[], start: number, end: number, leastWeight?: number }} Term
 */
import { MAX_TERMS, bareNumber, fold, isDense, isLetters, isUnfinished, lettersAndDigits, normal, tokens } from './words.js';
import { expand, isKnown } from './expand.js';
import { relatedWords } from './related.js';
import { areTogether } from './score.js';
import { bare } from './thesaurus.js';

const SYNONYM = 0.8;
const PARTS = 0.9;
const CORRECTED = 0.7;
const SHORTEST_SPLIT = 5;
const MAX_SPLITS = 2;
/** Vowels as two letters, as one with a mark, and folded. */
const LONG_VOWELS = [['ae', 'ä', 'a'], ['oe', 'ö', 'o'], ['ue', 'ü', 'u'], ['aa', 'å', 'a']];

/** The terms of a query, and the number of its words, stop words too. @param {any} index @param {string} query @param {boolean} ofAll whether words of the help center have related words, too @returns {Promise<{ terms: Term[], words: number }>} */
export async function read(index, query, ofAll) {
  const all = tokens(normal(query), index.manifest.apostrophe_splits);
  const goesOn = isUnfinished(query);
  const isStop = (/** @type {import('./words.js').Token} */ token) => token.pieces.length === 1 && index.stopWords.has(token.whole);
  const phrases = related(index, all);
  const allStop = all.every(isStop) && !phrases.some(({ isKept }) => isKept);
  const kept = spread([...all.keys()].filter((place) => allStop || !isStop(all[place]) || phrases[place].isKept));
  const terms = await Promise.all(
    kept.map(async (place) => {
      const isWord = allStop || !isStop(all[place]);
      const relatedWays = (await Promise.all(phrases[place].to.map(([words, weight]) => wayOf(index, words, weight)))).flat();
      if (!isWord) return { ways: relatedWays, near: [], start: 0, end: 0 };
      const given = await relatedWords(index, all[place], ofAll);
      given.ways.unshift(...relatedWays);
      const term = await termOf(index, all[place], goesOn && place + 1 === all.length, given);
      const ways = await Promise.all(others(index, all, place).map((words) => wayOf(index, words, SYNONYM)));
      term.ways.push(...ways.flat());
      return term;
    }),
  );
  return { terms, words: all.length };
}

/** All words of the tokens. @param {import('./words.js').Token[]} all */
const flat = (all) => all.flatMap(({ signs, whole, pieces }, token) => (signs ? [whole] : pieces).map((word) => ({ token, word })));

/**
 * What the thesaurus relates each token to. A phrase belongs to each of its tokens that is not a stop word, or, if all
 * are, to its last one, which then counts.
 * @param {any} index @param {import('./words.js').Token[]} all
 */
function related({ relations, suffixes, stopWords }, all) {
  /** @type {{ to: [string[], number][], isKept: boolean }[]} */
  const found = all.map(() => ({ to: [], isKept: false }));
  const words = flat(all).map(({ token, word }) => ({ token, word: bare(word, suffixes) }));
  words.forEach(({ word }, start) => {
    for (const { from, to, weight } of relations.get(word) ?? []) {
      const window = words.slice(start, start + from.length);
      if (window.length < from.length || !window.every((word, at) => word.word === from[at])) continue;
      const places = [...new Set(window.map(({ token }) => token))];
      const telling = places.filter((place) => !stopWords.has(all[place].whole));
      if (!telling.length && from.length === 1) continue;
      for (const place of telling.length ? telling : places.slice(-1)) {
        found[place].isKept ||= !telling.length;
        for (const words of to) found[place].to.push([words, weight]);
      }
    }
  });
  return found;
}

/** At most `MAX_TERMS` positions, spread over the whole query. In scripts without blanks, adjacent pairs overlap, so leaving some out loses little. @param {number[]} places */
const spread = (places) =>
  places.length <= MAX_TERMS ? places : Array.from({ length: MAX_TERMS }, (_, term) => places[Math.floor((term * places.length) / MAX_TERMS)]);

/** The query with its corrections. @param {string} query @param {Term[]} all */
export function corrected(query, all) {
  const text = [...normal(query)];
  const wrong = all.filter(({ corrected, start, end }) => corrected !== undefined && start < end);
  for (const { corrected, start, end } of wrong.reverse()) text.splice(start, end - start, String(corrected));
  return wrong.length ? text.join('').trim().replace(/\s+/g, ' ') : undefined;
}

/** @param {any} index @param {import('./words.js').Token} token @param {boolean} goesOn @param {{ ways: Way[], isReal: boolean }} given those of the thesaurus and related words @returns {Promise<Term>} */
async function termOf(index, token, goesOn, given) {
  const split = parts(token);
  const isSingle = token.dense && token.whole.length === 1;
  const effort = token.dense && !isSingle ? 'known' : goesOn || isSingle ? 'unfinished' : 'finished';
  const ways = [...given.ways, ...(split.length || token.dense ? [] : await otherSpellings(index, token))];
  // A word that is real, known in another spelling, or related to known words is not a typo.
  const asReal = given.isReal ? 'real' : effort;
  const first = split.length ? 'known' : goesOn && (given.isReal || ways.length) ? 'begun' : ways.length ? 'known' : asReal;
  let expanded = await expand(index, token.whole, first);
  const isName = token.signs && expanded.expansions.length > 0;
  if (split.length && !isName) {
    ways.push(...(await wayOf(index, split, PARTS)));
    if (!expanded.expansions.length && !ways.length) expanded = await expand(index, token.whole, effort);
  }
  const own = { weight: 1, words: [expanded.expansions] };
  // A word that is not typed to its end, or that was corrected and is shown as such, is no reason to doubt.
  const leastWeight = goesOn ? 1 : expanded.corrected === undefined ? 0 : CORRECTED;
  return { leastWeight, ways: [own, ...ways], corrected: expanded.corrected, near: expanded.near, start: token.start, end: token.end };
}

/** Known words that a word is another spelling of: with other vowels, or two words without the blank. @param {any} index @param {import('./words.js').Token} token @returns {Promise<Way[]>} */
async function otherSpellings(index, { typed, whole }) {
  /** @type {Way[]} */
  const ways = [];
  for (const spelling of index.hasCompounds ? spellings(typed) : []) if (spelling !== whole) ways.push(...(await wayOf(index, [spelling], 1)));
  if (ways.length || (await expand(index, whole, 'known')).expansions.length) return ways;
  for (const words of await knownParts(index, whole)) {
    for (const way of await wayOf(index, words, PARTS)) if (await areTogether(index, way.words)) ways.push(way);
  }
  return ways;
}

/** A word with vowels of two letters as one, and the other way around. @param {string} typed */
const spellings = (typed) => [
  LONG_VOWELS.reduce((word, [long, , short]) => word.replaceAll(long, short), fold(typed)),
  fold(LONG_VOWELS.reduce((word, [long, marked]) => word.replaceAll(marked, long), typed)),
];

/** The ways to split a word into two known words. @param {any} index @param {string} word */
async function knownParts(index, word) {
  /** @type {string[][]} */
  const found = [];
  if (!isLetters(word) || isDense(word) || word.length < SHORTEST_SPLIT) return found;
  const { stopWords } = index;
  const isPart = async (/** @type {string} */ part) => part.length > 1 && (stopWords.has(part) || (part.length > 2 && (await isKnown(index, part))));
  const letters = [...word];
  for (let at = 2; at < letters.length && found.length < MAX_SPLITS; at += 1) {
    const [head, tail] = [letters.slice(0, at).join(''), letters.slice(at).join('')];
    if (stopWords.has(head) && stopWords.has(tail)) continue;
    if ((await isPart(head)) && (await isPart(tail))) found.push([head, tail]);
  }
  return found;
}

/** The parts that match a compound. @param {import('./words.js').Token} token */
function parts({ pieces, signs, dense }) {
  if (dense) return [];
  if (pieces.length === 1) return signs ? pieces : lettersAndDigits(pieces[0]);
  return pieces.filter((piece) => piece.length !== 1 || !isLetters(piece));
}

/** @param {any} index @param {string[]} words @param {number} weight @returns {Promise<Way[]>} */
export async function wayOf(index, words, weight) {
  const telling = words.filter((word) => !index.stopWords.has(word));
  const chosen = telling.length ? telling : words;
  const found = await Promise.all(chosen.map(async (word) => (await expand(index, word, 'known')).expansions));
  return found.length && found.every((word) => word.length) ? [{ weight, words: found }] : [];
}

/** Other forms of a token. @param {any} index @param {import('./words.js').Token[]} all @param {number} place */
function others(index, all, place) {
  const words = flat(all);
  /** @type {string[][]} */
  const found = [];
  const seen = new Set();
  for (const [from, to] of index.manifest.synonyms) {
    const isHere = words.some((_, start) => {
      const window = words.slice(start, start + from.length);
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
    const [word, next] = [single(first), single(first + 1)];
    // Codes such as `E 13` are also written as one word.
    if ((word.length > 1 && next.length > 1) || (/^[a-z]$/.test(word) && /^[0-9]+$/.test(next))) found.push([word + next]);
  }
  const bare = bareNumber(all[place].whole);
  if (bare !== undefined) found.push([bare]);
  return found;
}
