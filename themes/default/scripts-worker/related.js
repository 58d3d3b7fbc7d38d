/** Looks up related words. The same as `src/search/query/related.rs`. */
import { expand } from './expand.js';
import { wayOf } from './terms.js';
import { isLetters } from './words.js';

const OF_KNOWN = 0.3;
const OF_UNKNOWN = 0.5;

/** If the best document covers less of a query than this, words that are in the help center have related words, too. */
export const CLOSE = 0.85;

/**
 * The related words of a token, and whether it is a real word. Only words have any: no numbers, codes or stop words.
 * @param {any} index @param {import('./words.js').Token} token @param {boolean} ofAll whether words of the help center have any, too
 * @returns {Promise<{ ways: import('./terms.js').Way[], isReal: boolean }>}
 */
export async function relatedWords(index, { pieces, signs, dense, whole }, ofAll) {
  const isWord = pieces.length === 1 && !signs && !dense && isLetters(whole) && !index.stopWords.has(whole);
  if (!isWord || !index.manifest.related?.length) return { ways: [], isReal: false };
  const isKnown = (await expand(index, whole, 'known')).expansions.length > 0;
  if (isKnown && !ofAll) return { ways: [], isReal: false };
  /** @type {import('./lexicon.js').Target[] | undefined} */
  const targets = (await index.related(whole)).get(whole);
  if (!targets) return { ways: [], isReal: false };
  const factor = isKnown ? OF_KNOWN : OF_UNKNOWN;
  const ways = (await Promise.all(targets.map(({ word, weight }) => wayOf(index, [word], weight * factor)))).flat();
  return { ways: ways.map((way) => ({ ...way, isRelated: true })), isReal: true };
}
