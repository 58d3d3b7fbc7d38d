/**
 * Runs the browser's search engine in Node on newly built sites. It ranks like the Rust engine, whose answers are in
 * the golden files. If a file of an index is damaged, it reports an error in time.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { assert, finish, test } from '../support/checks.mjs';

const root = new URL('../../', import.meta.url).pathname;
const here = join(root, 'tests/search');
const folder = mkdtempSync(join(tmpdir(), 'answerbook-search-'));

/** Builds a site. Returns its engine and the folder of a version's index. */
async function built(site, name, version = 'latest') {
  const out = join(folder, name);
  const program = process.env.ANSWERBOOK ? [process.env.ANSWERBOOK] : ['cargo', 'run', '--quiet', '--'];
  execFileSync(program[0], [...program.slice(1), 'build', site, '--out', out, '--date', '2026-11-22'], { cwd: root, stdio: 'ignore' });
  const worker = readdirSync(join(out, '_assets')).find((file) => file.startsWith('search-worker'));
  // Node recognizes a module by its file extension.
  const module = join(folder, `${name}.mjs`);
  cpSync(join(out, '_assets', worker), module);
  const locales = readdirSync(join(out, '_search', version));
  const locale = locales.find((code) => code.startsWith('en')) ?? locales[0];
  return { engine: await import(module), base: `${join(out, '_search', version, locale)}/` };
}

/** @param {Uint8Array} bytes */
const unpacked = (bytes) => (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes);

const read = async (path) => {
  try {
    return new Uint8Array(readFileSync(path));
  } catch {
    throw Object.assign(new Error(`404 ${path}`), { isGone: true });
  }
};

/** Formats the answers as in a golden file. */
async function told({ engine, base }, queries) {
  const index = await engine.open(base, read);
  let text = '';
  for (const query of queries.split('\n').filter(Boolean)) {
    const answer = await index.search(query, { limit: 5 });
    const corrected = answer.corrected === undefined ? '' : ` as ${answer.corrected}`;
    const near = answer.near.length ? ` near ${answer.near.join(' ')}` : '';
    const elsewhere = answer.elsewhere ? ` in ${answer.elsewhere.version} ${answer.elsewhere.href}` : '';
    const doubted = answer.isDoubted ? ' doubted' : '';
    text += `# ${query}\n${answer.total}${corrected}${near}${elsewhere}${doubted}\n`;
    for (const hit of answer.hits) text += `${`${hit.score.toFixed(3)} ${hit.href} ${hit.heading.join('')}${hit.isAnswer ? ' answers' : ''}`.trimEnd()}\n`;
  }
  return text;
}

function assertSame(actual, expected) {
  const [own, golden] = [actual.split('\n'), expected.split('\n')];
  const place = own.findIndex((line, number) => line !== golden[number]);
  assert(actual === expected, `line ${place + 1}: found “${own[place]}”, expected “${golden[place]}”`);
}

const example = await built('example-site', 'en');
await test('ranks like the Rust engine: en', async () => {
  const queries = readFileSync(join(here, 'sites/en.txt'), 'utf8');
  assertSame(await told(example, queries), readFileSync(join(here, 'golden/en.txt'), 'utf8'));
});
for (const language of readdirSync(join(here, 'sites')).filter((name) => !name.endsWith('.txt'))) {
  await test(`ranks like the Rust engine: ${language}`, async () => {
    const site = join(here, 'sites', language);
    const queries = readFileSync(join(site, 'queries.txt'), 'utf8');
    // An older version searches the index of the latest one, but finds only its own articles.
    const version = language === 'versions' ? '2.4' : undefined;
    assertSame(await told(await built(site, language, version), queries), readFileSync(join(here, `golden/${language}.txt`), 'utf8'));
  });
}

for (const language of readdirSync(join(here, 'cases'))) {
  await test(`small inputs find their pages: ${language}`, async () => {
    const site = join(here, 'cases', language);
    const { engine, base } = await built(site, `cases-${language}`);
    const index = await engine.open(base, read);
    const wrong = [];
    for (const line of readFileSync(join(site, 'cases.txt'), 'utf8').split('\n').filter(Boolean)) {
      const [query, expected] = line.split(' => ');
      const [pages, corrected] = expected.split(' as ');
      const answer = await index.search(query, { limit: 9 });
      const found = answer.hits.map(({ href }) => href.split('#')[0]);
      const isRight = pages.split(' ').every((page, place) => found[place] === page) && answer.corrected === corrected;
      if (!isRight) wrong.push(`${line}: found ${found.join(' ')} as ${answer.corrected}`);
    }
    assert(!wrong.length, wrong.join('\n      '));
  });
}

await test('an index in an older format is searched', async () => {
  // The index of `cases/de`, as a version that was frozen with format 6 keeps it.
  const index = await example.engine.open(join(here, 'older/_search/latest/de/'), read);
  for (const line of readFileSync(join(here, 'cases/de/cases.txt'), 'utf8').split('\n').filter(Boolean)) {
    const [query, expected] = line.split(' => ');
    const { hits } = await index.search(query, { limit: 9 });
    assert(hits[0]?.href === expected.split(' ')[0], `${query}: found ${hits[0]?.href}`);
  }
});

/** Marsaglia's xorshift, so that every run makes the same damage. */
let state = 0x9e3779b9;
const random = (below) => {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % below;
};

const DAMAGES = {
  'cut off': (bytes) => bytes.subarray(0, random(bytes.length)),
  'with wrong bytes': (bytes) => {
    const broken = Uint8Array.from(bytes);
    for (let count = 1 + random(8); count; count -= 1) broken[random(broken.length)] = random(256);
    return broken;
  },
  'cut off before it was packed': (bytes) => {
    const plain = unpacked(bytes);
    return new Uint8Array(gzipSync(plain.subarray(0, random(plain.length))));
  },
  'with wrong bytes before it was packed': (bytes) => {
    const plain = Uint8Array.from(unpacked(bytes));
    for (let count = 1 + random(8); count; count -= 1) plain[random(plain.length)] = random(2) ? 0xff : random(256);
    return new Uint8Array(gzipSync(plain));
  },
  'of something else': () => new TextEncoder().encode('<!DOCTYPE html><title>Not found</title>'),
  'that is empty': () => new Uint8Array(),
};

/** Damage that a checksum or check may miss. Then an answer is as acceptable as an error. */
const MAY_GO_UNNOTICED = ['with wrong bytes', 'with wrong bytes before it was packed'];

/** Errors raised by checks, unpacking or decoding. Any other error is a bug in the engine. */
const FOUND = /^Error: |^SyntaxError: |^TypeError: The encoded data was not valid/;

const ROUNDS = Number(process.env.ROUNDS ?? 150);
const QUERIES = ['reset password', 'pasword', 'rset', 'bill pay', 'e-1042', 'wi-fi 2.4 GHz'];
/** A word with a wrong beginning is looked up from its end. */
const FROM_THE_END = ['tefund', 'xassword'];
const PARTS = {
  pointer: [/index\.json$/, QUERIES],
  manifest: [/\/m\//, QUERIES],
  lexicon: [/\/l\//, QUERIES],
  'list of the backward lexicon': [/\/b\//, FROM_THE_END],
  'backward lexicon': [/\/r\//, FROM_THE_END],
  postings: [/\/p\//, QUERIES],
  'file of names': [/\/n\//, QUERIES],
  pack: [/\/d\//, QUERIES],
};
for (const [damage, harm] of Object.entries(DAMAGES)) {
  for (const [part, [file, queries]] of Object.entries(PARTS)) {
    const expected = MAY_GO_UNNOTICED.includes(damage) ? 'an answer or an error' : 'an error';
    await test(`a ${part} ${damage} gives ${expected}`, async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        let isRead = false;
        const broken = async (path) => {
          const bytes = await read(path);
          isRead ||= file.test(path);
          return file.test(path) ? harm(bytes) : bytes;
        };
        const started = performance.now();
        try {
          const index = await example.engine.open(example.base, broken);
          const answer = await index.search(queries[round % queries.length], {});
          const isText = (marked) => Array.isArray(marked) && marked.every((text) => typeof text === 'string');
          const isHit = ({ title, href, heading, excerpt }) => isText(title) && isText(heading) && isText(excerpt) && /^(?:https?:|\/|#)/.test(href);
          assert(answer.hits.every(isHit), 'not noticed: a hit that cannot be shown');
          assert(expected !== 'an error', 'not noticed: there was an answer');
        } catch (error) {
          if (/^not noticed/.test(error.message)) throw error;
          assert(FOUND.test(String(error)), `threw ${error}`);
        }
        assert(isRead, `“${queries[round % queries.length]}” does not read it`);
        assert(performance.now() - started < 5000, 'took too long');
      }
    });
  }
}

await test('an index that was published again is found by its pointer', async () => {
  let isOld = true;
  const moving = async (path) => {
    if (path.endsWith('index.json') && isOld) return read(path);
    if (path.endsWith('index.json')) return new TextEncoder().encode(readFileSync(path, 'utf8'));
    if (!isOld && !path.includes('/m/') && moved === 0) {
      moved += 1;
      throw Object.assign(new Error('404'), { isGone: true });
    }
    return read(path);
  };
  let moved = 0;
  const index = await example.engine.open(example.base, moving);
  isOld = false;
  const answer = await index.search('reset password', {});
  assert(moved === 1 && answer.hits.length > 0, 'nothing was found after the move');
});

rmSync(folder, { recursive: true, force: true });
finish();
