/** Runs the tests of a file one after the other, and tells how each ended in the lines that `tests/run.sh` counts. */

/** @type {[string, () => Promise<void>][]} */
const tests = [];

/** Adds a test. @param {string} name @param {() => Promise<void>} run */
export const test = (name, run) => tests.push([name, run]);

export function assert(condition, message) {
  if (!condition) throw new Error(message);
}

/** Runs all of them, then `end`, and exits. @param {() => Promise<void>} end */
export async function runAll(end) {
  let failed = 0;
  for (const [name, run] of tests) {
    try {
      await run();
      console.log(`ok    ${name}`);
    } catch (error) {
      failed += 1;
      console.log(`FAIL  ${name}\n      ${String(error.message ?? error).split('\n').join('\n      ')}`);
    }
  }
  await end();
  console.log(`\n${tests.length - failed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
}
