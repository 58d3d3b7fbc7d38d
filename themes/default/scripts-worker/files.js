/**
 * The files of an index: fetched once, decompressed, decoded. Data from the network is untrusted until it is checked: a
 * file that is truncated or invalid is an error, and the search reports it.
 *
 * A column is decoded at once, and the parts that a query needs are extracted later, because this runs for every letter
 * that is typed.
 * @typedef {{ documents: Uint32Array, sections: Int32Array }} Tail
 * @typedef {{ documents: Uint32Array, codes: Uint8Array, lengths: Uint8Array, sections: Int32Array, headings: Int32Array, titles: Tail, tail: Tail, cut: boolean }} List
 */

import { Reader, WITH_NAMES, ascending, check, nameAt, startsOf } from './reader.js';
import { readBlock, readRelated, readWords } from './lexicon.js';
import { blockOf } from './sorted.js';

/** The format versions that this client supports. Frozen versions have the older ones. */
const FORMATS = [5, 6, 7];
/** The length of a title that the index does not record. */
export const UNKNOWN_LENGTH = 255;
const LARGEST_FILE = 1 << 26;

/**
 * Decompresses a file. Avoids Blob and Response, which involve other processes of the browser.
 * @param {Uint8Array<ArrayBuffer>} bytes
 */
async function unpack(bytes) {
  // Some hosts decompress what they serve.
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const stream = new DecompressionStream('gzip');
  const writer = stream.writable.getWriter();
  // The stream's reader reports the same error.
  for (const written of [writer.write(bytes), writer.close()]) written.catch(() => undefined);
  const reader = stream.readable.getReader();
  const parts = [];
  let length = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    parts.push(read.value);
    length += read.value.length;
    check(length <= LARGEST_FILE, 'too long');
  }
  if (parts.length === 1) return parts[0];
  const unpacked = new Uint8Array(length);
  parts.reduce((at, part) => (unpacked.set(part, at), at + part.length), 0);
  return unpacked;
}

/** A shard of postings: a function that returns the list in a slot. @param {Uint8Array} bytes @param {number} format @returns {(slot: number) => List} */
export function readShard(bytes, format) {
  const reader = new Reader(bytes);
  const count = reader.count();
  const directory = reader.numbers(count * 3);
  const every = (/** @type {number} */ column) => Uint32Array.from({ length: count }, (_, list) => directory[list * 3 + column]);
  const [lengths, inTitles, flagged] = [every(0), every(1), every(2)];
  const starts = startsOf(lengths);
  const tailStarts = startsOf(Uint32Array.from({ length: count * 2 }, (_, tail) => (tail % 2 ? flagged[tail >> 1] >>> 1 : inTitles[tail >> 1])));
  const total = starts[count];
  const distances = reader.column().numbers(total);
  const codes = reader.column().take(total);
  const sections = new Int32Array(reader.column().numbers(total));
  const headings = placed(codes, reader.column());
  const tails = readTails(reader.column(), tailStarts);
  const titleLengths = titleLengthsOf(codes, format > 5 ? reader.column() : undefined);
  /** @type {List[]} */
  const kept = [];
  return (slot) => {
    check(slot < count, 'no such list');
    const [from, to] = [starts[slot], starts[slot + 1]];
    kept[slot] ??= {
      documents: ascending(distances.subarray(from, to)),
      codes: codes.subarray(from, to),
      lengths: titleLengths.subarray(from, to),
      sections: sections.subarray(from, to),
      headings: headings.subarray(from, to),
      titles: tails[2 * slot],
      tail: tails[2 * slot + 1],
      cut: flagged[slot] % 2 === 1,
    };
    return kept[slot];
  };
}

/** The documents of each tail, as bits or distances, and the first section of each. @param {Reader} column @param {Uint32Array} starts */
function readTails(column, starts) {
  /** @type {Tail[]} */
  const tails = [];
  for (let tail = 0; tail + 1 < starts.length; tail += 1) {
    const count = starts[tail + 1] - starts[tail];
    const length = count && column.count();
    const documents = length ? bitsOf(column.take(length), count) : ascending(column.numbers(count));
    tails.push({ documents, sections: sectionsOf(column.take(Math.ceil((count * 3) / 8)), count) });
  }
  return tails;
}

/** Sections, stored in three bits each, as bits; 0 for later sections. @param {Uint8Array} bytes @param {number} count */
function sectionsOf(bytes, count) {
  const sections = new Int32Array(count);
  for (let place = 0; place < count; place += 1) {
    const at = (place * 3) >> 3;
    sections[place] = (1 << (((bytes[at] | (bytes[at + 1] << 8)) >> ((place * 3) & 7)) & 7)) & 127;
  }
  return sections;
}

/** The positions of the set bits. @param {Uint8Array} bytes @param {number} count how many there are */
function bitsOf(bytes, count) {
  const numbers = new Uint32Array(count);
  let found = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    for (let rest = bytes[at]; rest !== 0; rest &= rest - 1) numbers[found++] = at * 8 + 31 - Math.clz32(rest & -rest);
  }
  check(found === count, 'another count');
  return numbers;
}

/** For each posting, the number of terms in its title, if that has the stem. @param {Uint8Array} codes @param {Reader} [column] */
function titleLengthsOf(codes, column) {
  const lengths = new Uint8Array(codes.length);
  for (let place = 0; place < codes.length; place += 1) if (codes[place] & 32) lengths[place] = column ? column.take(1)[0] : UNKNOWN_LENGTH;
  return lengths;
}

/** The sections of the postings that have a heading. @param {Uint8Array} codes @param {Reader} column */
function placed(codes, column) {
  let count = 0;
  for (let place = 0; place < codes.length; place += 1) count += codes[place] & 64 ? 1 : 0;
  const numbers = column.numbers(count);
  const headings = new Int32Array(codes.length);
  for (let place = codes.length - 1; place >= 0; place -= 1) if (codes[place] & 64) headings[place] = numbers[--count];
  return headings;
}

/** @param {Uint8Array} bytes */
const readJson = (bytes) => JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));

/** @param {unknown} value @param {number} [depth] of the lists that hold the texts @returns {boolean} */
const isTexts = (value, depth = 1) =>
  Array.isArray(value) && value.every((item) => (depth > 1 ? isTexts(item, depth - 1) : typeof item === 'string'));

/** @param {unknown} list */
const isNumbers = (list) => Array.isArray(list) && list.every((number) => Number.isSafeInteger(number) && number >= 0);

/** A pack of documents. @param {Uint8Array} bytes @returns {[string, string, string, [string, string, string][]][]} */
export function readPack(bytes) {
  const pack = readJson(bytes);
  const isShown = (/** @type {any[]} */ [title, href, lead, sections]) => isTexts([title, href, lead]) && isTexts(sections, 2);
  check(Array.isArray(pack) && pack.every((shown) => Array.isArray(shown) && isShown(shown)), 'no pack');
  return pack;
}

/** @param {Uint8Array} bytes */
export function readManifest(bytes) {
  const manifest = readJson(bytes);
  check(FORMATS.includes(manifest?.format), 'another format');
  check(isTexts([manifest.language, manifest.stop_words, manifest.suffixes, manifest.thesaurus ?? '']), 'no rules');
  check(isTexts(manifest.lexicon) && isTexts(manifest.backward ?? []) && isTexts(manifest.categories), 'no lexicon');
  check(manifest.format < WITH_NAMES || (isTexts([manifest.blocks, manifest.reversed, manifest.packs]) && isNumbers([manifest.directory])), 'no files');
  check(isTexts(manifest.related ?? []) && isTexts([manifest.related_blocks ?? '']), 'no related words');
  check(isTexts(manifest.kinds, 2) && isNumbers(manifest.continued), 'no kinds');
  check(isNumbers([manifest.documents, manifest.pack]) && manifest.pack > 0 && manifest.documents < 2 ** 24, 'no documents');
  check(Array.isArray(manifest.runs) && manifest.runs.every(isNumbers), 'no runs');
  check(Array.isArray(manifest.synonyms) && manifest.synonyms.every((/** @type {any[]} */ [from, to]) => isTexts(from) && isTexts(to, 2)), 'no synonyms');
  return manifest;
}

/** What leads to the blocks of the backward lexicon. @param {Uint8Array} bytes @returns {{ starts: string[], blocks: string }} */
function readBackward(bytes) {
  const { starts, blocks } = readJson(bytes);
  check(isTexts(starts) && isTexts([blocks]), 'no lexicon');
  return { starts, blocks };
}

/** The pointer from an edition to the index that it shares with other editions. @param {Uint8Array} bytes */
function readPointer(bytes) {
  const { format, index, ...edition } = readJson(bytes);
  check(/^(?:\.\.\/\.\.\/[^/]+\/[^/]+\/)?(?:m\/)?[0-9a-f]{4,64}$/.test(index), 'no pointer');
  check(FORMATS.includes(format), 'another format');
  check(isTexts([edition.home, edition.bits]) && isNumbers([edition.first]), 'no documents');
  const [label, href, count] = edition.newest ?? ['', '', 0];
  check(isTexts([label, href]) && isNumbers([count]), 'no newest edition');
  check(Array.isArray(edition.tasks) && edition.tasks.every((/** @type {any[]} */ [title, href, words]) => isTexts([title, href]) && isTexts(words)), 'no tasks');
  return { index, edition };
}

/** Fetches one file. @param {string} url @param {RequestCache} [cache] @returns {Promise<Uint8Array<ArrayBuffer>>} */
export async function fetchBytes(url, cache) {
  const response = await fetch(url, { cache });
  if (!response.ok) throw Object.assign(new Error(`${response.status} ${url}`), { isGone: response.status === 404 });
  return new Uint8Array(await response.arrayBuffer());
}

/**
 * The files that an edition's folder leads to. Each has a name of its own, which the file that leads to it has, so files
 * of different builds never mix. If a file no longer exists, because the site was published again, the pointer is read
 * once more.
 * @param {string} base the edition's folder, with a slash at the end
 * @param {(url: string, cache?: RequestCache) => Promise<Uint8Array<ArrayBuffer>>} get
 */
export async function files(base, get) {
  const { index, edition } = readPointer(await get(`${base}index.json`, 'no-cache'));
  const [, above, own] = /** @type {RegExpExecArray} */ (/^(.*?)((?:m\/)?[0-9a-f]+)$/.exec(index));
  const isNamed = own.startsWith('m/');
  const folder = `${base}${isNamed ? above : `${index}/`}`;
  /** @type {Map<string, Promise<any>>} */
  const kept = new Map();
  /** @template T @param {string} name @param {(bytes: Uint8Array) => T} read @returns {Promise<T>} */
  const load = (name, read) => {
    const known = kept.get(name);
    if (known) return known;
    const loading = get(folder + name).then(unpack).then(read);
    kept.set(name, loading);
    // A failed request may be retried.
    loading.catch(() => kept.delete(name));
    return loading;
  };
  const manifest = await load(isNamed ? own : 'm', readManifest);
  const { format, reversed, packs } = manifest;
  check(isNamed === format >= WITH_NAMES, 'another format');
  /** Before format 7, files have numbers. @param {string} names @param {number} place */
  const listed = (names, place) => (isNamed ? nameAt(names, place) : String(place));
  /** @returns {Promise<{ starts: string[], blocks: string }>} */
  const backwardBlocks = async () => (reversed ? load(`b/${reversed}`, readBackward) : { starts: manifest.backward ?? [], blocks: '' });
  return {
    edition,
    manifest,
    block: async (/** @type {number} */ number) => load(`l/${listed(manifest.blocks, number)}`, (bytes) => readBlock(bytes, format)),
    /** The block of related words that would contain a word. @param {string} word @returns {Promise<Map<string, import('./lexicon.js').Target[]>>} */
    related: async (word) => {
      const { related = [], related_blocks: names } = manifest;
      return related.length ? load(`w/${nameAt(names, blockOf(related, word))}`, readRelated) : new Map();
    },
    /** The words of the block that would contain a reversed word. @param {string} word @returns {Promise<string[]>} */
    backward: async (word) => {
      const { starts, blocks } = await backwardBlocks();
      return starts.length ? load(`r/${listed(blocks, blockOf(starts, word))}`, (bytes) => readWords(new Reader(bytes))) : [];
    },
    shard: (/** @type {import('./lexicon.js').Shard} */ shard) => load(`p/${shard}`, (bytes) => readShard(bytes, format)),
    pack: async (/** @type {number} */ number) => {
      const size = manifest.directory ?? 1;
      if (size < 2) return load(`d/${listed(packs, number)}`, readPack);
      const names = await load(`n/${nameAt(packs, Math.floor(number / size))}`, (bytes) => new Reader(bytes).names());
      check(number % size < names.length, 'no such file');
      return load(`d/${names[number % size]}`, readPack);
    },
  };
}
