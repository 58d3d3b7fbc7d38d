/**
 * A word → expansions: the stems that it leads to, with their weights. The same as `src/search/query/expand.rs`.
 * @typedef {{ stem: import('./lexicon.js').Stem, weight: number, word: string }} Expansion
 * @typedef {{ expansions: Expansion[], corrected?: string, near: string[] }} Expanded
 */
import { characters, isDense, isLetters } from './words.js';
import { stemsOf } from './lexicon.js';
import { blockOf, partition } from './sorted.js';

const BY_ENDING = 0.9;
const BY_BEGINNING = 0.8;
const BEYOND_THE_WORD = 0.6;
const BY_ONE_SLIP = 0.7;
const BY_TWO_SLIPS = 0.4;
const BY_ROOT = 0.3;
const MAX_COMPLETIONS = 48;
const MAX_SHARDS = 2;
const MAX_SHARDS_OF_KNOWN = 1;
const LETTER_COST = 5;
const MAX_TYPOS = 3;
const FIRST_LETTER_COST = 40;
const DOUBTED = 60;
const MORE_FREQUENT = 50;
const SHORTEST_TYPED = 5;
const NEIGHBOURLY = 2;
const MAX_NEAR = 3;

/** Lengths of a word that compounds end with, and of what is before it, and how many of them count. */
const SHORTEST_TAIL = 4;
const SHORTEST_HEAD = 3;
const MAX_COMPOUNDS = 3;

/** @param {string} a @param {string} b */
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** @param {string[]} words @param {string} word */
const lowerBound = (words, word) => partition(words.length, (at) => words[at] >= word);

/** @param {string} word */
const reverse = (word) => [...word].reverse().join('');

/** The three rows of the table that `distance` needs at a time. */
let rows = [new Uint16Array(64), new Uint16Array(64), new Uint16Array(64)];

/** The optimal string alignment distance; `most + 1` if it is more than `most`. @param {string} a @param {string} b @param {number} most */
export function distance(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  if (rows[0].length <= b.length) rows = rows.map(() => new Uint16Array(2 * b.length));
  let [before, last, current] = rows;
  for (let column = 0; column <= b.length; column += 1) last[column] = column;
  for (let row = 1; row <= a.length; row += 1) {
    const letter = a.charCodeAt(row - 1);
    let least = (current[0] = row);
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = last[column - 1] + (letter === b.charCodeAt(column - 1) ? 0 : 1);
      let value = Math.min(replaced, last[column] + 1, current[column - 1] + 1);
      if (row > 1 && column > 1 && letter === b.charCodeAt(column - 2) && a.charCodeAt(row - 2) === b.charCodeAt(column - 1)) {
        value = Math.min(value, before[column - 2] + 1);
      }
      least = Math.min(least, value);
      current[column] = value;
    }
    if (least > most) return most + 1;
    [before, last, current] = [last, current, before];
  }
  return Math.min(last[b.length], most + 1);
}

/**
 * Looks up a folded word.
 * @param {any} index @param {string} word @param {'known' | 'begun' | 'real' | 'finished' | 'unfinished'} effort
 * @returns {Promise<Expanded>}
 */
export async function expand(index, word, effort) {
  /** @type {Map<string, Expansion>} */
  const found = new Map();
  /** @type {Expanded} */
  const expanded = { expansions: [], near: [] };
  const { lexicon } = index.manifest;
  if (!lexicon.length) return expanded;
  /** @param {import('./lexicon.js').Block} block @param {number} place @param {number} weight */
  const add = (block, place, weight) => {
    for (const stem of stemsOf(block, place)) {
      const key = `${stem.shard}/${stem.slot}`;
      const known = found.get(key);
      if (!known) found.set(key, { stem, weight, word: block.words[place] });
      else if (known.weight < weight) Object.assign(known, { weight, word: block.words[place] });
    }
  };
  const number = blockOf(lexicon, word);
  const block = await index.block(number);
  const place = lowerBound(block.words, word);
  const isKnown = block.words[place] === word;
  if (isKnown) add(block, place, 1);
  else byEnding(index, block, word, (at) => add(block, at, BY_ENDING), found);
  const mayBeTypo = !isKnown && (effort === 'finished' || effort === 'unfinished') && allowsTypos(index, word);
  if (mayBeTypo && found.size) {
    const rarity = Math.min(...[...found.values()].map(({ stem }) => stem.rarity));
    expanded.corrected = byFrequentSlip(index, block, word, rarity, add);
  }
  const isBeginning = (effort === 'begun' || effort === 'unfinished') && word.length > 1;
  if (effort !== 'known' && (isBeginning || !found.size)) await byBeginning(index, number, word, isKnown, add);
  if (mayBeTypo && !found.size && index.hasCompounds) await byTail(index, word, add);
  if (mayBeTypo) {
    if (!found.size) {
      expanded.corrected = await byTypo(index, number, block, word, add);
      if (!found.size) expanded.near = byRoot(index, block, word, add);
    } else if (expanded.corrected === undefined && (effort === 'finished' || word.length >= SHORTEST_TYPED)) {
      const rarity = Math.min(...[...found.values()].map(({ stem }) => stem.rarity));
      expanded.corrected = await byDoubt(index, number, block, word, rarity, add);
    }
  }
  // Readers see words as the articles write them.
  if (expanded.corrected !== undefined) expanded.corrected = await written(index, expanded.corrected);
  expanded.near = await Promise.all(expanded.near.map((word) => written(index, word)));
  expanded.expansions = [...found.values()];
  return expanded;
}

/** A known word as the articles write it. @param {any} index @param {string} word @returns {Promise<string>} */
async function written(index, word) {
  const { words, written } = await index.block(blockOf(index.manifest.lexicon, word));
  const place = lowerBound(words, word);
  return (words[place] === word && written.get(place)) || word;
}

/** Whether a word is in the lexicon, other than as a stop word. @param {any} index @param {string} word @returns {Promise<boolean>} */
export async function isKnown(index, word) {
  if (!index.manifest.lexicon.length || index.stopWords.has(word)) return false;
  const { words } = await index.block(blockOf(index.manifest.lexicon, word));
  return words[lowerBound(words, word)] === word;
}

/** Adds compounds that end with the word. @param {any} index @param {string} word @param {(block: import('./lexicon.js').Block, at: number, weight: number) => void} add */
async function byTail(index, word, add) {
  const { lexicon } = index.manifest;
  if (word.length < SHORTEST_TAIL) return;
  const reversed = reverse(word);
  /** @type {string[]} */
  const backward = await index.backward(reversed);
  const found = backward.filter((known) => known.startsWith(reversed) && known.length >= word.length + SHORTEST_HEAD).map(reverse);
  found.sort((a, b) => a.length - b.length || compare(a, b));
  for (const known of found.slice(0, MAX_COMPOUNDS)) {
    const block = await index.block(blockOf(lexicon, known));
    const at = lowerBound(block.words, known);
    if (block.words[at] === known) add(block, at, BY_BEGINNING * (word.length / known.length));
  }
}

/** @param {any} index @param {import('./lexicon.js').Block} block @param {string} word @param {(at: number) => void} add @param {Map<string, Expansion>} found */
function byEnding(index, { words }, word, add, found) {
  for (const [from, to] of index.suffixes) {
    if (!word.endsWith(from) || word.length - from.length <= 2) continue;
    const stem = word.slice(0, word.length - from.length) + to;
    for (let at = lowerBound(words, stem); words[at]?.startsWith(stem); at += 1) {
      const isForm = words[at] === stem || index.endings.has(words[at].slice(stem.length - to.length));
      if (isForm) add(at);
    }
    if (found.size) return;
  }
}

/** @param {any} index @param {number} number @param {string} word @param {boolean} isKnown @param {Function} add */
async function byBeginning(index, number, word, isKnown, add) {
  const blocks = [await index.block(number)];
  if (word.length > 2 && index.manifest.lexicon[number + 1]?.startsWith(word)) blocks.push(await index.block(number + 1));
  const found = [];
  for (const block of blocks) {
    for (let at = lowerBound(block.words, word); block.words[at]?.startsWith(word); at += 1) {
      const stem = block.starts[at];
      if (block.words[at] === word || stem === block.starts[at + 1] || index.stopWords.has(block.words[at])) continue;
      found.push({ cost: block.rarities[stem] + LETTER_COST * (block.words[at].length - word.length), block, at });
    }
  }
  found.sort((a, b) => a.cost - b.cost);
  const most = isKnown ? MAX_SHARDS_OF_KNOWN : MAX_SHARDS;
  const base = isKnown ? BEYOND_THE_WORD : BY_BEGINNING;
  const shards = new Set();
  for (const { block, at } of found.slice(0, MAX_COMPLETIONS)) {
    const shard = block.shards[block.starts[at]];
    if (!shards.has(shard) && shards.size === most) continue;
    shards.add(shard);
    add(block, at, base * (word.length / block.words[at].length));
  }
}

/** Numbers, codes and stop words are never typos. @param {any} index @param {string} word */
const allowsTypos = ({ stopWords }, word) => word.length > 2 && !stopWords.has(word) && isLetters(word) && !isDense(word);

/**
 * The words of a block within a distance of `most`.
 * @param {any} index @param {import('./lexicon.js').Block} block @param {string} word @param {number} most
 * @returns {{ far: number, block: import('./lexicon.js').Block, at: number }[]}
 */
function near({ stopWords }, block, word, most) {
  /** @type {{ far: number, block: import('./lexicon.js').Block, at: number }[]} */
  const found = [];
  block.words.forEach((known, at) => {
    const far = distance(word, known, most);
    if (far <= most && !stopWords.has(known)) found.push({ far, block, at });
  });
  return found;
}

/** The penalty for replacing a word by this known one, in rarity steps. @param {{ block: import('./lexicon.js').Block, at: number }} entry @param {string} word */
const costOf = ({ block, at }, word) =>
  stemsOf(block, at).reduce((least, stem) => Math.min(least, stem.rarity), 1e9) + (block.words[at][0] === word[0] ? 0 : FIRST_LETTER_COST);

/** Known words at the smallest distance, most frequent first, without duplicates. @param {ReturnType<typeof near>} found @param {string} word */
function nearest(found, word) {
  const least = Math.min(...found.map(({ far }) => far));
  return found
    .filter(({ far }) => far === least)
    .map((entry) => ({ ...entry, known: entry.block.words[entry.at], cost: costOf(entry, word) }))
    .sort((a, b) => a.cost - b.cost || compare(a.known, b.known))
    .filter(({ known }, place, all) => known !== all[place - 1]?.known)
    .slice(0, MAX_TYPOS);
}

/**
 * A word whose ending leads to a rare word is often a typo of a more frequent word.
 * @param {any} index @param {import('./lexicon.js').Block} block @param {string} word @param {number} rarity
 * @param {Function} add
 */
function byFrequentSlip(index, block, word, rarity, add) {
  const best = nearest(near(index, block, word, 1), word).filter(({ cost }) => cost < rarity);
  for (const { at } of best) add(block, at, BY_ONE_SLIP);
  return best[0]?.known;
}

/** Known words from other blocks: two swapped letters can hide a word from both lexicons. @param {any} index @param {number} number @param {string} word */
async function bySwap(index, number, word) {
  /** @type {ReturnType<typeof near>} */
  const found = [];
  const typed = [...word];
  for (let at = 1; at < typed.length; at += 1) {
    const swapped = [...typed.slice(0, at - 1), typed[at], typed[at - 1], ...typed.slice(at + 1)].join('');
    const other = blockOf(index.manifest.lexicon, swapped);
    if (other === number || swapped === word) continue;
    const block = await index.block(other);
    const place = lowerBound(block.words, swapped);
    if (block.words[place] === swapped && !index.stopWords.has(swapped)) found.push({ far: 1, block, at: place });
  }
  return found;
}

/**
 * A word that leads only to rare words is probably a typo of a far more frequent word in any block.
 * @param {any} index @param {number} number @param {import('./lexicon.js').Block} block @param {string} word @param {number} rarity @param {Function} add
 */
async function byDoubt(index, number, block, word, rarity, add) {
  if (rarity <= DOUBTED) return undefined;
  const best = nearest(await typos(index, number, block, word, 1), word).filter(({ cost }) => cost + MORE_FREQUENT < rarity);
  for (const { block, at } of best) add(block, at, BY_ONE_SLIP);
  return best[0]?.known;
}

/** @param {any} index @param {number} number @param {import('./lexicon.js').Block} block @param {string} word @param {Function} add */
async function byTypo(index, number, block, word, add) {
  const best = nearest(await typos(index, number, block, word, word.length < 5 ? 1 : 2), word);
  for (const { block, at, far } of best) add(block, at, far < 2 ? BY_ONE_SLIP : BY_TWO_SLIPS);
  return best[0]?.known;
}

/** Known words within a distance of `most`, from more and more blocks until one is frequent enough. @param {any} index @param {number} number @param {import('./lexicon.js').Block} block @param {string} word @param {number} most */
async function typos(index, number, block, word, most) {
  const { lexicon } = index.manifest;
  const found = near(index, block, word, most);
  const isDoubted = () => found.every((entry) => entry.far > 1 || costOf(entry, word) > DOUBTED);
  if (isDoubted()) found.push(...(await backward(index, word, most, found)));
  if (isDoubted()) found.push(...(await bySwap(index, number, word)));
  if (found.every(({ far }) => far > 1)) {
    const start = [...word].slice(0, NEIGHBOURLY).join('');
    for (const beside of [number - 1, number + 1]) {
      if (lexicon[beside]?.startsWith(start)) found.push(...near(index, await index.block(beside), word, most));
    }
  }
  return found;
}

/** Adds known words with the same ending. @param {any} index @param {string} word @param {number} most @param {{ far: number }[]} found */
async function backward(index, word, most, found) {
  const { lexicon } = index.manifest;
  /** @type {string[]} */
  const all = (await index.backward(reverse(word))).map(reverse);
  const close = all.map((known) => ({ known, far: distance(word, known, most) })).filter(({ far }) => far <= most);
  const least = Math.min(...close.map(({ far }) => far));
  if (!close.length || found.some(({ far }) => far < least)) return [];
  const best = close.filter(({ far }) => far === least).sort((a, b) => compare(a.known, b.known));
  const entries = [];
  for (const { known, far } of best.slice(0, MAX_TYPOS)) {
    const block = await index.block(blockOf(lexicon, known));
    const at = lowerBound(block.words, known);
    if (block.words[at] === known) entries.push({ far, block, at });
  }
  return entries;
}

/** The last resort: related words, which get a low weight, and others that are only suggested. @param {any} index @param {import('./lexicon.js').Block} block @param {string} word @param {(block: import('./lexicon.js').Block, at: number, weight: number) => void} add */
function byRoot({ stopWords }, block, word, add) {
  const length = characters(word);
  const alike = (/** @type {number} */ count) => {
    const beginning = [...word].slice(0, count).join('');
    return block.words
      .map((known, at) => ({ known, at, rarity: block.rarities[block.starts[at]] }))
      .filter(({ known, at }) => known.startsWith(beginning) && block.starts[at] < block.starts[at + 1] && !stopWords.has(known))
      .sort((a, b) => a.rarity - b.rarity || compare(a.known, b.known))
      .slice(0, MAX_NEAR);
  };
  const family = alike(Math.max(4, Math.ceil((2 * length) / 3)));
  for (const { at } of family) add(block, at, BY_ROOT);
  return (family.length ? family : alike(Math.max(3, Math.ceil(length / 2)))).map(({ known }) => known);
}
