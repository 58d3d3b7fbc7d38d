// Tests what pages send and where, for each way to configure events: web analytics services, a custom form, a sample,
// several versions and languages. The browser imitates all receivers except the last. Prints a line for each test and
// ends with `N passed, N failed`. Run by tests/run.sh.
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fakeService, freePort, insights, keptIn, reader as readerOf, start, told, until, write } from './listener.mjs';
import { OWN, events, on as onSite, vote } from './listening-site.mjs';
import { assert, launch, root, runAll, test } from './runner.mjs';

const folder = await mkdtemp(join(tmpdir(), 'answerbook-listening-'));
const browser = await launch();
const reader = readerOf(browser);
const on = onSite(folder);

const SERVICES = `[events.plausible]
domain = "help.example.com"
url = "https://plausible.example"
[events.matomo]
url = "https://matomo.example/"
site = 3
[events.posthog]
key = "phc_1"
url = "https://posthog.example"
[events.ga4]
id = "G-1"
secret = "s"
`;

test('services of web analytics are told in their own words, and the policy lets nobody else be told', () =>
  on(SERVICES, (site) =>
    reader(async (page, context) => {
      const requests = await told(context);
      const bodies = (address) => requests.filter(({ url }) => url === `https://${address}`).map(({ body }) => body).join('\n');
      await page.goto(`${site}/refunds/`);
      await vote(page, 'yes');
      await page.locator('[data-feedback] [role=status]', { hasText: /thank/i }).waitFor();
      await until('eight requests', () => requests.length === 8);
      const plausible = bodies('plausible.example/api/event');
      assert(/"pageview".*"help.example.com"[^]*"Feedback".*"helpful":true/.test(plausible), plausible);
      const matomo = bodies('matomo.example/matomo.php');
      assert(/idsite=3[^]*action_name=Get\+a\+refund[^]*e_c=Feedback&e_a=yes&e_n=refunds/.test(matomo), matomo);
      const posthog = bodies('posthog.example/i/v0/e/');
      assert(/"phc_1"[^]*"\$pageview"[^]*"help_feedback"/.test(posthog), posthog);
      const google = bodies('www.google-analytics.com/mp/collect?measurement_id=G-1&api_secret=s');
      assert(/"page_view"[^]*"help_feedback"/.test(google), google);
      const policy = (await page.locator('meta[http-equiv]').getAttribute('content')).match(/connect-src ([^;]*)/)[1];
      assert(policy.split(' ').length === 5, policy);
    }),
  ));

test('a reason is not a second answer for web analytics', () =>
  on('[events.plausible]\ndomain = "help.example.com"\nurl = "https://plausible.example"\n', (site) =>
    reader(async (page, context) => {
      const requests = await told(context);
      await page.goto(`${site}/refunds/`);
      await vote(page, 'no');
      await page.locator('[data-feedback-reasons] input').first().check();
      await page.locator('[data-feedback-more] button').click();
      await until('a view, an answer and its reason', () => requests.length === 3);
      const names = requests.map(({ body }) => JSON.parse(body).name);
      assert(names.join() === 'pageview,Feedback,Feedback reason', names.join());
    }),
  ));

test('what was typed reaches no service but scrubbed, neither in addresses nor in titles', () =>
  on(SERVICES, (site) =>
    reader(async (page, context) => {
      const requests = await told(context);
      await page.goto(`${site}/search/?q=refund+anna@mail.example`);
      await page.locator('[data-search-count]', { hasText: /refund/ }).waitFor();
      await page.locator('main h1').click();
      await page.locator('main input[name=q]').fill('late');
      await page.locator('[data-search-count]', { hasText: /late/ }).waitFor();
      await page.locator('main h1').click();
      await page.locator('.hit a').first().click();
      await until('two views and two searches', () => requests.length === 16);
      const everything = decodeURIComponent(requests.map(({ url, body }) => url + body).join('\n'));
      assert(everything.includes('refund [email]') || everything.includes('refund+[email]'), everything);
      assert(!everything.includes('anna@mail'), everything);
    }),
  ));

test('a search that ends with the page is told all the same', async () => {
  const service = await fakeService();
  try {
    await on(`[events.plausible]\ndomain = "a.example"\nurl = "${service.address}"\n`, (site) =>
      reader(async (page) => {
        await page.goto(`${site}/search/?q=xylophone`);
        await page.locator('[data-search-empty] h2').click();
        await page.goto(`${site}/refunds/`);
        await until('the search', () => service.bodies.some((body) => /"Search".*"query":"xylophone","hits":0/.test(body)));
      }),
    );
  } finally {
    service.close();
  }
});

test('who asks not to be tracked is told of to nobody; an answer goes to the site alone', async () => {
  for (const [name, value] of [['doNotTrack', '1'], ['globalPrivacyControl', true]]) {
    await on(OWN + SERVICES, (site) =>
      reader(async (page, context) => {
        const requests = await told(context);
        await page.addInitScript(([name, value]) => Object.defineProperty(navigator, name, { value }), [name, value]);
        await page.goto(`${site}/refunds/`);
        await vote(page, 'no');
        await page.locator('[data-feedback] [role=status]', { hasText: /thank/i }).waitFor();
        assert(requests.length === 1, `${name}: ${JSON.stringify(requests)}`);
        const [answer] = events(requests);
        assert(answer.helpful === false && answer.visit === undefined, JSON.stringify(answer));
      }),
    );
  }
});

test('what one page could not send, the next one does', () =>
  on(OWN, (site) =>
    reader(async (page, context) => {
      await page.addInitScript(() => Object.defineProperty(navigator, 'globalPrivacyControl', { value: true }));
      await context.route(/^https:/, (route) => route.abort());
      await page.goto(`${site}/refunds/`);
      await vote(page, 'no');
      await page.locator('[data-feedback] [role=status]', { hasText: /online/i }).waitFor();
      await context.unroute(/^https:/);
      const requests = await told(context);
      await page.goto(`${site}/late/`);
      await until('the answer', () => events(requests, 'feedback').some(({ helpful }) => helpful === false));
    }),
  ));

test('of a sample, visits are told of whole or not at all, and answers always', () =>
  on(`${OWN}sample = 50\n`, async (site) => {
    for (const [first, expected] of [['00000000', ['view', 'feedback']], ['ffffffff', ['feedback']]]) {
      await reader(async (page, context) => {
        const requests = await told(context);
        await page.addInitScript((visit) => sessionStorage.setItem('answerbook-visit', visit), `${first}-0000-4000-8000-000000000000`);
        await page.goto(`${site}/refunds/`);
        await vote(page, 'yes');
        await page.locator('[data-feedback] [role=status]', { hasText: /thank/i }).waitFor();
        const kinds = events(requests).map(({ event }) => event);
        assert(kinds.join() === expected.join(), `${first}: ${kinds}`);
      });
    }
  }));

test('an end point for the form alone gets the same fields with and without JavaScript', () =>
  on('[feedback]\nendpoint = "https://forms.example/f"\n', async (site) => {
    /** @type {URLSearchParams[]} */
    const forms = [];
    for (const javaScriptEnabled of [true, false]) {
      await reader(
        async (page, context) => {
          const requests = await told(context);
          await page.goto(`${site}/refunds/`);
          await vote(page, 'yes');
          await until('the form', () => requests.length === 1);
          forms.push(new URLSearchParams(requests[0].body));
        },
        { javaScriptEnabled },
      );
    }
    for (const field of ['helpful', 'article', 'hash', 'locale', 'page']) {
      const values = forms.map((form) => form.get(field));
      assert(values[0] && values[0] === values[1], `${field}: ${values.join(' and ')}`);
    }
    assert(forms[0].get('helpful') === 'yes', String(forms[0]));
  }));

test('the same answer once more does not replace the one that came with a reason', () =>
  on(OWN, (site) =>
    reader(async (page, context) => {
      const requests = await told(context);
      await page.goto(`${site}/refunds/`);
      await vote(page, 'no');
      await page.locator('input[value=broken]').check();
      await page.locator('[data-feedback-more] button').click();
      await page.reload();
      await vote(page, 'no');
      await vote(page, 'yes');
      await until('three answers', () => events(requests, 'feedback').length >= 3);
      const answers = events(requests, 'feedback').map(({ helpful, reason }) => `${helpful} ${reason}`);
      assert(answers.join() === 'false undefined,false broken,true undefined', answers.join());
    }),
  ));

test('a search that goes on from the box to the search page is one search', async () => {
  const ways = [(page) => page.keyboard.press('Enter'), (page) => page.locator('.search-foot a').click()];
  for (const way of ways) {
    const receiver = await fakeService();
    const told = () => receiver.bodies.flatMap((body) => body.split('\n').map((line) => JSON.parse(line)));
    const searches = () => new Map(told().filter(({ event }) => event === 'search').map((search) => [search.id, search]));
    await on(`[events]\nendpoint = "${receiver.address}/events"\n`, (site) =>
      reader(async (page) => {
        await page.goto(`${site}/refunds/`);
        await page.locator('header input[name=q]').pressSequentially('late bill', { delay: 30 });
        await page.locator('header [role=status]', { hasText: /\d/ }).waitFor({ state: 'attached' });
        await way(page);
        await page.locator('[data-search-hits] a').first().click();
        await page.waitForURL(/late/);
        await until('the view', () => told().some(({ event, page }) => event === 'view' && page === '/late/'));
        const all = [...searches().values()].map(({ query, opened, rank }) => `${query} ${opened} ${rank}`);
        assert(all.join() === 'late bill /late/ 1', all.join());
      }),
    );
    receiver.close();
  }
});

test('versions and languages are told apart, from the page to the report', async () => {
  const [own, store] = [join(folder, 'editions'), join(folder, 'editions.sqlite')];
  const [port, collectPort] = [await freePort(), await freePort()];
  await cp(join(root, 'tests/browser/sites/editions'), own, { recursive: true });
  const config = await readFile(join(own, 'answerbook.toml'), 'utf8');
  await write(own, { 'answerbook.toml': `[events]\nendpoint = "http://127.0.0.1:${collectPort}/events"\n\n${config}` });
  const site = `http://127.0.0.1:${port}`;
  const receiver = await start('collect', '--store', store, '--port', String(collectPort), '--origin', site);
  const preview = await start('serve', own, '--port', String(port));
  const { until, count } = keptIn(store);
  try {
    const votes = [['/orders/refunds/', 'yes', true], ['/de/orders/refunds/', 'no', true], ['/v/2.0/orders/refunds/', 'no', true], ['/v/2.0/orders/refunds/', 'yes', false]];
    for (const [path, answer, javaScriptEnabled] of votes) {
      await reader(
        async (page) => {
          // The preview's report about the site would cover the question.
          await page.route('**/_answerbook/*', (route) => route.fulfill({ contentType: 'text/javascript', body: '' }));
          await page.goto(site + path);
          await vote(page, answer);
          await until('the vote', (all) => count(all, ({ event, helpful, page }) => event === 'feedback' && page === path && helpful === (answer === 'yes')) > 0);
        },
        { javaScriptEnabled },
      );
    }
    const report = insights(store, '--project', own);
    const editions = report.editions.map(({ version, locale, helpfulness }) => `${version} ${locale} ${helpfulness.numerator}/${helpfulness.denominator}`);
    assert(editions.join() === '2.0 en 1/2,3.0 de 0/1,3.0 en 1/1', editions.join());
    const one = insights(store, '--project', own, '--version', '2.0', '--locale', 'en');
    assert(one.helpfulness.denominator === 2 && one.articles.length === 1 && one.articles[0].path.startsWith('versions/2.0/'), JSON.stringify(one.articles));
    assert(one.todo.unread.length > 0 && one.todo.unread.every(({ version, locale }) => version === '2.0' && locale === 'en'), JSON.stringify(one.todo.unread));
  } finally {
    preview.kill();
    receiver.kill();
  }
});

await runAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});
