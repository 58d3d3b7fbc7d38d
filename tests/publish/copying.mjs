/**
 * The commands of the docs for rsync and SFTP, against a real SSH server on this computer: what the server
 * has afterwards, and what readers get while rsync runs. `tests/run.sh` installs the programs.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { assert, finish, test } from '../support/checks.mjs';
import { freePort, startServer } from './stores.mjs';

const root = new URL('../../', import.meta.url).pathname;
const program = resolve(process.env.ANSWERBOOK ?? join(root, 'target/debug/answerbook'));
const folder = mkdtempSync(join(tmpdir(), 'answerbook-copying-'));
const bin = join(folder, 'bin');

/** Articles of the site. */
const ARTICLES = 40;

/** Starts an SSH server that the commands reach as `web`. Returns a function that ends it. */
async function startSsh() {
  const port = await freePort();
  for (const key of ['host', 'user']) execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, key)]);
  const server = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${folder}/host`,
    `AuthorizedKeysFile ${folder}/user.pub`,
    'PidFile none',
    'UsePAM no',
    'StrictModes no',
    'PasswordAuthentication no',
    'PermitRootLogin yes',
    'Subsystem sftp internal-sftp',
  ];
  writeFileSync(join(folder, 'server'), server.join('\n') + '\n');
  const client = ['Host web', 'HostName 127.0.0.1', `Port ${port}`, `User ${userInfo().username}`, `IdentityFile ${folder}/user`];
  client.push('IdentitiesOnly yes', 'StrictHostKeyChecking no', 'UserKnownHostsFile /dev/null', 'LogLevel ERROR');
  writeFileSync(join(folder, 'client'), client.join('\n') + '\n');
  mkdirSync(bin);
  symlinkSync(program, join(bin, 'answerbook'));
  // OpenSSH does not look for its settings in `HOME`.
  for (const name of ['ssh', 'sftp']) {
    const path = execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
    writeFileSync(join(bin, name), `#!/bin/sh\nexec ${path} -F ${folder}/client "$@"\n`, { mode: 0o755 });
  }
  // Slow enough for readers to see each file arrive.
  writeFileSync(join(bin, 'rsync'), '#!/bin/sh\nexec /usr/bin/rsync --bwlimit=1000 "$@"\n', { mode: 0o755 });
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
  return startServer('/usr/sbin/sshd', ['-D', '-e', '-f', join(folder, 'server')], port);
}

/** The commands of a block with this title. The server's folder is one of this test. */
function documented(title, target) {
  const page = readFileSync(join(root, 'docs/content/publishing/publish.md'), 'utf8');
  const block = page.split(`\`\`\`sh title="${title}"\n`)[1]?.split('```')[0];
  assert(block?.includes('web:/srv/www/help'), `there is no block with the title ${title}`);
  return block.replaceAll('/srv/www/help', target);
}

/** Writes the project, whose pages all differ by `state`, and builds it. */
function build(project, state, articles = ARTICLES) {
  rmSync(join(project, 'content'), { recursive: true, force: true });
  mkdirSync(join(project, 'content'), { recursive: true });
  const color = state === 'one' ? '#107050' : '#503070';
  writeFileSync(join(project, 'answerbook.toml'), `title = "Help ${state}"\n[brand]\ncolor = "${color}"\n`);
  writeFileSync(join(project, 'content/index.md'), '# Home\n');
  for (let number = 0; number < articles; number += 1) {
    writeFileSync(join(project, `content/a${number}.md`), `# Article ${number}\n\nText of ${state}.\n`);
  }
  const gone = Array.from({ length: ARTICLES - articles }, (_, at) => `"/a${articles + at}/" = {}\n`);
  writeFileSync(join(project, 'addresses.toml'), `[gone]\n${gone.join('')}`);
  execFileSync(program, ['build', project], { stdio: 'pipe' });
}

/** The files below a folder, with their contents, without Answerbook's own. */
function files(dir) {
  const found = new Map();
  if (!existsSync(dir)) return found;
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name).slice(dir.length + 1);
    const isOwn = path === 'answerbook-manifest.json' || path.startsWith('.answerbook');
    if (entry.isFile() && !isOwn) found.set(path, readFileSync(join(dir, path)));
  }
  return found;
}

function assertHolds(target, expected) {
  const found = files(target);
  for (const [path, bytes] of expected) assert(found.get(path)?.equals(bytes), `${path} differs on the server`);
}

/** Runs commands in a shell, as somebody would who pastes them. */
async function run(commands, project) {
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
  const child = spawn('sh', ['-e', '-c', commands], { cwd: project, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  child.stdout.on('data', (text) => (log += text));
  child.stderr.on('data', (text) => (log += text));
  const code = await new Promise((done) => child.once('close', done));
  assert(code === 0, `${code}: ${log}`);
}

/** What a page on the server lacks at this moment, or whether half of it is there. */
function faults(target) {
  const found = [];
  for (let number = 0; number < ARTICLES; number += 1) {
    let html;
    try {
      html = readFileSync(join(target, `a${number}/index.html`), 'utf8');
    } catch {
      continue; // it is not published yet, or not any more
    }
    if (!html.trimEnd().endsWith('</html>')) found.push(`half of a${number}`);
    for (const [, asset] of html.matchAll(/["'(]\/(_assets\/[^"')\s]+)/g)) {
      if (!existsSync(join(target, asset))) found.push(`a${number} needs ${asset}`);
    }
  }
  const search = join(target, '_search/latest/en');
  if (existsSync(join(search, 'index.json'))) {
    const { index } = JSON.parse(readFileSync(join(search, 'index.json'), 'utf8'));
    if (!existsSync(join(search, index))) found.push(`the search index ${index} is missing`);
  }
  return found;
}

async function checkRsync() {
  const [project, target] = ['rsync', 'rsync-server/help'].map((name) => join(folder, name));
  mkdirSync(join(target, '..'), { recursive: true });
  const commands = documented('rsync', target);
  await test('rsync: the site is on the server', async () => {
    build(project, 'one');
    await run(commands, project);
    assertHolds(target, files(join(project, 'public')));
    assert(!existsSync(join(target, '.answerbook')), 'Answerbook\'s own files are there');
  });
  await test('rsync: readers get whole pages with their assets while the site changes', async () => {
    const found = [];
    let looks = 0;
    for (const state of ['two', 'one', 'two']) {
      build(project, state);
      let isDone = false;
      const copied = run(commands, project).finally(() => (isDone = true));
      for (; !isDone; looks += 1) {
        found.push(...faults(target));
        await new Promise((done) => setTimeout(done, 2));
      }
      await copied;
    }
    assert(found.length === 0, found.slice(0, 5).join('\n'));
    assert(looks > 20, `${looks} looks`);
    assertHolds(target, files(join(project, 'public')));
  });
  await test('rsync: a page that is gone is removed, and assets stay until the grace period ends', async () => {
    const before = files(target);
    build(project, 'one', ARTICLES - 1);
    await run(commands, project);
    const after = files(target);
    assertHolds(target, files(join(project, 'public')));
    assert(![...after].some(([path, bytes]) => path === `a${ARTICLES - 1}/index.html` && bytes.includes('Text of')), 'the page is still there');
    const lost = [...before.keys()].filter((path) => path.startsWith('_assets/') && !after.has(path));
    assert(lost.length === 0, `removed too early: ${lost}`);
    assert([...after.keys()].sort().join() === [...files(join(project, 'live')).keys()].sort().join(), 'other files than in the folder');
  });
}

async function checkSftp() {
  const [project, target] = ['sftp', 'sftp-server/help'].map((name) => join(folder, name));
  // SFTP does not create the folder.
  mkdirSync(target, { recursive: true });
  const commands = documented('SFTP', target);
  for (const state of ['one', 'two']) {
    await test(`SFTP: state ${state} is on the server`, async () => {
      build(project, state);
      await run(commands, project);
      assertHolds(target, files(join(project, 'public')));
      assert(faults(target).length === 0, faults(target).join());
    });
  }
}

const missing = ['/usr/sbin/sshd', '/usr/bin/rsync', '/usr/bin/sftp'].filter((path) => !existsSync(path));
if (missing.length) console.log(`NOT CHECKED: ${missing.join(', ')} is not installed`);
const end = missing.length ? undefined : await startSsh();
try {
  if (end) {
    await checkRsync();
    await checkSftp();
  }
} finally {
  await end?.();
  rmSync(folder, { recursive: true, force: true });
}
finish();
