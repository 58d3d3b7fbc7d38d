// Tests the whole cycle: a reader in Chromium votes, searches, writes and goes offline; `answerbook collect` receives
// the events; `answerbook insights` shows exactly those figures. Prints a line for each test and ends with `N passed, N
// failed`.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, insights, keptIn, reader as readerOf, start, takeTime, write } from './listener.mjs';
import { assert, assertAccessible, launch, runAll, test } from './runner.mjs';

const folder = await mkdtemp(join(tmpdir(), 'answerbook-circle-'));
const store = join(folder, 'events.sqlite');

const [sitePort, collectPort, deskPort] = [await freePort(), await freePort(), await freePort()];
const site = `http://127.0.0.1:${sitePort}`;

const FILES = {
  'answerbook.toml': `title = "Circle"
[events]
endpoint = "http://127.0.0.1:${collectPort}/events"
[contact]
form = "http://127.0.0.1:${deskPort}/requests"
phone = "+44 20 7946 0018"
[markdown]
highlight = false
`,
  'content/billing/index.md': '---\ntitle: Billing\ndescription: Bills and refunds.\n---\n',
  'content/billing/refunds.md': '---\ntitle: Get a refund\nid: refunds\nowner: Billing team\n---\nAsk within 14 days.\n\n## How to ask\n\nWrite.\n',
  'content/billing/late.md': '---\ntitle: A late bill\n---\nBills are late in May. A refund follows.\n',
  'content/billing/unread.md': '---\ntitle: Old tariffs\n---\nNobody comes here.\n',
};
await write(folder, FILES);

const collect = () => start('collect', '--store', store, '--port', String(collectPort), '--origin', site);
let receiver = await collect();
const preview = await start('serve', folder, '--port', String(sitePort));

/** The contact requests posted to the help desk. */
const requests = [];
const desk = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => (body += chunk));
  request.on('end', () => {
    if (request.method === 'POST') requests.push(new URLSearchParams(body));
    response.setHeader('Content-Type', 'text/html').end('<h1>Thanks</h1>');
  });
}).listen(deskPort, '127.0.0.1');

const browser = await launch();

const { kept, until, count } = keptIn(store);
const reader = readerOf(browser);

test('a vote arrives with all that it is about, and a changed mind replaces it', () =>
  reader(async (page) => {
    await page.goto(`${site}/billing/refunds/`);
    await page.locator('[data-feedback-question] button[value=yes]').click();
    await until('the vote', (events) => count(events, ({ helpful }) => helpful === true) === 1);
    await page.locator('[data-feedback-question] button[value=no]').click();
    assert((await page.evaluate(() => document.activeElement?.getAttribute('name'))) === 'reason', 'the focus stayed');
    await page.locator('input[value=unclear]').check();
    await page.locator('[name=comment]').fill('<b>Which</b> form? Call 020 7946 0018 or anna@mail.example');
    await page.locator('[data-feedback-more] button').click();
    await page.locator('[data-feedback] [role=status]', { hasText: /thank/i }).waitFor();
    const events = await until('the reason', (all) => count(all, ({ reason }) => reason === 'unclear') === 1);
    const last = events.find(({ reason }) => reason === 'unclear');
    assert(last.comment === '<b>Which</b> form? Call [number] or [email]', last.comment);
    assert(last.article === 'billing/refunds' && last.article_id === 'refunds' && last.locale === 'en', JSON.stringify(last));
    assert(last.hash.length === 16 && last.page === '/billing/refunds/' && last.visit, JSON.stringify(last));
    const answers = new Set(events.filter(({ event }) => event === 'feedback').map(({ answer }) => answer));
    assert(answers.size === 1, 'the answers have different names');
    const stored = await page.evaluate(() => [document.cookie, Object.keys(localStorage).join()].join(''));
    assert(stored === '', `stored for good: ${stored}`);
  }));

test('a second reader says yes, after a reload still the same answer', () =>
  reader(async (page) => {
    await page.goto(`${site}/billing/refunds/`);
    await page.locator('[data-feedback-question] button[value=yes]').click();
    await until('the vote', (events) => count(events, ({ helpful }) => helpful === true) === 2);
    await page.reload();
    assert((await page.locator('[data-feedback-question] button[value=yes]').getAttribute('aria-pressed')) === 'true', 'forgotten');
  }));

test('offline, an answer is kept; back online, it arrives', () =>
  reader(async (page, context) => {
    await page.goto(`${site}/billing/late/`);
    await until('the view', (events) => count(events, ({ article, event }) => article === 'billing/late' && event === 'view') === 1);
    await context.setOffline(true);
    await page.locator('[data-feedback-question] button[value=yes]').click();
    await page.locator('[data-feedback] [role=status]', { hasText: /online/i }).waitFor();
    assert(count(kept(), ({ article, event }) => article === 'billing/late' && event === 'feedback') === 0, 'how?');
    await context.setOffline(false);
    await until('the vote', (events) => count(events, ({ article, helpful }) => article === 'billing/late' && helpful) === 1);
  }));

test('while the receiver is down, an answer is kept too', () =>
  reader(async (page) => {
    await page.goto(`${site}/billing/late/`);
    await until('the view', (events) => count(events, ({ article, event }) => article === 'billing/late' && event === 'view') === 2);
    receiver.kill('SIGKILL');
    await once(receiver, 'exit');
    await page.locator('[data-feedback-question] button[value=no]').click();
    await page.locator('[data-feedback] [role=status]', { hasText: /online/i }).waitFor();
    receiver = await collect();
    await until('the vote', (events) => count(events, ({ article, helpful }) => article === 'billing/late' && helpful === false) === 1);
  }));

test('a search with no hit is told once, however it was typed, and leads to a person who knows', () =>
  reader(async (page) => {
    await page.goto(`${site}/search/`);
    const field = page.locator('main input[name=q]');
    await field.pressSequentially('cancel contract', { delay: 60 });
    await page.locator('[data-search-empty] a[href^="/contact/"]').click();
    await page.waitForURL(/\/contact\/\?/);
    assert((await page.locator('#ab-subject').inputValue()) === 'cancel contract', 'the query was lost');
    await until('the search', (events) => count(events, ({ query }) => query === 'cancel contract') === 1);
    assert(count(kept(), ({ event }) => event === 'search') === 1, 'each letter was a search');
  }));

test('a search that leads to an article is told with its rank', () =>
  reader(async (page) => {
    await page.goto(`${site}/search/?q=refund`);
    await page.locator('[data-search-hits] a').first().click();
    await page.waitForURL(/refunds/);
    const events = await until('the search', (all) => count(all, ({ query }) => query === 'refund') === 1);
    const search = events.find(({ query }) => query === 'refund');
    assert(search.hits === 3 && search.opened === '/billing/refunds/' && search.rank === 1, JSON.stringify(search));
  }));

test('a subject brings suggestions; opening one and leaving is a deflection', () =>
  reader(async (page, context) => {
    await page.goto(`${site}/contact/`);
    await page.locator('#ab-subject').pressSequentially('Where is my refund?', { delay: 20 });
    await page.locator('[data-suggestions] a').first().waitFor();
    // The last search is for the complete subject, and its count matches the results.
    await page.waitForFunction(() => {
      const shown = document.querySelectorAll('[data-suggestions] a').length;
      return shown > 0 && document.querySelector('[data-suggestions-status]')?.textContent?.trim().startsWith(`${shown} article`);
    });
    await assertAccessible(page);
    const opened = context.waitForEvent('page');
    await page.locator('[data-suggestions] a').first().click();
    await opened;
    await page.goto(`${site}/`);
    await until('the deflection', (events) => count(events, ({ step }) => step === 'solved') === 1);
  }));

test('a request carries, with consent, what was read; robots are kept out', () =>
  reader(async (page) => {
    await page.addInitScript(takeTime);
    await page.goto(`${site}/billing/late/`);
    await page.goto(`${site}/contact/`);
    await page.locator('#ab-subject').fill('My refund is late');
    await page.locator('[data-suggestions] a').first().waitFor();
    await page.locator('#ab-message').fill('Since May.');
    await page.locator('#ab-email').fill('anna@mail.example');
    await page.locator('[name=consent]').check();
    await page.locator('[type=submit]:visible').last().click();
    await page.locator('form [role=status]', { hasText: /check your message/i }).waitFor();
    await page.evaluate(() => (globalThis.isLater = true));
    await page.locator('[type=submit]:visible').last().click();
    await page.waitForURL(`http://127.0.0.1:${deskPort}/requests`);
    assert(requests.length === 1, `${requests.length} requests`);
    assert(/A late bill .*\/billing\/late\//.test(requests[0].get('history')), requests[0].get('history'));
    assert(requests[0].get('_gotcha') === '' && requests[0].get('subject') === 'My refund is late', String(requests[0]));
    await until('the request', (events) => count(events, ({ step }) => step === 'sent') === 1);
  }));

test('a missing page leads to a person with its address', () =>
  reader(async (page) => {
    await page.goto(`${site}/nowhere/`);
    await page.locator('main a[href^="/contact/"]').first().click();
    await page.waitForURL((url) => url.searchParams.get('from') === '404' && url.searchParams.get('page') === '/nowhere/');
  }));

test('an address that leads nowhere is reported, with the host of the link and without names', () =>
  reader(async (page) => {
    await page.goto(`${site}/nowhere/anna@mail.example/`, { referer: 'https://forum.example/thread/7' });
    const told = (missing) => (events) => count(events, (event) => event.event === 'missing' && missing(event)) === 1;
    const events = await until('the missing page', told(({ page }) => page === '/nowhere/%5Bemail%5D/'));
    const missing = events.find(({ event, referrer }) => event === 'missing' && referrer);
    assert(missing?.referrer === 'forum.example', JSON.stringify(events.at(-1)));
    await page.goto(`${site}/billing/Late.html`);
    await until('the other spelling', told(({ page }) => page === '/billing/Late.html'));
    await page.goto(`${site}/billing/refunds/#How_to_ask`);
    await until('the dead anchor', told(({ page, anchor }) => page === '/billing/refunds/' && anchor === 'How_to_ask'));
    // Neither an anchor that exists nor what a service put after `#` is an address that is missing.
    const before = count(kept(), ({ event }) => event === 'missing');
    for (const [address, hash] of [['/billing/late/', '#ab-main'], ['/billing/late/', '#access_token=secret'], ['/billing/refunds/', '#how-to-ask']]) {
      await page.goto(`${site}${address}${hash}`);
      await page.reload();
    }
    await page.goto(`${site}/billing/late/`);
    await until('the last view', (events) => events.filter(({ event }) => event === 'view').at(-1)?.page === '/billing/late/');
    assert(count(kept(), ({ event }) => event === 'missing') === before, 'an anchor that exists was told');
  }));

test('a reader who asks not to be tracked is not, but may answer', () =>
  reader(async (page) => {
    await page.addInitScript(() => Object.defineProperty(navigator, 'globalPrivacyControl', { value: true }));
    const before = kept().length;
    await page.goto(`${site}/billing/late/`);
    await page.locator('[data-feedback-question] button[value=yes]').click();
    const events = await until('the vote', (all) => all.length === before + 1);
    assert(!events.at(-1).visit && events.at(-1).event === 'feedback', JSON.stringify(events.at(-1)));
  }));

test('without JavaScript, the form leads to the page that says thanks', () =>
  reader(
    async (page) => {
      const before = kept().length;
      await page.goto(`${site}/billing/refunds/`);
      await page.locator('button[name=helpful][value=yes]').click();
      await page.waitForURL(/thanks/);
      const events = await until('the vote', (all) => all.length === before + 1);
      assert(events.at(-1).helpful === true && events.at(-1).article_id === 'refunds', JSON.stringify(events.at(-1)));
    },
    { javaScriptEnabled: false },
  ));

test('the receiver refuses pages of other sites', async () => {
  const socket = connect(collectPort, '127.0.0.1');
  socket.write('POST /events HTTP/1.1\r\nHost: x\r\nOrigin: https://evil.example\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
  const [answer] = await once(socket, 'data');
  assert(/403/.test(String(answer)), String(answer));
});

test('insights shows exactly these figures', async () => {
  const report = join(folder, 'report.html');
  const figures = insights(store, '--project', folder, '--html', report);
  const is = (name, share, numerator, denominator) =>
    assert(share.numerator === numerator && share.denominator === denominator, `${name}: ${JSON.stringify(share)}`);
  // refunds: no (was yes), yes, yes without JavaScript; late: yes, no, yes untracked.
  is('helpfulness', figures.helpfulness, 4, 6);
  const article = (key) => figures.articles.find((found) => found.key === key);
  is('refunds', article('billing/refunds').helpfulness, 2, 3);
  is('late', article('billing/late').helpfulness, 2, 3);
  is('search success', figures.search.success, 1, 2);
  is('zero results', figures.search.zero_results, 1, 2);
  is('click-through', figures.search.click_through, 1, 1);
  is('deflection', figures.deflection, 1, 2);
  assert(figures.todo.missing[0].queries[0][0] === 'cancel contract', JSON.stringify(figures.todo.missing));
  assert(figures.todo.unread.map(({ key }) => key).join() === 'billing/unread', JSON.stringify(figures.todo.unread));
  assert(figures.todo.requested[0].key === 'billing/late' && figures.todo.requested[0].requests === 1, 'who sent the request?');
  assert(article('billing/refunds').owner === 'Billing team' && figures.comments.length === 1, 'owner or comment');
  is('self-service', figures.self_service, figures.visits - 1, figures.visits);
});

test('insights proposes where the addresses lead, and readers then get there', async () => {
  const patch = join(folder, 'ideas.patch');
  const { lost } = insights(store, '--project', folder, '--propose', patch).todo;
  assert(lost.length === 3 + 1, JSON.stringify(lost));
  const near = (address) => lost.find((one) => one.address === address);
  assert(near('/billing/Late.html').near === '/billing/late/' && near('/billing/Late.html').is_certain, JSON.stringify(lost));
  assert(near('/billing/refunds/#How_to_ask').near === '/billing/refunds/#how-to-ask', JSON.stringify(lost));
  assert(near('/nowhere/[email]/').from[0][0] === 'forum.example', JSON.stringify(lost));
  execFileSync('git', ['init', '-q'], { cwd: folder });
  execFileSync('git', ['apply', '--include=addresses.toml', patch], { cwd: folder });
  await reader(async (page) => {
    const started = Date.now();
    // The preview builds again on its own.
    for (let shown = ''; !shown.endsWith('/billing/late/?x=1#a'); shown = page.url()) {
      assert(Date.now() - started < 20_000, shown);
      // The forwarding page may leave before it has loaded.
      await page.goto(`${site}/billing/Late.html?x=1#a`, { waitUntil: 'commit' }).catch(() => {});
      await page.waitForURL(/\/late\//, { timeout: 2000 }).catch(() => {});
    }
    await page.goto(`${site}/billing/refunds/#How_to_ask`);
    const top = await page.evaluate(() => document.getElementById('How_to_ask')?.closest('h2')?.textContent);
    assert(top?.includes('How to ask'), String(top));
  });
});

for (const colorScheme of ['light', 'dark']) {
  test(`the report opens without a network, ${colorScheme}`, () =>
    reader(
      async (page, context) => {
        await context.setOffline(true);
        await page.goto(`file://${join(folder, 'report.html')}`);
        assert((await page.locator('svg[role=img]').count()) >= 3, 'charts are missing');
        assert((await page.locator('blockquote b').count()) === 0, 'a comment became HTML');
        await assertAccessible(page);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert(overflow <= 0, `${overflow} px stand over the edge`);
      },
      { colorScheme, viewport: { width: 360, height: 800 } },
    ));
}

await runAll(async () => {
  await browser.close();
  desk.close();
  receiver.kill();
  preview.kill();
  await rm(folder, { recursive: true, force: true });
});
