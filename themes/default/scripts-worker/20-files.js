/**
 * The files of an index: fetched once, unpacked, decoded. What comes over the net is hostile until it is checked: a
 * file that is short or makes no sense is an error, and an error is a search that says so.
 * @typedef {{ shard: number, slot: number, rarity: number }} Stem
 * @typedef {{ words: string[], stems: Stem[][] }} Block
 * @typedef {{ documents: Uint32Array, codes: Uint8Array, sections: Uint32Array, headings: Uint32Array, titles: Uint32Array, tail: Uint32Array, cut: boolean }} List
 */

/** The version of the format that this client knows. */
const FORMAT = 1;
const LARGEST_FILE = 1 << 26;

/** @param {unknown} holds @param {string} what */
export const check = (holds, what) => {
  if (!holds) throw new Error(`broken index: ${what}`);
};

/** @param {Uint8Array} bytes */
async function unpack(bytes) {
  // Some hosts unpack what they serve.
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  const unpacked = new Uint8Array(await new Response(stream).arrayBuffer());
  check(unpacked.length <= LARGEST_FILE, 'too long');
  return unpacked;
}

/** Reads a file from its start. */
class Reader {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  /** The next number; where it is a signed distance, the number that it leads to. @param {number} [from] */
  number(from) {
    let number = 0;
    let byte = 0x80;
    for (let scale = 1; byte >= 0x80; scale *= 128) {
      check(this.at < this.bytes.length && scale <= 2 ** 28, 'no number');
      byte = this.bytes[this.at++];
      number += (byte & 0x7f) * scale;
    }
    if (from !== undefined) number = from + (number % 2 ? -(number + 1) / 2 : number / 2);
    check(number >= 0 && number < 2 ** 32, 'no number');
    return number;
  }

  /** The next number where it counts something that takes at least a byte each. */
  count() {
    const count = this.number();
    check(count <= this.bytes.length - this.at, 'too great a count');
    return count;
  }

  /** The next `length` bytes. @param {number} length */
  take(length) {
    check(length <= this.bytes.length - this.at, 'too short');
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  /** The next `count` numbers that grow. @param {number} count */
  ascending(count) {
    check(count <= this.bytes.length - this.at, 'too great a count');
    let last = 0;
    return Uint32Array.from({ length: count }, () => {
      last += this.number();
      check(last < 2 ** 32, 'too large a number');
      return last;
    });
  }

  /** The next column, which its length stands before. */
  column() {
    return new Reader(this.take(this.count()));
  }
}

/** @param {Reader} reader */
function readWords(reader) {
  const count = reader.count();
  const shared = reader.take(count);
  const lengths = reader.take(count);
  const text = new TextDecoder('utf-8', { fatal: true }).decode(reader.take(reader.count()));
  let at = 0;
  let word = '';
  return Array.from({ length: count }, (_, place) => {
    check(at + lengths[place] <= text.length, 'too short');
    word = word.slice(0, shared[place]) + text.slice(at, (at += lengths[place]));
    return word;
  });
}

/** A block of the lexicon. @param {Uint8Array} bytes @returns {Block} */
export function readBlock(bytes) {
  const reader = new Reader(bytes);
  const words = readWords(reader);
  const stems = words.map(() => Array.from({ length: reader.count() }, () => ({ shard: 0, slot: 0, rarity: 0 })));
  const all = stems.flat();
  let last = { shard: 0, slot: 0 };
  for (const stem of all) {
    stem.shard = reader.number(last.shard);
    last = stem;
  }
  last = { shard: 0, slot: 0 };
  for (const stem of all) {
    stem.slot = reader.number(stem.shard === last.shard ? last.slot : 0);
    last = stem;
  }
  for (const stem of all) [stem.rarity] = reader.take(1);
  return { words, stems };
}

/** A shard of postings. @param {Uint8Array} bytes @returns {List[]} */
export function readShard(bytes) {
  const reader = new Reader(bytes);
  const lengths = Array.from({ length: reader.count() }, () => [reader.count(), reader.count(), reader.number()]);
  const [documents, codes, sections, headings, tails] = Array.from({ length: 5 }, () => reader.column());
  return lengths.map(([length, titles, tail]) => {
    const own = { documents: documents.ascending(length), codes: codes.take(length) };
    return {
      ...own,
      sections: Uint32Array.from({ length }, () => sections.number()),
      headings: Uint32Array.from(own.codes, (code) => (code & 64 ? headings.number() : 0)),
      titles: tails.ascending(titles),
      tail: tails.ascending(Math.floor(tail / 2)),
      cut: tail % 2 === 1,
    };
  });
}

/** @param {Uint8Array} bytes */
const readJson = (bytes) => JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));

/** @param {unknown} value @param {number} [depth] of the lists that hold the texts */
const isTexts = (value, depth = 1) =>
  Array.isArray(value) && value.every((item) => (depth > 1 ? isTexts(item, depth - 1) : typeof item === 'string'));

/** A pack of documents. @param {Uint8Array} bytes @returns {[string, string, string, [string, string, string][]][]} */
export function readPack(bytes) {
  const pack = readJson(bytes);
  const isShown = ([title, href, lead, sections]) => isTexts([title, href, lead]) && isTexts(sections, 2);
  check(Array.isArray(pack) && pack.every((shown) => Array.isArray(shown) && isShown(shown)), 'no pack');
  return pack;
}

/** @param {Uint8Array} bytes */
export function readManifest(bytes) {
  const manifest = readJson(bytes);
  check(manifest?.format === FORMAT, 'another format');
  const isNumbers = (list) => Array.isArray(list) && list.every((number) => Number.isSafeInteger(number) && number >= 0);
  check(isTexts([manifest.stop_words, manifest.suffixes]), 'no rules');
  check(isTexts(manifest.lexicon) && isTexts(manifest.backward) && isTexts(manifest.categories), 'no lexicon');
  check(isTexts(manifest.kinds, 2) && isNumbers(manifest.continued), 'no kinds');
  check(isNumbers([manifest.documents, manifest.pack]) && manifest.pack > 0 && manifest.documents < 2 ** 24, 'no documents');
  check(Array.isArray(manifest.runs) && manifest.runs.every(isNumbers), 'no runs');
  check(Array.isArray(manifest.synonyms) && manifest.synonyms.every(([from, to]) => isTexts(from) && isTexts(to, 2)), 'no synonyms');
  check(Array.isArray(manifest.tasks) && manifest.tasks.every(([title, href, words]) => isTexts([title, href]) && isTexts(words)), 'no tasks');
  return manifest;
}

/** Fetches one file. @param {string} url @param {RequestCache} [cache] @returns {Promise<Uint8Array>} */
export async function fetchBytes(url, cache) {
  const response = await fetch(url, { cache });
  if (!response.ok) throw Object.assign(new Error(`${response.status} ${url}`), { isGone: response.status === 404 });
  return new Uint8Array(await response.arrayBuffer());
}

/**
 * The files below an edition's folder. When the folder of the index is gone, because the site was published again
 * since, the pointer is read once more.
 * @param {string} base the edition's folder, with a slash at the end
 * @param {(url: string, cache?: RequestCache) => Promise<Uint8Array>} get
 */
export async function files(base, get) {
  const pointer = readJson(await get(`${base}index.json`, 'no-cache'));
  check(/^[0-9a-f]{4,64}$/.test(pointer?.index), 'no pointer');
  const folder = `${base}${pointer.index}/`;
  /** @type {Map<string, Promise<any>>} */
  const kept = new Map();
  /** @template T @param {string} name @param {(bytes: Uint8Array) => T} read @returns {Promise<T>} */
  const load = (name, read) => {
    const known = kept.get(name);
    if (known) return known;
    const loading = get(folder + name).then(unpack).then(read);
    kept.set(name, loading);
    // What failed may be tried again.
    loading.catch(() => kept.delete(name));
    return loading;
  };
  return {
    manifest: await load('m', readManifest),
    block: (/** @type {number} */ number) => load(`l/${number}`, readBlock),
    backward: (/** @type {number} */ number) => load(`r/${number}`, (bytes) => readWords(new Reader(bytes))),
    shard: (/** @type {number} */ number) => load(`p/${number}`, readShard),
    pack: (/** @type {number} */ number) => load(`d/${number}`, readPack),
  };
}
