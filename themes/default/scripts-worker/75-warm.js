/**
 * Makes the engine quick before it is asked. A browser runs code slowly until it has seen it run, and a reader's first
 * letter would pay for that: so the engine answers questions about an index of its own making, which takes no bytes from
 * the net, while the reader finds the keys.
 */
import { FORMAT, readBlock, readManifest, readPack, readShard } from './20-files.js';
import { answer, prepare } from './70-index.js';

/** So many times, after which nothing gets quicker. */
const ROUNDS = 24;

/** A known word, one with a slip, and the beginning of some. */
const QUESTION = 'waaa wbcx wab';

const [WORDS, POSTINGS, DOCUMENTS] = [128, 500, 4000];

/** @param {number} count @param {number} byte */
const times = (count, byte) => Array(count).fill(byte);

/** A number below 2^14, in two bytes. @param {number} number */
const number = (number) => [(number & 127) | 128, number >> 7];

/** @param {number[]} bytes */
const column = (bytes) => [...number(bytes.length), ...bytes];

/** @param {unknown} value */
const json = (value) => new TextEncoder().encode(JSON.stringify(value));

/** The files of an index whose words are all alike: each is in half of the documents. */
function made() {
  const words = Array.from({ length: WORDS }, (_, word) => `w${(512 + word).toString(8).slice(1).replace(/./g, (digit) => 'abcdefgh'[digit])}`);
  const text = [...new TextEncoder().encode(words.join(''))];
  const columns = [times(POSTINGS, 2), times(POSTINGS, 10), times(POSTINGS, 1), [], [...number(DOCUMENTS / 8), ...times(DOCUMENTS / 8, 0xaa)], times(DOCUMENTS / 2, 1)];
  return {
    manifest: json({ format: FORMAT, language: 'en', documents: DOCUMENTS, pack: 1, continued: [], categories: [''], kinds: [['', '']], runs: [[0, 0, 0]], lexicon: ['w'], backward: [], stop_words: '', suffixes: 's>', synonyms: [], tasks: [] }),
    block: Uint8Array.from([...number(WORDS), ...times(WORDS, 0), ...times(WORDS, 4), ...column(text), ...times(WORDS, 1), ...times(WORDS, 0), ...times(WORDS, 0), ...times(WORDS, 40)]),
    shard: Uint8Array.from([1, ...number(POSTINGS), 0, ...number(DOCUMENTS), ...columns.flatMap(column)]),
    pack: json([['waaa', '/', QUESTION, [['wbcx', '', QUESTION]]]]),
  };
}

/** Answers until the engine is quick, or somebody asks. @param {() => boolean} isAsked */
export async function warm(isAsked) {
  const bytes = made();
  const index = prepare({
    manifest: readManifest(bytes.manifest),
    block: async () => readBlock(bytes.block),
    shard: async () => readShard(bytes.shard),
    pack: async () => readPack(bytes.pack),
  });
  for (let round = 0; round < ROUNDS && !isAsked(); round += 1) {
    await answer(index, QUESTION);
    // Lets a question in.
    await new Promise((resolve) => setTimeout(resolve));
  }
}
