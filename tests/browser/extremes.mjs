// Help centers at the limits: one article, titles of 200 letters, words without end, an article of 20,000 words. Prints a
// line for each test and ends with `N passed, N failed`. Run by tests/run.sh.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, start, write } from './listener.mjs';
import { assert, assertAccessible, launch, opener, runAll, test } from './runner.mjs';

const SENTENCE = 'Choose the settings of the account and keep the invoice of each month ';
const TITLE = SENTENCE.repeat(3).slice(0, 200);
const WORD = 'Donaudampfschifffahrtsgesellschaftskapitän'.repeat(4);
const PART = `## ${SENTENCE.trim()}\n\n${SENTENCE.repeat(15)}\n\n`;

const LONG = {
  'answerbook.toml': `title = "${SENTENCE.trim()}"\n[contact]\nform = "https://desk.example/f"\n`,
  'content/long/index.md': `---\ntitle: ${TITLE}\ndescription: ${SENTENCE.repeat(8)}\n---\n`,
  'content/long/a.md': `---\ntitle: ${TITLE}\ndescription: ${SENTENCE.repeat(4)}\nlabels: [${TITLE.slice(0, 60)}]\n---\n\n## ${TITLE}\n\n${SENTENCE}\n\n## ${WORD}\n`,
  'content/long/deep/index.md': `---\ntitle: ${WORD}\n---\n`,
  'content/long/deep/b.md': `---\ntitle: ${WORD}\n---\n\n${WORD}\n\n| ${WORD} | b |\n|-|-|\n| \`${WORD}\` | c |\n`,
  'content/long/words.md': `# Twenty thousand words\n\n${PART.repeat(100)}`,
  'content/long/repeated.md': '---\ntitle: Join tables\ndescription: "Join tables."\n---\n\nRows of both are joined.\n',
};
const ONE = { 'answerbook.toml': 'title = "Tiny Help"\n', 'content/start.md': '# Start here\n\nThere is one article.\n' };

const many = (/** @type {number} */ count) => Object.fromEntries([...Array(count).keys()].map((number) => [`content/big/a${number}.md`, `# Question ${number}\n\nAnswer ${number}. More.\n`]));
const MANY = { 'content/few/a.md': '# One\n\nThe first answer. More.\n', ...many(201) };

const folder = await mkdtemp(join(tmpdir(), 'answerbook-extremes-'));
const browser = await launch();

/** Starts the preview of a site. @param {string} name @param {Record<string, string>} files */
async function site(name, files) {
  await write(join(folder, name), files);
  const port = await freePort();
  const preview = await start('serve', join(folder, name), '--port', String(port));
  return { address: `http://127.0.0.1:${port}`, stop: () => preview.kill() };
}
const sites = [await site('long', LONG), await site('one', ONE), await site('many', MANY)];
const [long] = sites;
const [openLong, openOne, openMany] = sites.map((site) => opener(browser, site));

const PHONE = { viewport: { width: 360, height: 780 }, hasTouch: true };

const PAGES = ['/', '/long/', '/long/a/', '/long/deep/', '/long/deep/b/', '/long/words/', '/all/', '/labels/', '/contact/', '/search/', '/search/?q=invoice'];
for (const path of PAGES) {
  test(`${path}: nothing stands over the edge at 360 and 768 px, and no accessibility rule is broken`, async () => {
    for (const options of [PHONE, { viewport: { width: 768, height: 900 } }]) {
      await openLong(
        path,
        async (page) => {
          if (path.includes('?q=')) await page.locator('.hit').first().waitFor();
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          assert(overflow <= 0, `${overflow} px stand over the edge`);
          await assertAccessible(page);
        },
        options,
      );
    }
  });
}

test('a long title of a category has its icon at the top, and the path to an article takes a line', () =>
  openLong('/long/', async (page) => {
    const [tile, title] = [await page.locator('.title .tile').boundingBox(), await page.locator('.title h1').boundingBox()];
    assert(title.height > 3 * tile.height && tile.y <= title.y + 2, `the icon is at ${tile.y}, the title at ${title.y}`);
    await page.goto(`${long.address}/long/a/`);
    const crumbs = await page.locator('.crumbs').boundingBox();
    assert(crumbs.height < 40, `the path is ${crumbs.height} px high`);
  }));

test('a long name of the site leaves space for the search field', () =>
  openLong(
    '/long/a/',
    async (page) => {
      const field = await page.locator('.header .search').boundingBox();
      assert(field.width >= 170, `the field is ${field.width} px wide`);
    },
    { viewport: { width: 768, height: 900 } },
  ));

test('few topics fill the row, and their descriptions are cut', () =>
  openLong('/', async (page) => {
    const [list, card, text] = [await page.locator('.cards').boundingBox(), await page.locator('.card').boundingBox(), await page.locator('.card p').boundingBox()];
    assert(card.width > list.width - 2, `the card is ${card.width} px of ${list.width}`);
    assert(text.height < 160, `the description is ${text.height} px high`);
  }));

test('a description that repeats the title is not shown', () =>
  openLong('/long/repeated/', async (page) => {
    assert((await page.locator('.lead').count()) === 0, 'it is the lead');
    await page.goto(`${long.address}/long/`);
    const row = page.locator('.row', { hasText: 'Join tables' }).locator('small');
    assert((await row.innerText()) === 'Rows of both are joined.', await row.innerText());
  }));

test('a help center without topics does not speak of any', async () => {
  await openOne('/', async (page) => {
    assert(!/topic/i.test(await page.locator('.hero').innerText()), await page.locator('.hero').innerText());
    const [list, row] = [await page.locator('.rows').boundingBox(), await page.locator('.rows li').boundingBox()];
    assert(row.width > list.width - 2, 'the only article takes half of the width');
  });
  await openOne('/search/', async (page) => {
    assert((await page.locator('[data-search-list] h2').innerText()) === 'All articles', 'the list has another title');
  });
});

test('a list of 201 articles has titles only, a short one descriptions', () =>
  openMany('/big/', async (page) => {
    assert((await page.locator('.rows .row').count()) === 201 && (await page.locator('.row small').count()) === 0, 'there are descriptions');
    await page.goto(`${sites[2].address}/few/`);
    assert((await page.locator('.row small').innerText()) === 'The first answer.', 'the short list has no description');
  }));

await runAll(async () => {
  await browser.close();
  for (const { stop } of sites) stop();
  await rm(folder, { recursive: true, force: true });
});
