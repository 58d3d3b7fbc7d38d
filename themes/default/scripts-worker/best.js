/** A ranking → its best documents: counted by facet, filtered, and scored by section. */
import { partition } from './sorted.js';
import { ALL, titlePart } from './score.js';

const FEW = 50;
const SECTION_BONUS = 0.5;
const HEADING_BONUS = 1;
const HEADING_PULL = 1.5;
const NAMED = 3;

/**
 * @param {any} index
 * @param {{ found: import('./score.js').Found[], whole: number, scores: Float64Array, documents: Uint32Array }} ranking
 * @param {{ limit: number, category?: string, kind?: string }} options
 */
export function best(index, { documents, scores, ...ranking }, { limit, ...narrowed }) {
  const { chosen, ...counts } = choose(index, documents, narrowed);
  // Documents that even the largest bonus cannot raise to the last place are skipped.
  const least = limit > FEW ? 0 : last(index, chosen, scores, limit) / (1 + SECTION_BONUS + HEADING_BONUS);
  const sorted = [];
  for (let at = 0; at < chosen.length; at += 1) {
    const document = chosen[at];
    const score = scores[document];
    if (score >= least || (score * NAMED >= least && mayBeNamed(ranking.found, document))) sorted.push({ document, score, section: 0 });
  }
  for (const place of sorted) look(place, ranking.found, ranking.whole);
  sorted.sort(byScore);
  const seen = new Set();
  const isNew = (/** @type {number} */ article) => !seen.has(article) && Boolean(seen.add(article));
  return { ...counts, best: sorted.filter(({ document }) => seen.size < limit && isNew(index.articleOf[document])) };
}

/** Whether all terms are in the title, or each one in a heading. @param {import('./score.js').Found[]} found @param {number} document */
function mayBeNamed(found, document) {
  let [title, heading] = [true, true];
  for (const { shares, titles, headings } of found) {
    const isThere = shares[document] > 0;
    title &&= isThere && titles[document] > 0;
    heading &&= isThere && headings[document] !== 0;
  }
  return title || heading;
}

/** By score, best first, then by document number. @param {import('./score.js').Ranked} a @param {import('./score.js').Ranked} b */
const byScore = (a, b) => b.score - a.score || a.document - b.document;

/** The lowest score among the best articles. @param {any} index @param {Uint32Array} documents in order @param {Float64Array} scores @param {number} limit */
function last({ articleOf }, documents, scores, limit) {
  /** @type {{ article: number, score: number }[]} */
  const places = [];
  let least = -1;
  for (let at = 0; at < documents.length; at += 1) {
    const [document, score] = [documents[at], scores[documents[at]]];
    if (score <= least) continue;
    const article = articleOf[document];
    const place = places.find((other) => other.article === article);
    if (place) place.score = Math.max(place.score, score);
    else places.push({ article, score });
    places.sort((a, b) => b.score - a.score).splice(limit);
    if (places.length === limit) least = places[limit - 1].score;
  }
  return places.length < limit ? 0 : least;
}

/** The category and kind of a document. @param {any} index @param {number} document */
export function runOf({ manifest: { runs, categories, kinds } }, document) {
  const [, category = 0, kind = 0] = runs[Math.max(0, partition(runs.length, (at) => runs[at][0] > document) - 1)] ?? [];
  return { category: categories[category] ?? '', kind: kinds[kind]?.[0] ?? '' };
}

/** Counts the articles of each facet that the other facet lets through, and keeps the selected ones. @param {any} index @param {Uint32Array} documents @param {{ category?: string, kind?: string }} options */
function choose(index, documents, options) {
  const { runs } = index.manifest;
  const [categories, kinds] = [new Map(), new Map()];
  const chosen = new Uint32Array(documents.length);
  let [length, total, last] = [0, 0, -1];
  // Documents and runs are both sorted, and the parts of an article are adjacent.
  for (let [at, run] = [0, 0]; at < documents.length; run += 1) {
    const end = runs[run + 1]?.[0] ?? Infinity;
    if (documents[at] >= end) continue;
    const { category, kind } = runOf(index, documents[at]);
    const fitsCategory = options.category === undefined || options.category === category;
    const fitsKind = options.kind === undefined || options.kind === kind;
    let articles = 0;
    for (; at < documents.length && documents[at] < end; at += 1) {
      const article = index.articleOf[documents[at]];
      if (article !== last) articles += 1;
      last = article;
      if (fitsCategory && fitsKind) chosen[length++] = documents[at];
    }
    categories.set(category, (categories.get(category) ?? 0) + (fitsKind ? articles : 0));
    kinds.set(kind, (kinds.get(kind) ?? 0) + (fitsCategory ? articles : 0));
    total += fitsCategory && fitsKind ? articles : 0;
  }
  const byName = (/** @type {[string, number]} */ [a], /** @type {[string, number]} */ [b]) => (a < b ? -1 : 1);
  const sorted = (/** @type {Map<string, number>} */ counts) =>
    [...counts].filter(([, count]) => count > 0).sort(byName).sort(([, a], [, b]) => b - a);
  return { chosen: chosen.subarray(0, length), total, categories: sorted(categories), kinds: sorted(kinds) };
}

/** Finds the best section and raises the score by how well it matches. @param {import('./score.js').Ranked} place @param {import('./score.js').Found[]} found @param {number} whole */
function look(place, found, whole) {
  const { document } = place;
  let all = 0;
  for (const { shares, sections } of found) if (shares[document] > 0) all |= sections[document];
  let [bestBit, bestPart, bestHeading, pull] = [0, 0, 0, -1];
  for (let rest = all; rest !== 0; rest &= rest - 1) {
    const bit = rest & -rest;
    let part = 0;
    let heading = 0;
    for (const { shares, rarity, sections, headings, parts } of found) {
      if (!(shares[document] > 0)) continue;
      if (sections[document] & bit) part += rarity * parts[document];
      if (headings[document] & bit) heading += rarity * parts[document];
    }
    if (part + HEADING_PULL * heading > pull) {
      [bestBit, bestPart, bestHeading, pull] = [bit, part / whole, heading / whole, part + HEADING_PULL * heading];
    }
  }
  const bonus = found.length > 1 ? SECTION_BONUS * bestPart * bestPart : 0;
  const title = titlePart(found, document) / whole;
  const isNamed = found.length > 1 && Math.max(bestHeading, title) > ALL;
  place.score *= (1 + bonus + HEADING_BONUS * bestHeading * bestHeading) * (isNamed ? NAMED : 1);
  place.closest = 31 - Math.clz32(bestBit);
  // If the title matches as well as the section, the hit is the article as a whole.
  place.section = bestPart > title ? place.closest : 0;
}
