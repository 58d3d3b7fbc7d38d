/** Reads a built site for the benchmark: its index, its search engine, and the full texts of its articles. */
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/**
 * An article with its text by section, as a reader sees it. The peers index `html`.
 * @typedef {{ href: string, title: string, html: string, sections: { heading: string, text: string }[] }} Article
 */

/** @param {string} out the folder of the built site @param {string} [version] whose readers are stood in for */
export async function siteIn(out, version = 'latest') {
  const assets = readdirSync(join(out, '_assets'));
  const worker = `/_assets/${assets.find((name) => name.startsWith('search-worker.') && name.endsWith('.js'))}`;
  // Node recognizes a module by its file extension.
  const module = join(mkdtempSync(join(tmpdir(), 'answerbook-bench-')), 'engine.mjs');
  cpSync(join(out, worker), module);
  const locales = readdirSync(join(out, '_search', version));
  const locale = locales.find((code) => code.startsWith('en')) ?? locales[0];
  const base = `/_search/${version}/${locale}/`;
  const pointer = JSON.parse(readFileSync(join(out, base, 'index.json'), 'utf8'));
  const path = join(out, base, pointer.index);
  const folder = join(path, '../..');
  const manifest = unpacked(path);
  const parts = readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name)));
  const files = parts.filter((file) => statSync(file).isFile());
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  return { out, worker, base, locale, manifest, engine: await import(module), files: files.length, bytes, articles: articlesOf(out, folder, manifest, pointer) };
}

/** @param {string} path */
const unpacked = (path) => JSON.parse(bytesOf(path).toString());

/** The content of a file. Those that compression would not make smaller are as they are. @param {string} path */
function bytesOf(path) {
  const bytes = readFileSync(path);
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
}

/** The names in a list of them. @param {string} list */
const names = (list) => list.match(/.{12}/g) ?? [];

/** The articles of an index with the texts of their pages. @returns {Article[]} */
function articlesOf(out, folder, { continued, packs: list, directory }, { home, first, bits }) {
  // Before the names is their number, which is below 128.
  const below = (/** @type {string} */ name) => names(bytesOf(join(folder, 'n', name)).subarray(1).toString('hex'));
  const packs = directory > 1 ? names(list).flatMap(below) : names(list);
  const documents = packs.flatMap((pack) => unpacked(join(folder, 'd', pack)));
  const isContinued = new Set(continued);
  const isOwn = (place) => place < first || (parseInt(bits[(place - first) >> 2] ?? '0', 16) >> ((place - first) & 3)) & 1;
  return documents
    .filter((_, place) => isOwn(place) && !isContinued.has(place))
    .map(([title, href]) => ({ title, href: decodeURI(home + href), file: pageOf(out, home + href) }))
    .filter(({ file }) => existsSync(file))
    .map(({ title, href, file }) => ({ title, href, ...textsOf(readFileSync(file, 'utf8')) }));
}

/** @param {string} out @param {string} href */
const pageOf = (out, href) => join(out, decodeURI(href), href.endsWith('/') ? 'index.html' : '');

/** @param {string} page */
function textsOf(page) {
  const html = (page.match(/<article\b[^>]*>([\s\S]*?)<\/article>/)?.[1] ?? '')
    // Text that the theme adds to every article does not count: dates, reading times, “On this page”.
    .replace(/<p class="meta">[\s\S]*?<\/p>|<details class="fold[\s\S]*?<\/details>/g, '')
    .replace(/<(nav|svg|script|style|template)\b[\s\S]*?<\/\1>/g, '')
    .replace(/<a class="anchor"[\s\S]*?<\/a>/g, '');
  const [, ...rest] = html.split(/<h[2-6]\b[^>]*>/);
  const lead = html.slice(0, html.search(/<h[2-6]\b/) < 0 ? undefined : html.search(/<h[2-6]\b/));
  const sections = rest.map((part) => part.split(/<\/h[2-6]>/)).map(([heading, text = '']) => ({ heading: plain(heading), text: plain(text) }));
  return { html, sections: [{ heading: '', text: plain(lead.replace(/<h1[\s\S]*?<\/h1>/, '')) }, ...sections] };
}

const NAMED = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ' };

/** Converts HTML to text. @param {string} html */
export const plain = (html) =>
  html
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (all, hex, number, name) => (name ? NAMED[name] ?? all : String.fromCodePoint(hex ? parseInt(hex, 16) : Number(number))))
    .replace(/\s+/g, ' ')
    .trim();
