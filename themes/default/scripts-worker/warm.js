/**
 * Warms up the engine before the first query. Browsers run code slowly at first, which would delay a reader's first
 * letter. So the engine answers queries on a generated index, which needs no download, while the reader starts to type.
 */
import { readShard } from './files.js';
import { readBlock } from './lexicon.js';
import { answer, prepare } from './index.js';

/** Number of rounds after which nothing gets faster. */
const ROUNDS = 24;

/** A known word, one with a typo, and a prefix. */
const QUESTION = 'waaa wbcx wab';

/** Numbers of words and documents. All words are alike: each is in half of the documents, and a fourth of these have all optional data. */
const [WORDS, DOCUMENTS] = [128, 2048];

/** @param {number} count @param {number} byte */
const times = (count, byte) => Array(count).fill(byte);

/** A number below 2^14, in two bytes. @param {number} number */
const number = (number) => [(number & 127) | 128, number >> 7];

/** @param {number[]} bytes */
const column = (bytes) => [...number(bytes.length), ...bytes];

function made() {
  const letters = times(WORDS, 0).flatMap((_, word) => [119, 97 + (word >> 6), 97 + ((word >> 3) & 7), 97 + (word & 7)]);
  const shards = [1, ...times(6, 0)];
  const stems = [times(WORDS, 1), shards, ...[0, 0, 40].map((byte) => times(WORDS, byte)), [0]].flat();
  const block = Uint8Array.from([...number(WORDS), ...times(WORDS, 0), ...times(WORDS, 4), ...column(letters), ...stems]);
  const [fourth, eighth] = [DOCUMENTS / 4, DOCUMENTS / 8];
  const columns = [times(fourth, 2), times(fourth, 10), times(fourth, 1), [], [...number(eighth), ...times(eighth, 0xaa), ...times((eighth * 3) / 2, 0)], []];
  const shard = Uint8Array.from([1, ...number(fourth), 0, ...number(DOCUMENTS), ...columns.flatMap(column)]);
  return prepare({
    edition: { home: '', first: DOCUMENTS, bits: '', tasks: [] },
    manifest: { language: 'en', documents: DOCUMENTS, pack: 1, continued: [], categories: [], kinds: [], runs: [], lexicon: [''], stop_words: '', suffixes: '', synonyms: [] },
    block: async () => readBlock(block, 7),
    backward: async () => [],
    shard: async () => readShard(shard, 7),
    pack: async () => [[QUESTION, '/', QUESTION, []]],
  });
}

/** Answers queries until the engine is fast or a real query arrives. @param {() => boolean} isAsked */
export async function warm(isAsked) {
  const index = made();
  for (let round = 0; round < ROUNDS && !isAsked(); round += 1) {
    await answer(index, QUESTION);
    // Lets a query in.
    await new Promise((resolve) => setTimeout(resolve));
  }
}
