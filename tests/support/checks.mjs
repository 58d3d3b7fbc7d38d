/** Checks that run one after the other, print a line each, and are counted. */

let passed = 0;
let failed = 0;

/**
 * Runs a check. It may return a note for its line.
 * @param {string} name @param {() => unknown} run
 */
export async function test(name, run) {
  const started = Date.now();
  try {
    const note = await run();
    passed += 1;
    console.log(`ok    ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)${note ? `: ${note}` : ''}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL  ${name}\n      ${String(error.stack ?? error).split('\n').slice(0, 12).join('\n      ')}`);
  }
}

/** Fails a check. @param {unknown} condition @param {string} message */
export function assert(condition, message) {
  if (!condition) throw new Error(message);
}

/** Prints the counts and exits. */
export function finish() {
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exit(failed ? 1 : 0);
}
