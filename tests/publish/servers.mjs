/**
 * `answerbook publish` to real servers: moto, which speaks S3, and Azurite, the emulator of Azure. Readers read all the
 * time while publishes are killed. `tests/run.sh` installs both servers in `target/stores`.
 *
 * `node tests/publish/servers.mjs 10000` measures a publish of 10 changed files among so many instead.
 */
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { assert, finish, test } from '../support/checks.mjs';
import { azurite, moto } from './stores.mjs';

const root = new URL('../../', import.meta.url).pathname;
const program = resolve(process.env.ANSWERBOOK ?? join(root, 'target/debug/answerbook'));
const servers = resolve(process.env.CARGO_TARGET_DIR ?? join(root, 'target'), 'stores');
const folder = mkdtempSync(join(tmpdir(), 'answerbook-stores-'));

/** Articles of the site. */
const ARTICLES = 40;
/** Publishes that are killed; Azurite is slower than moto. */
const KILLS = { S3: 30, Azure: 15 };

const sleep = (time) => new Promise((done) => setTimeout(done, time));

/** Writes a site, whose pages all differ by `state`, and builds it. */
function build(name, state, articles = ARTICLES, changed = 0) {
  const dir = join(folder, name);
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(join(dir, 'content'), { recursive: true });
  const color = state === 'one' ? '#107050' : '#503070';
  writeFileSync(join(dir, 'answerbook.toml'), `title = "Help ${state}"\n[brand]\ncolor = "${color}"\n`);
  writeFileSync(join(dir, 'content/index.md'), '# Home\n');
  writeFileSync(join(dir, 'content/price list ü+.pdf'), `%PDF ${state}`);
  for (let number = 0; number < articles; number += 1) {
    const more = number < changed ? '\n\nChanged.' : '';
    writeFileSync(join(dir, `content/a${number}.md`), `# Article ${number}\n\nText of ${state}.${more}\n`);
  }
  execFileSync(program, ['build', dir], { stdio: 'ignore' });
  return join(dir, 'public');
}

/** The files of a built site, with their contents. */
function files(built) {
  const found = new Map();
  for (const entry of readdirSync(built, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name).slice(built.length + 1);
    const isOwn = path === 'answerbook-manifest.json' || path.startsWith('.answerbook');
    if (entry.isFile() && !isOwn) found.set(path, readFileSync(join(built, path)));
  }
  return found;
}

/** Starts a publish of a built folder. */
function start(store, args) {
  const child = spawn(program, ['publish', `${store.bucket}/docs`, ...args], { env: { ...process.env, ...store.env }, cwd: folder });
  let text = '';
  child.stdout.on('data', (part) => (text += part));
  child.stderr.on('data', (part) => (text += part));
  const end = new Promise((done) => child.once('close', (code) => done({ code, text })));
  return { child, end };
}

async function publish(store, out, ...more) {
  const { code, text } = await start(store, ['--folder-only', '--out', out, ...more]).end;
  assert(code === 0, `publish ended with ${code}: ${text}`);
  assert(!Object.entries(store.env).some(([name, value]) => /SECRET|STORAGE_KEY/.test(name) && text.includes(value)), 'a secret was printed');
  return text;
}

/** The site at the store is exactly this one, for readers, too. */
async function assertPublished(store, expected) {
  const isOwn = (key) => key.startsWith('docs/.answerbook/');
  const keys = (await store.keys()).filter((key) => key.startsWith('docs/') && !isOwn(key)).sort();
  assert(keys.join('\n') === [...expected.keys()].map((path) => `docs/${path}`).sort().join('\n'), `other files: ${keys.length}, not ${expected.size}`);
  for (const [path, bytes] of expected) {
    const found = await store.read(`docs/${path}`);
    assert(found.status === 200 && found.bytes.equals(bytes), `${path} differs: ${found.status}`);
  }
}

/** Reads pages as a reader does, and what they need, until `isDone`. Returns what was missing or half. */
async function crawl(store, isDone) {
  const faults = [];
  /** When an asset was read last: most pages need the same ones. @type {Map<string, number>} */
  const seen = new Map();
  let reads = 0;
  for (let number = 0; !isDone(); number = (number + 7) % ARTICLES) {
    const page = await store.read(`docs/a${number}/index.html`);
    if (page.status !== 200) continue; // nothing is published yet
    reads += 1;
    const html = page.bytes.toString();
    if (!html.trimEnd().endsWith('</html>')) faults.push(`half of a${number}`);
    for (const [, asset] of html.matchAll(/["'(]\/(_assets\/[^"')\s]+)/g)) {
      if (Date.now() - (seen.get(asset) ?? 0) < 300) continue;
      const found = await store.read(`docs/${asset}`);
      if (found.status === 200) seen.set(asset, Date.now());
      else faults.push(`a${number} needs ${asset}`);
    }
    const search = 'docs/_search/latest/en/';
    const pointer = await store.read(`${search}index.json`);
    if (pointer.status === 200) {
      const { index } = JSON.parse(pointer.bytes.toString());
      const found = await store.read(search + index);
      if (found.status !== 200) faults.push(`the search index ${index} is missing`);
    } else faults.push(`a${number} is there without its search index`);
  }
  return { faults, reads };
}

/** Moments before `end` that look random, and are the same parts of it each time. */
function* moments(seed, end) {
  for (let state = seed; ; ) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    yield (state / 2_147_483_648) * end;
  }
}

async function checkStore(store) {
  const one = build('one', 'one');
  const two = build('two', 'two');
  const before = files(one);

  await test(`${store.name}: a site is published with its headers`, async () => {
    await publish(store, one);
    await assertPublished(store, before);
    const page = await store.read('docs/a7/index.html');
    assert(page.headers.get('content-type') === 'text/html; charset=utf-8', page.headers.get('content-type'));
    assert(page.headers.get('cache-control') === 'public, max-age=60', page.headers.get('cache-control'));
    const style = await store.read(`docs/${[...before.keys()].find((path) => path.endsWith('.css'))}`);
    assert(style.headers.get('cache-control') === 'public, max-age=31536000, immutable', style.headers.get('cache-control'));
  });

  await test(`${store.name}: only what changed is sent`, async () => {
    const changed = files(build('one', 'one', ARTICLES, 1));
    const sent = [...changed].filter(([path, bytes]) => !before.get(path)?.equals(bytes)).length;
    const text = await publish(store, one, '--grace', '0');
    assert(text.includes(`(${sent} sent,`), `${sent} files changed: ${text}`);
    assert(sent > 0 && sent < 40, `${sent} files changed`);
    await assertPublished(store, changed);
    return `${sent} of ${changed.size} files`;
  });

  await test(`${store.name}: of two at once one wins, and the other says so`, async () => {
    const copy = join(folder, 'copy');
    let lost = 0;
    for (let round = 0; round < 5 && lost === 0; round += 1) {
      const built = round % 2 ? one : two;
      cpSync(built, copy, { recursive: true });
      const ends = await Promise.all([built, copy].map((out) => start(store, ['--folder-only', '--out', out]).end));
      rmSync(copy, { recursive: true });
      for (const { code, text } of ends.filter(({ code }) => code !== 0)) {
        assert(code === 2 && text.includes(`another publish to \`${store.bucket}/docs\``), `${code}: ${text}`);
        lost += 1;
      }
      assert(ends.some(({ code }) => code === 0), `nobody won: ${ends.map(({ text }) => text).join('; ')}`);
    }
    assert(lost > 0, 'they were never there at the same time');
  });

  await test(`${store.name}: readers never notice that publishes are killed`, async () => {
    const out = join(folder, 'killed');
    const sites = [one, two].map(files);
    const swap = (built) => {
      // The note of the killed publish stays, so that the next one takes its lock over.
      for (const name of existing(out)) if (name !== '.answerbook-publish') rmSync(join(out, name), { recursive: true });
      cpSync(built, out, { recursive: true, filter: (path) => !path.endsWith('.answerbook-publish') });
    };
    let isDone = false;
    const crawler = crawl(store, () => isDone);
    let interrupted = 0;
    try {
      swap(one);
      await publish(store, out);
      swap(two);
      const started = Date.now();
      await publish(store, out);
      const times = moments(7, Date.now() - started);
      for (let round = 0; round < KILLS[store.name]; round += 1) {
        swap([one, two][round % 2]);
        const { child, end } = start(store, ['--folder-only', '--out', out]);
        await sleep(times.next().value);
        child.kill('SIGKILL');
        await end;
        if ((await store.read('docs/.answerbook/journal.json')).status === 200) interrupted += 1;
      }
      swap(two);
      await publish(store, out, '--grace', '0');
    } finally {
      isDone = true;
      await crawler;
    }
    const { faults, reads } = await crawler;
    assert(faults.length === 0, faults.slice(0, 8).join('\n'));
    assert(interrupted > KILLS[store.name] / 6 && reads > 50, `${interrupted} interrupted, ${reads} reads`);
    await assertPublished(store, sites[1]);
    const own = (await store.keys()).filter((key) => key.startsWith('docs/.answerbook/'));
    assert(own.join() === 'docs/.answerbook/lock.json,docs/.answerbook/manifest.json', own.join());
    return `${KILLS[store.name]} killed, ${interrupted} of them while files were replaced, ${reads} pages read`;
  });
}

function existing(dir) {
  mkdirSync(dir, { recursive: true });
  return readdirSync(dir);
}

/** An export of Zendesk with one article. */
function writeExport(dir) {
  mkdirSync(dir, { recursive: true });
  const dates = { edited_at: '2025-05-06T07:08:09Z', updated_at: '2025-06-01T00:00:00Z' };
  const article = { id: 1, section_id: 20, title: 'Descale', body: '<p>Boil <b>vinegar</b>.</p>', locale: 'en-us', draft: false, user_segment_id: null, ...dates };
  article.html_url = 'https://help.kettle.example/hc/en-us/articles/1-Descale';
  const category = { id: 10, name: 'Kettles', position: 0, locale: 'en-us' };
  const section = { id: 20, category_id: 10, name: 'Care', position: 0, locale: 'en-us' };
  writeFileSync(join(dir, 'articles.json'), JSON.stringify({ articles: [article], categories: [category], sections: [section], next_page: null }));
}

/** The commands of the first block of the page on publishing. */
function documented() {
  const page = readFileSync(join(root, 'docs/content/publishing/publish.md'), 'utf8');
  return page.split('```sh\n')[1].split('```')[0].trim().split('\n');
}

async function checkDocumented(store) {
  await test('from an export to a live site in three commands, as the docs say', async () => {
    const home = join(folder, 'documented');
    const bin = join(folder, 'bin');
    writeExport(join(home, 'export'));
    mkdirSync(bin);
    symlinkSync(program, join(bin, 'answerbook'));
    const commands = documented();
    assert(commands.length === 3 && commands.every((command) => command.startsWith('answerbook ')), commands.join('; '));
    const env = { ...process.env, ...store.env, PATH: `${bin}:${process.env.PATH}` };
    const options = /** @type {const} */ ({ cwd: home, env, encoding: 'utf8', stdio: 'pipe' });
    for (const command of commands) execFileSync('sh', ['-c', command], options);
    const page = await store.read('kettles/care/descale/index.html');
    assert(page.status === 200 && page.bytes.includes('<strong>vinegar</strong>'), `the article is not there: ${page.status}`);
    assert((await store.read('index.html')).status === 200, 'the home page is not there');
  });
}

/** Publishes a site of so many files, changes 10 of them, and publishes again. */
async function measure(store, objects) {
  await test(`${store.name}: 10 changed files among ${objects}`, async () => {
    const built = build('large', 'one', objects);
    const all = files(built).size;
    await publish(store, built);
    build('large', 'one', objects, 10);
    const started = Date.now();
    const text = await publish(store, built);
    const seconds = (Date.now() - started) / 1000;
    assert(seconds < 5, `it took ${seconds} s`);
    return `${all} files, ${seconds.toFixed(2)} s: ${text.trim()}`;
  });
}

const objects = Number(process.argv[2] ?? 0);
const s3 = await moto(servers);
const azure = objects ? undefined : await azurite(servers);
for (const [store, name] of [[s3, 'moto'], [azure, 'azurite']]) {
  if (!store && !objects) console.log(`NOT CHECKED: ${name} is not installed in ${servers}`);
}
try {
  if (s3 && objects) await measure(s3, objects);
  if (s3 && !objects) await checkDocumented(s3);
  for (const store of objects ? [] : [s3, azure]) if (store) await checkStore(store);
} finally {
  await s3?.end();
  await azure?.end();
  rmSync(folder, { recursive: true, force: true });
}
finish();
