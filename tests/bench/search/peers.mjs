/**
 * The peers: Pagefind and elasticlunr.js on the same articles, set up as their documentation describes. They are
 * installed from npm into `target/`, and are not part of the project.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const PACKAGES = { pagefind: '1.6.0', elasticlunr: '0.9.5' };
const home = new URL('../../../target/bench-peers/', import.meta.url).pathname;

/** Installs missing packages. */
function install() {
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), JSON.stringify({ private: true, dependencies: PACKAGES }));
  const isThere = Object.keys(PACKAGES).every((name) => existsSync(join(home, 'node_modules', name)));
  if (!isThere) execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: home, stdio: 'inherit' });
}

/** @param {string} folder */
const filesIn = (folder) => readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name))).filter((path) => statSync(path).isFile());

/**
 * Writes the peers' files into `folder`, which the server publishes below `/peers/`.
 * @param {import('./site.mjs').Article[]} articles @param {string} language @param {string} folder
 */
export async function peersOf(articles, language, folder) {
  install();
  return { Pagefind: await pagefind(articles, language, join(folder, 'pagefind')), 'elasticlunr.js': lunr(articles, join(folder, 'elasticlunr')) };
}

async function pagefind(articles, language, folder) {
  const { createIndex, close } = await import(pathToFileURL(join(home, 'node_modules/pagefind/lib/index.js')).href);
  const started = performance.now();
  const { index } = await createIndex({ forceLanguage: language });
  for (const { href, html } of articles) {
    await index.addHTMLFile({ url: href, content: `<!DOCTYPE html><html lang="${language}"><body><main data-pagefind-body>${html}</main></body></html>` });
  }
  await index.writeFiles({ outputPath: folder });
  await close();
  const seconds = (performance.now() - started) / 1000;
  // The included user interfaces are not counted.
  const files = filesIn(folder).filter((path) => !/(?:-ui|component|modular|highlight|playground)/.test(path));
  return { seconds, files: files.length, bytes: files.reduce((sum, path) => sum + statSync(path).size, 0) };
}

/** Indexes title and text without storing documents. Titles count twice, and words match as prefixes, as in mdBook. */
function lunr(articles, folder) {
  const elasticlunr = createRequire(join(home, 'package.json'))('elasticlunr');
  const started = performance.now();
  const index = elasticlunr(function () {
    this.setRef('href');
    this.addField('title');
    this.addField('body');
    this.saveDocument(false);
  });
  for (const { href, title, sections } of articles) {
    index.addDoc({ href, title, body: sections.map(({ heading, text }) => `${heading} ${text}`).join(' ') });
  }
  const json = JSON.stringify(index);
  const seconds = (performance.now() - started) / 1000;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'index.json'), json);
  const script = join(home, 'node_modules/elasticlunr/elasticlunr.min.js');
  execFileSync('cp', [script, folder]);
  const options = { fields: { title: { boost: 2 }, body: { boost: 1 } }, bool: 'OR', expand: true };
  const search = (query) => index.search(query, options).map(({ ref }) => ref);
  return { seconds, files: 2, bytes: json.length + statSync(script).size, search };
}
