/**
 * The blocks of the lexicon. The same as `src/search/lexicon.rs`.
 * @typedef {number | string} Shard a name, or before format 7 a number
 * @typedef {{ shard: Shard, slot: number, rarity: number }} Stem
 * @typedef {{ word: string, weight: number }} Target a word that another one leads to
 * @typedef {{ words: string[], starts: Uint32Array, shards: Shard[], slots: Uint32Array, rarities: Uint8Array, written: Map<number, string> }} Block
 */
import { Reader, WITH_NAMES, ascending, check, followed, startsOf } from './reader.js';

/** Words without stems. @param {Reader} reader */
export function readWords(reader) {
  const count = reader.count();
  const shared = reader.take(count);
  const lengths = reader.take(count);
  const text = new TextDecoder('utf-8', { fatal: true }).decode(reader.take(reader.count()));
  const words = [];
  let at = 0;
  let word = '';
  for (let place = 0; place < count; place += 1) {
    check(at + lengths[place] <= text.length, 'too short');
    word = word.slice(0, shared[place]) + text.slice(at, (at += lengths[place]));
    words.push(word);
  }
  return words;
}

/** A block of the lexicon. @param {Uint8Array} bytes @param {number} format @returns {Block} */
export function readBlock(bytes, format) {
  const reader = new Reader(bytes);
  const words = readWords(reader);
  const starts = startsOf(reader.numbers(words.length));
  const count = starts[words.length];
  const known = format < WITH_NAMES ? undefined : reader.names();
  const numbers = followed(reader.numbers(count));
  const slots = followed(reader.numbers(count), (place) => place > 0 && numbers[place] === numbers[place - 1]);
  const rarities = reader.take(count);
  check(!known || numbers.every((number) => number < known.length), 'no such shard');
  const shards = Array.from(numbers, (number) => (known ? known[number] : number));
  return { words, starts, shards, slots, rarities, written: format > 5 ? readWritten(reader, words.length) : new Map() };
}

/** How articles write words that are folded, by the place of the word. @param {Reader} reader @param {number} words */
function readWritten(reader, words) {
  const count = reader.count();
  const places = ascending(reader.numbers(count));
  const lengths = reader.take(count);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const written = new Map();
  for (let at = 0; at < count; at += 1) {
    check(places[at] < words, 'no such word');
    written.set(places[at], decoder.decode(reader.take(lengths[at])));
  }
  return written;
}

/** A block of related words: words, with what they lead to. @param {Uint8Array} bytes @returns {Map<string, Target[]>} */
export function readRelated(bytes) {
  const reader = new Reader(bytes);
  const words = readWords(reader);
  const targets = readWords(reader);
  const starts = startsOf(reader.numbers(words.length));
  const places = reader.numbers(starts[words.length]);
  const weights = reader.take(places.length);
  check(places.every((place) => place < targets.length), 'no such word');
  const all = Array.from(places, (place, at) => ({ word: targets[place], weight: weights[at] / 100 }));
  return new Map(words.map((word, at) => [word, all.slice(starts[at], starts[at + 1])]));
}

/** The stems of a word. @param {Block} block @param {number} place @returns {Stem[]} */
export function stemsOf({ starts, shards, slots, rarities }, place) {
  const stems = [];
  for (let at = starts[place]; at < starts[place + 1]; at += 1) stems.push({ shard: shards[at], slot: slots[at], rarity: rarities[at] });
  return stems;
}
