/**
 * Packs built programs as npm packages: one for each platform, and `answerbook`, which has all of them as optional
 * dependencies, so that npm installs the one for the platform.
 *
 *     node .github/packages/npm/pack.mjs OUT linux-x64=target/release/answerbook darwin-arm64=…
 *
 * A platform is `process.platform`, a hyphen, and `process.arch`, as in Node. Nothing is published here.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const manifest = readFileSync(join(root, 'Cargo.toml'), 'utf8');

/** A text of the `[package]` table. @param {string} key */
function field(key) {
  const found = manifest.match(new RegExp(`^${key} = "([^"]*)"$`, 'm'));
  if (!found) throw new Error(`Cargo.toml has no \`${key}\``);
  return found[1];
}

/** Where it is packed for a release, that place, which npm compares with the attestation. */
const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: name } = process.env;
const repository = name ? { repository: { type: 'git', url: `git+${server}/${name}.git` } } : {};
const common = { version: field('version'), description: field('description'), license: field('license'), ...repository };

/** Packs a folder of these files. @param {object} fields of its package.json @param {Record<string, string>} files by name @param {string} out */
function pack(fields, files, out) {
  const folder = mkdtempSync(join(tmpdir(), 'answerbook-npm-'));
  try {
    writeFileSync(join(folder, 'package.json'), `${JSON.stringify({ ...fields, ...common }, null, 2)}\n`);
    for (const [name, path] of Object.entries({ ...files, LICENSE: join(root, 'LICENSE'), 'NOTICES.md': join(root, 'docs/NOTICES.md') })) copyFileSync(path, join(folder, name));
    for (const name of Object.keys(files)) if (!name.endsWith('.md')) chmodSync(join(folder, name), 0o755);
    execFileSync('npm', ['pack', '--silent', '--pack-destination', out], { cwd: folder, shell: process.platform === 'win32' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const [out, ...programs] = process.argv.slice(2);
if (!out || !programs.length) throw new Error('expected a folder, and at least one PLATFORM=PROGRAM');
mkdirSync(out, { recursive: true });
const target = resolve(out);

/** @type {Record<string, string>} */
const optionalDependencies = {};
for (const program of programs) {
  const [platform, path] = program.split('=');
  const [os, cpu] = platform.split('-');
  const name = `answerbook-${platform}`;
  const file = os === 'win32' ? 'answerbook.exe' : 'answerbook';
  // The program for Linux is linked to glibc. npm does not install it on systems with another C library.
  const libc = os === 'linux' ? { libc: ['glibc'] } : {};
  pack({ name, os: [os], cpu: [cpu], ...libc, files: [file] }, { [file]: path }, target);
  optionalDependencies[name] = common.version;
}
const launcher = fileURLToPath(new URL('launch.js', import.meta.url));
pack(
  { name: 'answerbook', type: 'module', bin: { answerbook: 'launch.js' }, files: ['launch.js'], engines: { node: '>=20' }, optionalDependencies },
  { 'launch.js': launcher, 'README.md': join(root, 'README.md') },
  target,
);
