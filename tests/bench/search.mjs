/**
 * How many bytes, how much time and how good: first and later queries on a built site, asked of the browser's engine in
 * Node with files read from disk. Queries are made from the index itself: words of titles and of sections, whole, with a
 * slip, cut short.
 *
 *     answerbook build SITE --out OUT && node tests/bench/search.mjs OUT [COUNT]
 */
import { cpSync, mkdtempSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

const [out, count = '150'] = process.argv.slice(2);
const assets = readdirSync(join(out, '_assets'));
const asset = (start, end) => join(out, '_assets', assets.find((name) => name.startsWith(start) && name.endsWith(end)));
const module = join(mkdtempSync(join(tmpdir(), 'answerbook-bench-')), 'engine.mjs');
cpSync(asset('search-worker.', '.js'), module);
const { open } = await import(module);
const locales = readdirSync(join(out, '_search/latest'));
const locale = locales.find((code) => code.startsWith('en')) ?? locales[0];
const base = `${join(out, '_search/latest', locale)}/`;
const { index } = JSON.parse(readFileSync(`${base}index.json`, 'utf8'));
const unpacked = (path) => JSON.parse(gunzipSync(readFileSync(path)).toString());
const manifest = unpacked(`${base}${index}/m`);
const scripts = [['search.', '.js'], ['search-worker.', '.js'], ['search.', '.css']].map(([start, end]) => gzipSync(readFileSync(asset(start, end)), { level: 9 }).length);
const ofScripts = scripts.reduce((sum, size) => sum + size, 0);

/** Milliseconds of the processor, which other programs do not stretch. @param {NodeJS.CpuUsage} start */
const since = (start) => {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
};

let bytes = 0;
const read = async (path) => {
  const file = new Uint8Array(readFileSync(path));
  bytes += file.length;
  return file;
};

/** A fixed sequence of numbers, so that every run asks the same (Lehmer, MINSTD). */
let state = 20;
const random = (below) => {
  state = (state * 48271) % 2147483647;
  return state % below;
};
const pick = (list) => list[random(list.length)];

const packs = readdirSync(join(base, index, 'd')).sort((a, b) => a - b);
const articles = packs.flatMap((pack) => unpacked(join(base, index, 'd', pack))).map(([title, href, , sections]) => ({ title, href, sections }));
const stopWords = new Set(manifest.stop_words.split(' '));
const words = (text) => (text.toLowerCase().match(/\p{L}{3,}/gu) ?? []).filter((word) => !stopWords.has(word));
/** A slip: a letter that is missing, doubled, replaced or swapped. */
const slip = (word) => {
  const at = 1 + random(word.length - 2);
  const [before, letter, after] = [word.slice(0, at), word[at], word.slice(at + 1)];
  return pick([before + after, before + letter + letter + after, before + 'aeiortns'[random(8)] + after, before + (after[0] ?? '') + letter + after.slice(1)]);
};
const longest = (list) => list.reduce((longest, word) => (word.length > longest.length ? word : longest), '');
const withSlip = (list) => list.map((word) => (word === longest(list) ? slip(word) : word));
const holdsAll = (wanted) => new Set(articles.filter(({ title }) => wanted.every((word) => words(title).includes(word))).map(({ href }) => href));

/** Queries of a sort, each with the addresses that answer it. */
const sorts = {
  'words of a title': (article) => {
    const wanted = words(article.title).slice(0, 3);
    return wanted.length > 1 && { query: wanted.join(' '), targets: holdsAll(wanted) };
  },
  'words of a title, one slip': (article) => {
    const wanted = words(article.title).slice(0, 3);
    return wanted.length > 1 && longest(wanted).length > 4 && { query: withSlip(wanted).join(' '), targets: holdsAll(wanted) };
  },
  'words of a title, last one cut short': (article) => {
    const wanted = words(article.title).slice(0, 3);
    const last = wanted.at(-1) ?? '';
    return wanted.length > 1 && last.length > 5 && { query: [...wanted.slice(0, -1), last.slice(0, -2)].join(' '), targets: holdsAll(wanted) };
  },
  // The longest ones: what a reader remembers of a text is not its common words.
  'three words of a section': (article) => {
    const wanted = [...new Set(words(pick(article.sections)[2]))];
    wanted.sort((a, b) => b.length - a.length).splice(3);
    return wanted.length === 3 && { query: wanted.join(' '), targets: new Set([article.href]) };
  },
  'a heading': (article) => {
    const [heading] = pick(article.sections);
    return words(heading).length > 1 && { query: heading, targets: new Set(articles.filter(({ sections }) => sections.some(([other]) => other === heading)).map(({ href }) => href)) };
  },
  'a heading, one slip': (article) => {
    const [heading] = pick(article.sections);
    const wanted = words(heading);
    return wanted.length > 1 && longest(wanted).length > 4 && { query: withSlip(heading.split(' ').map((word) => word.toLowerCase())).join(' '), targets: new Set(articles.filter(({ sections }) => sections.some(([other]) => other === heading)).map(({ href }) => href)) };
  },
};

const mean = (list) => list.reduce((sum, value) => sum + value, 0) / list.length;
const high = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length * 0.95)];
const sizes = packs.length + ['l', 'p', 'r'].reduce((sum, part) => sum + readdirSync(join(base, index, part)).length, 2);
const total = ['l', 'p', 'r', 'd'].flatMap((part) => readdirSync(join(base, index, part)).map((name) => statSync(join(base, index, part, name)).size)).reduce((a, b) => a + b, 0);
console.log(`${manifest.documents} documents, ${sizes} files, ${total} bytes; scripts and style ${ofScripts} (${scripts})`);
const cold = [];
for (const [name, make] of Object.entries(sorts)) {
  const [ranks, all, times, misses] = [[], [], [], []];
  for (let tries = 0; ranks.length < Number(count) && tries < 40 * Number(count); tries += 1) {
    const made = make(pick(articles));
    if (!made) continue;
    bytes = 0;
    const started = process.cpuUsage();
    const fresh = await open(base, read);
    await fresh.search(made.query, {});
    cold.push(since(started));
    all.push(bytes + ofScripts);
    const again = process.cpuUsage();
    await fresh.search(made.query, {});
    times.push(since(again));
    const { hits: ten } = await fresh.search(made.query, { limit: 10 });
    const rank = ten.findIndex(({ href }) => made.targets.has(href.split('#')[0]));
    ranks.push(rank < 0 ? 0 : 1 / (rank + 1));
    if (rank < 0 || rank > 2) misses.push(made.query);
  }
  if (process.env.MISSES) console.log(misses.slice(0, 12).join('\n'));
  const success = mean(ranks.map((rank) => (rank >= 1 / 3 - 1e-9 ? 1 : 0)));
  console.log(`${name.padEnd(40)} MRR@10 ${mean(ranks).toFixed(3)}  in first 3 ${success.toFixed(3)}  bytes mean ${Math.round(mean(all))} max ${Math.max(...all)}  warm p95 ${high(times).toFixed(1)} ms CPU  n ${ranks.length}`);
}
console.log(`cold p95 ${high(cold).toFixed(1)} ms CPU, reading files included`);
