/**
 * Measures the bytes, time and quality of first and later queries on a built site, in Node and in Chromium, compared
 * with Pagefind and elasticlunr.js on the same articles.
 *
 *     answerbook build SITE --out OUT && node tests/bench/search.mjs OUT [--count 100] [--asked 40] [--no-peers] [--no-browser] [--in-version ID]
 *
 * `--count` is the number of queries of each kind that are ranked, `--asked` the number that are run in the browser. If
 * `MISSES` is set in the environment, it prints the queries without a correct answer in the first three.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { peersOf } from './search/peers.mjs';
import { knownItems, quality } from './search/queries.mjs';
import { siteIn } from './search/site.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { count: { type: 'string', default: '100' }, asked: { type: 'string', default: '40' }, peers: { type: 'boolean', default: true }, browser: { type: 'boolean', default: true }, 'in-version': { type: 'string' } },
  allowNegative: true,
});
const [count, asked] = [Number(values.count), Number(values.asked)];
const site = await siteIn(positionals[0], values['in-version']);
const { articles, manifest, out } = site;
const sorts = knownItems(articles, new Set(manifest.stop_words.split(' ')), count);

const mean = (list) => list.reduce((sum, value) => sum + value, 0) / list.length;
const high = (list) => [...list].sort((a, b) => a - b)[Math.ceil(list.length * 0.95) - 1];
const kilo = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
const line = (name, ...cells) => console.log(`${name.padEnd(38)}${cells.map((cell) => String(cell).padStart(16)).join('')}`);

const read = async (path) => new Uint8Array(readFileSync(path));

/** The engine's answers in Node, and the CPU time of each in milliseconds. @param {string[]} queries */
async function inNode(queries) {
  const index = await site.engine.open(join(out, site.base), read);
  const [links, times] = [[], []];
  for (const query of queries) {
    const { hits } = await index.search(query, { limit: 10 });
    const start = process.cpuUsage();
    await index.search(query, { limit: 5 });
    const { user, system } = process.cpuUsage(start);
    times.push((user + system) / 1000);
    links.push(hits.map(({ href }) => href));
  }
  return { links, times };
}

console.log(`${articles.length} articles, ${manifest.documents} documents, ${manifest.language}`);
line('index', 'files', 'bytes', 'made in');
line('Answerbook', site.files, site.bytes, '');
const folder = mkdtempSync(join(tmpdir(), 'answerbook-peers-'));
const peers = values.peers ? await peersOf(articles, manifest.language, folder) : {};
for (const [name, { files, bytes, seconds }] of Object.entries(peers)) line(name, files, bytes, `${seconds.toFixed(1)} s`);

let inBrowser;
let server;
if (values.browser) {
  const { serve } = await import('./search/server.mjs');
  const { reader } = await import('./search/browser.mjs');
  server = await serve({ '/': out, '/peers/': folder }, { '/bench/': '<!DOCTYPE html><title>Benchmark</title>' });
  inBrowser = await reader(server, { worker: site.worker, base: site.base });
}

console.log('\nranking: MRR@10, share with an answer among the first three');
const names = ['Answerbook', ...Object.keys(peers)].filter((name) => name !== 'Pagefind' || inBrowser);
line('', ...names, 'warm p95, Node');
for (const [sort, known] of sorts.filter(([, known]) => known.length)) {
  const queries = known.map(({ query }) => query);
  const own = await inNode(queries);
  const told = names.map(async (name) => {
    if (name === 'Answerbook') return own.links;
    return name === 'Pagefind' ? inBrowser.answers(name, queries) : queries.map((query) => peers[name].search(query));
  });
  const all = (await Promise.all(told)).map((links) => quality(known, links));
  line(sort, ...all.map(({ mrr, inThree }) => `${mrr.toFixed(3)}  ${inThree.toFixed(3)}`), `${high(own.times).toFixed(1)} ms CPU`);
  const missed = queries.filter((_, at) => all[0].places[at] < 0 || all[0].places[at] > 2);
  if (process.env.MISSES) console.log(missed.map((query) => `    ${query}`).join('\n'));
}

if (inBrowser) {
  // Alternates between the kinds of queries.
  const queries = Array.from({ length: count }, (_, at) => sorts.map(([, known]) => known[at]?.query)).flat().filter(Boolean).slice(0, asked);
  console.log('\nfirst query, bytes at the server: mean, max; with heads of HTTP: mean; requests: mean');
  const first = async (name, list, ask) => {
    const taken = [];
    for (const query of list) taken.push(await ask(query));
    const of = (key) => taken.map((one) => one[key]);
    line(name, kilo(mean(of('bytes'))), kilo(Math.max(...of('bytes'))), kilo(mean(of('withHeads'))), mean(of('requests')).toFixed(1));
  };
  await first('Answerbook, search box and all', queries, (query) => inBrowser.firstInBox(query));
  await first('  the same, typed letter by letter', queries.slice(0, 12), (query) => inBrowser.firstInBox(query, inBrowser.letter));
  for (const name of Object.keys(peers)) await first(`${name}, without an interface`, queries.slice(0, name === 'Pagefind' ? asked : 2), (query) => inBrowser.firstOfPeer(name, query));

  const pair = (list) => `${[...list].sort((a, b) => a - b)[Math.floor(list.length / 2)].toFixed(1)}  ${high(list).toFixed(1)}`;
  console.log('\nmilliseconds for a processor four times slower, p50 and p95');
  line('', 'before the key', 'first query', 'each letter', 'the same again');
  const timed = async (told, measure, list) => {
    const all = [];
    for (const query of list) all.push(await measure(query));
    line(told, pair(all.map(({ open }) => open)), pair(all.map(({ cold }) => cold)), pair(all.flatMap(({ typing }) => typing)), pair(all.flatMap(({ warm }) => warm)));
  };
  // elasticlunr.js takes many seconds to open, for every query.
  const most = { 'elasticlunr.js': 2 };
  for (const name of ['Answerbook', ...Object.keys(peers)]) await timed(name, (query) => inBrowser.processor(name, query), queries.slice(0, most[name] ?? asked));
  await timed('Answerbook, by the clock', (query) => inBrowser.clock('Answerbook', query), queries);
  const tasks = [];
  for (const query of queries.slice(0, 12)) tasks.push(await inBrowser.longestTask(query));
  line('longest task of the page while typing', `${Math.max(...tasks).toFixed(0)} ms`);
  await inBrowser.stop();
  server.stop();
}
rmSync(folder, { recursive: true, force: true });
