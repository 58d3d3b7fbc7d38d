/** Shared by the tests of what pages send: a small site with any configuration, its events, and an answer of a reader. */
import { join } from 'node:path';
import { freePort, start, write } from './listener.mjs';

const CONTENT = {
  'content/refunds.md': '# Get a refund\n\nAsk within 14 days.\n',
  'content/late.md': '# A late bill\n\nBills are late in May. A refund follows.\n',
  'content/cards.md': '# Pay by card\n\nA refund goes back to the card.\n',
  'content/gifts.md': '# Gift cards\n\nThere is no refund for gifts.\n',
};

/** Sends events to a receiver that the browser imitates. */
export const OWN = '[events]\nendpoint = "https://collect.example/events"\n';

let sites = 0;

/** Runs on a site with a configuration, which it writes to a folder. @param {string} folder */
export const on = (folder) => async (/** @type {string} */ config, /** @type {(address: string) => Promise<void>} */ run) => {
  sites += 1;
  const own = join(folder, `site-${sites}`);
  await write(own, { ...CONTENT, 'answerbook.toml': config });
  const port = await freePort();
  const preview = await start('serve', own, '--port', String(port));
  try {
    await run(`http://127.0.0.1:${port}`);
  } finally {
    preview.kill();
  }
};

/** The events that the site's own receiver got. @param {{ url: string, body: string }[]} requests @param {string} [kind] */
export const events = (requests, kind) =>
  requests
    .filter(({ url }) => url === 'https://collect.example/events')
    .flatMap(({ body }) => body.split('\n').map((line) => JSON.parse(line)))
    .filter(({ event }) => !kind || event === kind);

/** Answers the question below an article. @param {import('playwright-core').Page} page @param {'yes' | 'no'} answer */
export const vote = (page, answer) => page.locator(`[data-feedback-question] button[value=${answer}]`).click();
