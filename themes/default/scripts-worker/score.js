/**
 * Terms → ranking. The same as `src/search/query/score.rs`, which documents the formula, with the same order of
 * arithmetic. All files are loaded before anything is counted. Matches are stored in typed arrays by document: a common
 * word occurs in ten thousand of them, and readers type their next letter after a tenth of a second.
 * @typedef {{ has: Uint8Array, count: number, documents: Uint32Array, shares: Float64Array, titles: Uint8Array, sections: Int32Array, headings: Int32Array, weights: Float64Array, parts: Float64Array, rarity: number, cut: boolean }} Found
 * @typedef {{ document: number, score: number, section: number, closest?: number, isAnswer?: boolean }} Ranked
 * @typedef {(slot: number) => import('./files.js').List} Shard
 * @typedef {Map<import('./lexicon.js').Shard, Shard>} Shards
 */
import { best } from './best.js';
import { UNKNOWN_LENGTH } from './files.js';
import { MAX_TERMS } from './words.js';
import { coverageOf, coversLittle, isAnswer, isClear } from './doubt.js';

const TITLE_IMPACT = 3;
const SAYS_RARITY = 0.6;
const COVERS = 0.6;
const ENOUGH = 0.4;
export const ALL = 0.999;
const TITLE_BONUS = 2;
const TOGETHER = 3;
const ALONE = 3;
const EXACT = 4;
const VERBATIM = 1.5;
const MAX_WORDS = 15;

/**
 * @param {any} index @param {{ terms: import('./terms.js').Term[], words: number }} query
 * @param {{ limit: number, category?: string, kind?: string }} options
 */
export async function rank(index, { terms, words }, options) {
  const shards = await shardsOf(index, terms);
  const take = matchBuffers(index);
  // A word that occurs nowhere in the help center cannot distinguish documents.
  const every = terms.map((term) => ({ matches: termMatches(take, shards, term), leastWeight: term.leastWeight ?? 0 }));
  const known = every.filter(({ matches }) => matches.count);
  const found = known.map(({ matches }) => matches);
  const isLowerBound = found.some(({ cut }) => cut);
  const ranking = best(index, scored(index.manifest.documents, found, { terms: terms.length, length: titleLength(terms.length, words) }), options);
  const [missing, rarest] = [terms.length - known.length, index.manifest.rarest ?? 0];
  const coverage = ranking.best.length ? coverageOf(known, missing, rarest, ranking.best[0].document) : 0;
  const isDoubted = rarest > 0 && ranking.best.length > 0 && coversLittle(coverage);
  // A single word of a longer question says too little.
  const mayAnswer = !isDoubted && isClear(ranking.best) && (terms.length > 1 || words === 1);
  for (const place of /** @type {Ranked[]} */ (ranking.best)) place.isAnswer = mayAnswer && isAnswer(known, missing, rarest, place);
  return { ...ranking, isLowerBound, isDoubted, coverage };
}

/** The documents that cover enough of the terms, in order, with their scores. @param {number} size how many there are @param {Found[]} found @param {{ terms: number, length: number }} query its number of terms, and its length as that of a title */
function scored(size, found, query) {
  const whole = found.reduce((sum, { rarity }) => sum + rarity, 0);
  const coverages = new Float64Array(size);
  for (const { documents, count, parts, rarity } of found) {
    for (let at = 0; at < count; at += 1) coverages[documents[at]] += rarity * parts[documents[at]];
  }
  const enough = coverages.reduce((most, coverage) => Math.max(most, coverage), 0) * ENOUGH;
  const documents = new Uint32Array(size);
  const scores = new Float64Array(size);
  let count = 0;
  for (let document = 0; document < size; document += 1) {
    const coverage = coverages[document];
    if (coverage > 0 && coverage >= enough) {
      scores[document] = score(document, found, whole, coverage / whole, query);
      documents[count++] = document;
    }
  }
  return { found, whole, scores, documents: documents.subarray(0, count) };
}

/** The length of a query, as that of a title in the index. @param {number} terms @param {number} words stop words too */
const titleLength = (terms, words) => Math.min(terms, MAX_TERMS) | (Math.min(words, MAX_WORDS) << 4);

/** @param {number} document @param {Found[]} found @param {number} whole @param {number} coverage @param {{ terms: number, length: number }} query */
function score(document, found, whole, coverage, { terms, length }) {
  let share = 0;
  let [titleTerms, titleWords] = [0, 0];
  let title = 0;
  // The sections that contain all terms that the title does not.
  let together = found.length > 1 && coverage > ALL ? -1 : 0;
  // The sections that contain all terms.
  let alone = together;
  for (let term = 0; term < found.length; term += 1) {
    const { shares, titles, sections, parts, rarity } = found[term];
    if (!(shares[document] > 0)) continue;
    share += shares[document];
    if (titles[document]) title += rarity * parts[document];
    else together &= sections[document];
    alone &= sections[document];
    if ((titles[document] & 15) === (length & 15)) titleTerms += 1;
    if (titles[document] === length) titleWords += 1;
  }
  title /= whole;
  const isAlone = alone !== 0 || (found.length > 1 && title > ALL);
  const exact = (titleTerms === terms ? EXACT : 1) * (titleWords === terms ? VERBATIM : 1);
  return share * coverage * (1 + TITLE_BONUS * title * title) * (together ? TOGETHER : 1) * (isAlone ? ALONE : 1) * exact;
}

/** The fraction of the terms in a document's title, by rarity. @param {Found[]} found @param {number} document */
export function titlePart(found, document) {
  let part = 0;
  for (const { shares, titles, parts, rarity } of found) if (shares[document] > 0 && titles[document]) part += rarity * parts[document];
  return part;
}

/** The shards that contain the terms' lists. @param {any} index @param {import('./terms.js').Term[]} terms @returns {Promise<Shards>} */
async function shardsOf(index, terms) {
  const numbers = new Set(terms.flatMap(({ ways }) => ways.flatMap(({ words }) => words.flat().map(({ stem }) => stem.shard))));
  return new Map(await Promise.all([...numbers].map(async (number) => /** @type {[import('./lexicon.js').Shard, Shard]} */ ([number, await index.shard(number)]))));
}

/** Whether some section contains all of these words. @param {any} index @param {import('./expand.js').Expansion[][]} words */
export async function areTogether(index, words) {
  const shards = await shardsOf(index, [{ ways: [{ weight: 1, words }], near: [], start: 0, end: 0 }]);
  /** @type {Map<number, number> | undefined} */
  let together;
  for (const word of words) {
    /** @type {Map<number, number>} */
    const found = new Map();
    for (const { stem } of word) {
      const list = /** @type {Shard} */ (shards.get(stem.shard))(stem.slot);
      for (const { documents, sections } of [list, list.titles, list.tail]) {
        documents.forEach((document, at) => found.set(document, (found.get(document) ?? 0) | sections[at]));
      }
    }
    for (const [document, sections] of found) {
      const common = sections & (together ? (together.get(document) ?? 0) : -1);
      if (common) found.set(document, common);
      else found.delete(document);
    }
    together = found;
  }
  return (together?.size ?? 0) > 0;
}

/** Returns buffers for a word's matches. They are reused for every query, to avoid constant garbage collection. @param {any} index @returns {() => Found} */
function matchBuffers({ buffers, has, manifest: { documents } }) {
  let used = 0;
  return () => {
    buffers[used] ??= {
      has,
      documents: new Uint32Array(documents),
      shares: new Float64Array(documents),
      titles: new Uint8Array(documents),
      sections: new Int32Array(documents),
      headings: new Int32Array(documents),
      weights: new Float64Array(documents),
      parts: new Float64Array(documents),
    };
    buffers[used].shares.fill(0);
    return Object.assign(buffers[used++], { count: 0, rarity: 0, cut: false });
  };
}

/**
 * Adds a match, if the edition has the document. Several matches in a document keep the best share and all positions.
 * @param {Found} found @param {number} document @param {number} share @param {number} title @param {number} sections @param {number} headings @param {number} weight @param {number} part
 */
function meet(found, document, share, title, sections, headings, weight, part) {
  const { shares, weights, parts } = found;
  if (shares[document] > 0) {
    if (weight > weights[document]) weights[document] = weight;
    if (part > parts[document]) parts[document] = part;
    if (share > shares[document]) shares[document] = share;
    found.titles[document] = shorter(found.titles[document], title);
    found.sections[document] |= sections;
    found.headings[document] |= headings;
  } else if (found.has[document]) {
    found.documents[found.count++] = document;
    shares[document] = share;
    weights[document] = weight;
    parts[document] = part;
    found.titles[document] = title;
    found.sections[document] = sections;
    found.headings[document] = headings;
  }
}

/** Finds the matches of a term. @param {() => Found} take @param {Shards} shards @param {import('./terms.js').Term} term @returns {Found} */
function termMatches(take, shards, term) {
  const ways = term.ways
    .filter(({ words }) => words.every((word) => word.length))
    .map(({ words, weight, isRelated }) => {
      const found = words.map((word) => wordMatches(take, shards, word, weight)).reduce((a, b) => both(take, a, b));
      if (isRelated) lessen(found);
      return { weight, found, isRelated: Boolean(isRelated) };
    })
    .sort((a, b) => Number(a.isRelated) - Number(b.isRelated));
  if (!ways.length) return take();
  const rarest = ways.reduce((most, { found }) => Math.max(most, found.rarity), 0);
  const commonest = ways.reduce((least, { found, weight }) => (weight >= 1 ? Math.min(least, found.rarity) : least), Infinity);
  const [{ found: all }, ...others] = ways;
  all.rarity = commonest === Infinity ? rarest : commonest;
  for (const { found, isRelated } of others) {
    all.cut ||= found.cut;
    for (let at = 0; at < found.count; at += 1) {
      const document = found.documents[at];
      // Where the word itself is, its related words do not count.
      if (isRelated && all.shares[document] > 0 && all.parts[document] >= 1) continue;
      meet(all, document, found.shares[document], found.titles[document], found.sections[document], found.headings[document], found.weights[document], found.parts[document]);
    }
  }
  return all;
}

/** Related words cover a part of their term, and in a title they are not the title. @param {Found} found */
function lessen({ documents, count, titles, weights, parts }) {
  for (let at = 0; at < count; at += 1) {
    const document = documents[at];
    if (titles[document]) titles[document] = UNKNOWN_LENGTH;
    parts[document] = Math.min(weights[document] / COVERS, 1);
  }
}

/** Combines the matches of two words: the lower share, and the sections that contain both, or else either. @param {() => Found} take @param {Found} first @param {Found} second */
function both(take, first, second) {
  const common = take();
  for (let at = 0; at < first.count; at += 1) {
    const document = first.documents[at];
    const share = Math.min(first.shares[document], second.shares[document]);
    if (!(share > 0)) continue;
    const [a, b] = [first.sections[document], second.sections[document]];
    meet(common, document, share, first.titles[document] && second.titles[document], a & b || a | b, first.headings[document] & second.headings[document], Math.min(first.weights[document], second.weights[document]), 1);
  }
  return Object.assign(common, { rarity: Math.max(first.rarity, second.rarity), cut: first.cut || second.cut });
}

/** The known length of a title, of which one may be unknown, or 0 because something else was found in it. @param {number} first @param {number} second */
const shorter = (first, second) => (first && second ? Math.min(first, second) : first || second);

/** Finds a word by any of its expansions. @param {() => Found} take @param {Shards} shards @param {import('./expand.js').Expansion[]} expansions @param {number} weight */
function wordMatches(take, shards, expansions, weight) {
  const rarity = (/** @type {import('./expand.js').Expansion} */ { stem }) => stem.rarity;
  const sure = expansions.filter((expansion) => expansion.weight > SAYS_RARITY);
  const common = Math.min(...(sure.length ? sure : expansions).map(rarity));
  const found = take();
  found.rarity = common === Infinity ? 0 : common;
  for (const expansion of expansions) {
    const list = /** @type {Shard} */ (shards.get(expansion.stem.shard))(expansion.stem.slot);
    addList(found, list, Math.min(rarity(expansion), common) * (expansion.weight * weight), expansion.weight > SAYS_RARITY, expansion.weight * weight);
  }
  return found;
}

/**
 * @param {Found} found @param {import('./files.js').List} list @param {number} unit what an impact of 1 is worth
 * @param {boolean} isSure whether the word was typed: the beginning of a title is not the title
 * @param {number} weight
 */
function addList(found, { documents, codes, lengths, sections, headings, titles, tail, cut }, unit, isSure, weight) {
  found.cut ||= cut;
  let least = codes.length ? 31 : 1;
  for (let at = 0; at < documents.length; at += 1) {
    const impact = codes[at] & 31;
    const title = lengths[at] && !isSure ? UNKNOWN_LENGTH : lengths[at];
    if (impact < least) least = impact;
    meet(found, documents[at], unit * (impact + (title ? TITLE_IMPACT : 0)), title, sections[at], headings[at], weight, 1);
  }
  for (let at = 0; at < titles.documents.length; at += 1) meet(found, titles.documents[at], unit * (least + TITLE_IMPACT), UNKNOWN_LENGTH, titles.sections[at], 0, weight, 1);
  for (let at = 0; at < tail.documents.length; at += 1) meet(found, tail.documents[at], unit, 0, tail.sections[at], 0, weight, 1);
}
