/**
 * Lists the dependencies of a release, from `cargo metadata` and `Cargo.lock`:
 *
 *     node .github/packages/sbom.mjs OUT
 *
 * writes `answerbook.cdx.json`, a software bill of materials (CycloneDX 1.6), and `THIRD-PARTY-LICENSES.txt`, the license
 * texts that must be distributed with the program. Both contain the packages that are linked on any platform, without
 * those used only for the build or the tests. The same sources produce the same bytes: no dates, no random numbers.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const cargo = ['metadata', '--format-version', '1', '--locked', '--manifest-path', join(root, 'Cargo.toml')];
const metadata = JSON.parse(execFileSync('cargo', cargo, { encoding: 'utf8', maxBuffer: 1 << 28 }));

/** @type {Map<string, any>} */
const packages = new Map(metadata.packages.map((/** @type {any} */ each) => [each.id, each]));
/** @type {Map<string, string[]>} The packages that each is linked with. */
const links = new Map(
  metadata.resolve.nodes.map((/** @type {any} */ node) => [
    node.id,
    node.deps.filter(({ dep_kinds }) => dep_kinds.some(({ kind }) => kind === null)).map(({ pkg }) => pkg),
  ]),
);

/** What the program is linked with, itself first. A macro's packages run in the compiler, and end there. */
function linked() {
  const found = new Set([metadata.resolve.root]);
  for (const id of found) {
    for (const other of links.get(id) ?? []) if (!isMacro(other)) found.add(other);
  }
  return [...found].map((id) => packages.get(id));
}

/** @param {string} id */
const isMacro = (id) => packages.get(id).targets.some((/** @type {any} */ { kind }) => kind.includes('proc-macro'));

/** @type {Map<string, string>} */
const checksums = new Map();
for (const part of readFileSync(join(root, 'Cargo.lock'), 'utf8').split('[[package]]')) {
  const [name, version, checksum] = ['name', 'version', 'checksum'].map((key) => part.match(new RegExp(`^${key} = "(.*)"$`, 'm'))?.[1]);
  if (checksum) checksums.set(`${name}@${version}`, checksum);
}

const purl = (/** @type {any} */ { name, version }) => `pkg:cargo/${name}@${version}`;

/** @param {any} each */
function component(each) {
  const checksum = checksums.get(`${each.name}@${each.version}`);
  return {
    type: each.id === metadata.resolve.root ? 'application' : 'library',
    'bom-ref': purl(each),
    name: each.name,
    version: each.version,
    ...(each.description ? { description: each.description.trim() } : {}),
    ...(checksum ? { hashes: [{ alg: 'SHA-256', content: checksum }] } : {}),
    // Older packages write `/` for `OR`.
    licenses: [{ expression: each.license.replaceAll('/', ' OR ') }],
    purl: purl(each),
  };
}

const [program, ...libraries] = linked();
libraries.sort((a, b) => (purl(a) < purl(b) ? -1 : 1));
const known = new Set(libraries.map(({ id }) => id));
const bom = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  version: 1,
  metadata: { component: component(program) },
  components: libraries.map(component),
  dependencies: [program, ...libraries].map((each) => ({
    ref: purl(each),
    dependsOn: (links.get(each.id) ?? []).filter((id) => known.has(id)).map((id) => purl(packages.get(id))).sort(),
  })),
};

/** The licence texts that a package brings. @param {any} each @returns {string[]} */
function texts({ manifest_path }) {
  const folder = dirname(manifest_path);
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile() && /^(licen[cs]e|copying|notice|unlicense)/i.test(entry.name));
  return names.map(({ name }) => readFileSync(join(folder, name), 'utf8').trim()).sort();
}

/** @param {any} each */
const notice = (each) => [`${each.name} ${each.version} (${each.license})`, ...texts(each)].join('\n\n');

const out = process.argv[2];
if (!out) throw new Error('expected a folder');
mkdirSync(out, { recursive: true });
writeFileSync(join(out, 'answerbook.cdx.json'), `${JSON.stringify(bom, null, 1)}\n`);
const rule = `\n\n${'='.repeat(100)}\n\n`;
writeFileSync(join(out, 'THIRD-PARTY-LICENSES.txt'), `${libraries.map(notice).join(rule)}\n`);
