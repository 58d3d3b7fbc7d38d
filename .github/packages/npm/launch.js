#!/usr/bin/env node
/**
 * Runs the program for this platform, which npm installed as an optional dependency, and exits with its status.
 */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';

const machine = `${process.platform}-${process.arch}`;
const file = process.platform === 'win32' ? 'answerbook.exe' : 'answerbook';

/** The path of the program, or nothing where npm installed none. */
function program() {
  try {
    return createRequire(import.meta.url).resolve(`answerbook-${machine}/${file}`);
  } catch {
    return undefined;
  }
}

/** @param {string} message */
function fail(message) {
  console.error(`error: ${message}`);
  process.exit(2);
}

const path = program();
if (!path) {
  fail(
    `the package \`answerbook-${machine}\` is not installed\n` +
      '  help: install with optional dependencies (no `--omit=optional`)\n' +
      '  help: there are packages for Linux with glibc, macOS and Windows, each on x64 and arm64',
  );
}

const child = spawn(path, process.argv.slice(2), { stdio: 'inherit' });
child.on('error', (error) => fail(`\`${path}\` could not be run: ${error.message}`));
// A terminal sends Ctrl-C to both processes. Signals sent only to this process are passed on.
process.on('SIGINT', () => undefined);
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  if (!signal) process.exit(code ?? 2);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
