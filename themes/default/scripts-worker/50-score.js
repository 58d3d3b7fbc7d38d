/**
 * Terms → ranking. The same as `src/search/query/score.rs`, which tells the formula; the order of the arithmetic is part
 * of it.
 * @typedef {{ documents: number[], shares: number[], titles: boolean[], sections: number[], headings: number[], at: Int32Array, rarity: number, cut: boolean }} Found
 * @typedef {{ document: number, score: number, section: number }} Ranked
 */
import { partition } from './30-expand.js';
import { check } from './20-files.js';

const TITLE_IMPACT = 3;
const SAYS_RARITY = 0.6;
const LOOKED_AT = 500;
const MANY_TERMS = 3;
const ENOUGH = 0.6;
const ALL = 0.999;
const TITLE_BONUS = 2;
const TOGETHER = 3;
const SECTION_BONUS = 0.5;
const HEADING_BONUS = 1;
const HEADING_PULL = 1.5;

/**
 * @param {any} index @param {import('./40-terms.js').Term[]} terms
 * @param {{ limit: number, category?: string, kind?: string }} options
 */
export async function rank(index, terms, options) {
  const all = await Promise.all(terms.map((term) => termMatches(index, term)));
  // A word that is nowhere in the help center says nothing about any document.
  const found = all.filter(({ documents }) => documents.length);
  const whole = found.reduce((sum, { rarity }) => sum + rarity, 0);
  const count = index.manifest.documents;
  // The sections that hold all terms that the title does not.
  const together = new Int32Array(count).fill(-1);
  const [shares, coverages, titles] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  for (const term of found) {
    term.documents.forEach((document, at) => {
      shares[document] += term.shares[at];
      coverages[document] += term.rarity;
      titles[document] += term.titles[at] ? term.rarity : 0;
      together[document] &= term.titles[at] ? -1 : term.sections[at];
    });
  }
  const enough = coverages.reduce((most, coverage) => Math.max(most, coverage), 0) * (found.length < MANY_TERMS ? ALL : ENOUGH);
  /** @type {Ranked[]} */
  const ranked = [];
  for (let document = 0; document < count; document += 1) {
    if (coverages[document] === 0 || coverages[document] < enough) continue;
    const [coverage, title] = [coverages[document] / whole, titles[document] / whole];
    const isTogether = found.length > 1 && coverage > ALL && together[document] !== 0;
    const score = shares[document] * coverage * coverage * (1 + TITLE_BONUS * title * title) * (isTogether ? TOGETHER : 1);
    ranked.push({ document, score, section: 0 });
  }
  const { chosen, ...counts } = choose(index, ranked, options);
  chosen.sort(byScore);
  for (const place of chosen.slice(0, LOOKED_AT)) look(place, found, whole, titles[place.document] / whole);
  chosen.sort(byScore);
  const seen = new Set();
  const best = chosen.filter(({ document }) => isNew(seen, index.articleOf[document])).slice(0, options.limit);
  return { ...counts, best, isLowerBound: found.some(({ cut }) => cut) };
}

/** Best first; of equals the one with the lower number. @param {Ranked} a @param {Ranked} b */
const byScore = (a, b) => b.score - a.score || a.document - b.document;

/** @template T @param {Set<T>} seen @param {T} item */
const isNew = (seen, item) => !seen.has(item) && Boolean(seen.add(item));

/** The category and kind of a document. @param {any} index @param {number} document */
export function runOf(index, document) {
  const { runs, categories, kinds } = index.manifest;
  const [, category = 0, kind = 0] = runs[Math.max(0, partition(runs.length, (at) => runs[at][0] > document) - 1)] ?? [];
  return { category: categories[category] ?? '', kind: kinds[kind]?.[0] ?? '' };
}

/** Counts the articles of each facet that the other one lets through, and keeps those that were asked for. */
function choose(index, ranked, options) {
  const [categories, kinds, seen] = [new Map(), new Map(), new Set()];
  let total = 0;
  const chosen = ranked.filter(({ document }) => {
    const { category, kind } = runOf(index, document);
    const fitsCategory = options.category === undefined || options.category === category;
    const fitsKind = options.kind === undefined || options.kind === kind;
    if (isNew(seen, index.articleOf[document])) {
      categories.set(category, (categories.get(category) ?? 0) + (fitsKind ? 1 : 0));
      kinds.set(kind, (kinds.get(kind) ?? 0) + (fitsCategory ? 1 : 0));
      total += fitsCategory && fitsKind ? 1 : 0;
    }
    return fitsCategory && fitsKind;
  });
  const byName = ([a], [b]) => (a < b ? -1 : 1);
  const sorted = (counts) =>
    [...counts].filter(([, count]) => count > 0).sort(byName).sort(([, a], [, b]) => b - a);
  return { chosen, total, categories: sorted(categories), kinds: sorted(kinds) };
}

/** Finds the section that answers best, and raises the score by how well it does. */
function look(place, found, whole, title) {
  const matches = found
    .filter(({ at }) => at[place.document] > 0)
    .map(({ rarity, sections, headings, at }) => {
      const slot = at[place.document] - 1;
      return { rarity, sections: sections[slot], headings: headings[slot] };
    });
  const all = matches.reduce((all, { sections }) => all | sections, 0);
  let best = { section: 0, part: 0, heading: 0, pull: -1 };
  for (let section = 0; section < 32; section += 1) {
    if (!(all & (1 << section))) continue;
    let [part, heading] = [0, 0];
    for (const match of matches) {
      part += match.sections & (1 << section) ? match.rarity : 0;
      heading += match.headings & (1 << section) ? match.rarity : 0;
    }
    const pull = part + HEADING_PULL * heading;
    if (pull > best.pull) best = { section, part: part / whole, heading: heading / whole, pull };
  }
  const bonus = found.length > 1 ? SECTION_BONUS * best.part * best.part : 0;
  place.score *= 1 + bonus + HEADING_BONUS * best.heading * best.heading;
  // A title that says as much as the section does is answered by the article as a whole.
  place.section = best.part > title ? best.section : 0;
}

/** Matches by document, of which the best share and all places count. @param {number} count */
function gather(count) {
  /** @type {Found} */
  const found = { documents: [], shares: [], titles: [], sections: [], headings: [], at: new Int32Array(count), rarity: 0, cut: false };
  const meet = (document, share, title, sections, headings) => {
    if (document >= count) return;
    const slot = found.at[document] - 1;
    if (slot < 0) {
      found.at[document] = found.documents.push(document);
      found.shares.push(share);
      found.titles.push(title);
      found.sections.push(sections);
      found.headings.push(headings);
    } else {
      found.shares[slot] = Math.max(found.shares[slot], share);
      found.titles[slot] ||= title;
      found.sections[slot] |= sections;
      found.headings[slot] |= headings;
    }
  };
  return { found, meet };
}

/** Where a term is found. @param {any} index @param {import('./40-terms.js').Term} term */
async function termMatches(index, term) {
  const { found, meet } = gather(index.manifest.documents);
  let rarest = 0;
  let commonest = Infinity;
  for (const way of await Promise.all(term.ways.map((way) => wayMatches(index, way)))) {
    if (!way) continue;
    found.cut ||= way.cut;
    rarest = Math.max(rarest, way.rarity);
    if (way.weight >= 1) commonest = Math.min(commonest, way.rarity);
    way.documents.forEach((document, at) => meet(document, way.shares[at], way.titles[at], way.sections[at], way.headings[at]));
  }
  found.rarity = commonest === Infinity ? rarest : commonest;
  return found;
}

/** Where all words of a way are found. @param {any} index @param {import('./40-terms.js').Way} way */
async function wayMatches(index, { words, weight }) {
  if (words.some((word) => !word.length)) return undefined;
  const found = await Promise.all(words.map((word) => wordMatches(index, word, weight)));
  return { ...found.reduce((first, second) => both(index, first, second)), weight };
}

/** What two words have in common: the lesser share, and the sections that hold both, or else either. */
function both(index, first, second) {
  const { found, meet } = gather(index.manifest.documents);
  first.documents.forEach((document, a) => {
    const b = second.at[document] - 1;
    if (b < 0) return;
    const shared = first.sections[a] & second.sections[b] || first.sections[a] | second.sections[b];
    const title = first.titles[a] && second.titles[b];
    meet(document, Math.min(first.shares[a], second.shares[b]), title, shared, first.headings[a] & second.headings[b]);
  });
  return Object.assign(found, { rarity: Math.max(first.rarity, second.rarity), cut: first.cut || second.cut });
}

/** Where a word is found by any of its expansions. @param {any} index @param {import('./30-expand.js').Expansion[]} expansions @param {number} weight */
async function wordMatches(index, expansions, weight) {
  const { found, meet } = gather(index.manifest.documents);
  const rarity = ({ stem }) => stem.rarity;
  const common = Math.min(...expansions.filter((expansion) => expansion.weight > SAYS_RARITY).map(rarity));
  found.rarity = common === Infinity ? Math.max(0, ...expansions.map(rarity)) : common;
  const shards = await Promise.all(expansions.map(({ stem }) => index.shard(stem.shard)));
  expansions.forEach((expansion, place) => {
    const list = shards[place][expansion.stem.slot];
    check(list, 'no such list');
    found.cut ||= list.cut;
    const unit = Math.min(rarity(expansion), common) * (expansion.weight * weight);
    list.documents.forEach((document, at) => {
      const [code, sections] = [list.codes[at], list.sections[at]];
      const title = (code & 32) > 0;
      meet(document, unit * ((code & 31) + (title ? TITLE_IMPACT : 0)), title, sections, list.headings[at]);
    });
    const least = list.codes.reduce((least, code) => Math.min(least, code & 31), list.codes.length ? 31 : 1);
    list.titles.forEach((document) => meet(document, unit * (least + TITLE_IMPACT), true, 0, 0));
    list.tail.forEach((document) => meet(document, unit, false, 0, 0));
  });
  return found;
}
