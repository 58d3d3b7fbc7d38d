/** The bill of materials names what is linked, and nothing of the build or the tests; the same sources give the same bytes. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { fileURLToPath } from 'node:url';

const out = mkdtempSync(join(tmpdir(), 'answerbook-bill-'));
after(() => rmSync(out, { recursive: true }));

/** @param {string} name */
function made(name) {
  execFileSync('node', [fileURLToPath(new URL('../../.github/packages/sbom.mjs', import.meta.url)), join(out, name)]);
  return ['answerbook.cdx.json', 'THIRD-PARTY-LICENSES.txt'].map((file) => readFileSync(join(out, name, file), 'utf8'));
}

const [text, licences] = made('first');
const bill = JSON.parse(text);
/** @type {string[]} */
const names = bill.components.map((/** @type {any} */ { name }) => name);

test('it names what is linked', () => {
  assert.equal(bill.metadata.component.name, 'answerbook');
  assert.ok(names.length > 100, `${names.length} packages`);
  // A direct dependency, an indirect one, and one for another system.
  for (const name of ['comrak', 'smallvec', 'windows-sys']) assert.ok(names.includes(name), name);
});

test('it names nothing of the build, the tests and the compiler', () => {
  for (const name of ['proptest', 'serde_derive', 'syn', 'cc', 'answerbook']) assert.ok(!names.includes(name), name);
});

test('every package has a checksum and a licence, and every reference leads to one', () => {
  const known = new Set([bill.metadata.component, ...bill.components].map((each) => each['bom-ref']));
  assert.equal(known.size, names.length + 1);
  for (const { name, hashes, licenses, purl } of bill.components) {
    assert.match(hashes[0].content, /^[0-9a-f]{64}$/, name);
    assert.ok(licenses[0].expression, name);
    assert.match(purl, /^pkg:cargo\//);
  }
  for (const { ref, dependsOn } of bill.dependencies) for (const other of [ref, ...dependsOn]) assert.ok(known.has(other), other);
});

test('texts of licences are handed on', () => {
  for (const name of names) assert.match(licences, new RegExp(`^${name} \\d`, 'm'));
  assert.ok(licences.includes('Permission is hereby granted, free of charge'));
});

test('the same sources give the same bytes', () => assert.deepEqual(made('second'), [text, licences]));
