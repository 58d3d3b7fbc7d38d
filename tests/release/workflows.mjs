/**
 * The workflows as actionlint reads them, and what they promise: the programs that they pack are those that the launcher
 * looks for, and every file of the repository that they name exists.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('../../', import.meta.url)));

const FOLDER = '.github/workflows';
const workflows = readdirSync(FOLDER).map((name) => ({ path: `${FOLDER}/${name}`, text: readFileSync(`${FOLDER}/${name}`, 'utf8') }));

/** What GitHub knows and the linter's release does not yet. */
const NEWER = [
  /^label "(?:ubuntu-24\.04|ubuntu-22\.04-arm|macos-15|macos-15-intel|windows-11-arm)" is unknown/,
  /^unknown permission scope "attestations"/,
];

const { createLinter } = createRequire(new URL('../browser/package.json', import.meta.url))('actionlint');
const lint = await createLinter();
const faults = (/** @type {string} */ text, path = 'it.yml') => lint(text, path).filter(({ message }) => !NEWER.some((known) => known.test(message)));

test('the linter finds faults', () => {
  const broken = 'on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: echo ${{ github.nothing }}\n';
  assert.match(faults(broken)[0].message, /property "nothing" is not defined/);
});

for (const { path, text } of workflows) {
  test(path, () => assert.deepEqual(faults(text, path), []));
  test(`${path}: files that it names exist`, () => {
    const named = text.match(/(?:\.github\/packages|tests)\/[\w./-]+/g) ?? [];
    assert.ok(named.length > 0);
    assert.deepEqual(named.filter((file) => !existsSync(file)), []);
  });
}

test('six programs, each for another platform of npm', () => {
  const release = workflows.find(({ path }) => path.endsWith('release.yml'))?.text ?? '';
  const platforms = [...release.matchAll(/target: (\S+), .*npm: (\w+)-(\w+), wheel: (\w+)/g)].map(([, target, os, cpu, wheel]) => ({ target, os, cpu, wheel }));
  assert.equal(new Set(platforms.map(({ os, cpu }) => `${os}-${cpu}`)).size, 6);
  for (const { target, os, cpu, wheel } of platforms) {
    assert.ok(target.includes({ linux: '-linux-gnu', darwin: '-apple-darwin', win32: '-pc-windows-' }[os] ?? '?'), target);
    assert.ok(target.startsWith(cpu === 'x64' ? 'x86_64-' : 'aarch64-'), target);
    assert.match(wheel, { linux: /^manylinux_/, darwin: /^macosx_/, win32: /^win_/ }[os] ?? /^$/);
  }
});

test('every text of an issue template has a label', () => {
  for (const name of readdirSync('.github/ISSUE_TEMPLATE').filter((name) => name !== 'config.yml')) {
    const text = readFileSync(`.github/ISSUE_TEMPLATE/${name}`, 'utf8');
    for (const key of ['name', 'description', 'body']) assert.match(text, new RegExp(`^${key}:`, 'm'), name);
    assert.equal(text.match(/- type: /g)?.length, text.match(/ {6}label: /g)?.length, name);
  }
});
