// Tests what pages send and where, for each way to configure events: web analytics services, a custom form, a sample,
// e-mail, Netlify, gated contact pages, several versions and languages. The browser imitates all receivers except the
// last. Prints a line for each test and ends with `N passed, N failed`. Run by tests/run.sh.
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fakeService, freePort, insights, keptIn, reader as readerOf, start, takeTime, told, until, write } from './listener.mjs';
import { assert, launch, root, runAll, test } from './runner.mjs';

const folder = await mkdtemp(join(tmpdir(), 'answerbook-listening-'));
const browser = await launch();
const reader = readerOf(browser);

const CONTENT = {
  'content/refunds.md': '# Get a refund\n\nAsk within 14 days.\n',
  'content/late.md': '# A late bill\n\nBills are late in May. A refund follows.\n',
  'content/cards.md': '# Pay by card\n\nA refund goes back to the card.\n',
  'content/gifts.md': '# Gift cards\n\nThere is no refund for gifts.\n',
};

let sites = 0;

/** Runs on a site with this configuration. @param {string} config @param {(address: string) => Promise<void>} run */
async function on(config, run) {
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
}

/** The events that the site's own receiver got. @param {{ url: string, body: string }[]} requests @param {string} [kind] */
const events = (requests, kind) =>
  requests
    .filter(({ url }) => url === 'https://collect.example/events')
    .flatMap(({ body }) => body.split('\n').map((line) => JSON.parse(line)))
    .filter(({ event }) => !kind || event === kind);

const vote = (page, answer) => page.locator(`[data-feedback-question] button[value=${answer}]`).click();
const OWN = '[events]\nendpoint = "https://collect.example/events"\n';
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

test('a search in the box that finds nothing leads to a person who knows', () =>
  on(`${OWN}[contact]\nemail = "help@mail.example"\nform = "mailto:help@mail.example"\n`, (site) =>
    reader(async (page, context) => {
      const requests = await told(context);
      await page.goto(`${site}/refunds/`);
      await page.locator('header input[name=q]').pressSequentially('xylophone', { delay: 30 });
      await page.locator('.search-foot a[href="/contact/"]').click();
      await page.waitForURL((url) => url.searchParams.get('q') === 'xylophone' && url.searchParams.get('from') === 'search');
      assert((await page.locator('#ab-subject').inputValue()) === 'xylophone', 'the query was lost');
    }),
  ));

test('without a server, an e-mail opens with everything filled in', () =>
  on(`${OWN}[contact]\nform = "mailto:help@mail.example"\n`, (site) =>
    reader(async (page, context) => {
      const requests = await told(context);
      const debug = await context.newCDPSession(page);
      await debug.send('Page.enable');
      /** @type {string[]} */
      const asked = [];
      debug.on('Page.frameRequestedNavigation', ({ url }) => asked.push(url));
      await page.addInitScript(takeTime);
      await page.goto(`${site}/refunds/`);
      await vote(page, 'no');
      await page.locator('[data-feedback-person] a').click();
      await page.waitForURL(/from=answer/);
      await page.locator('#ab-subject').fill('Where & how?');
      await page.locator('#ab-message').fill('Since May +1.\nPlease.');
      await page.locator('[name=consent]').check();
      await page.evaluate(() => (globalThis.isLater = true));
      await page.locator('form[data-contact-form] [type=submit]').click();
      await until('the e-mail', () => asked.some((url) => url.startsWith('mailto:')));
      const mail = new URL(asked.find((url) => url.startsWith('mailto:')) ?? '');
      assert(mail.pathname === 'help@mail.example' && mail.searchParams.get('subject') === 'Where & how?', mail.href);
      const body = decodeURIComponent(mail.search.split('body=')[1]);
      assert(body.startsWith(`Since May +1.\nPlease.\n\n${site}/refunds/\n\n- Get a refund (${site}/refunds/)`), body);
      await until('the request', () => events(requests, 'contact').some(({ step, channel }) => step === 'sent' && channel === 'email'));
    }),
  ));

test('Netlify finds its form in the page, without JavaScript too; what robots fill in is not sent', () =>
  on('[contact]\nform = "netlify"\n', async (site) => {
    const fill = async (page) => {
      await page.goto(`${site}/contact/`);
      await page.locator('#ab-subject').fill('Late');
      await page.locator('#ab-message').fill('Very.');
      await page.locator('#ab-email').fill('anna@mail.example');
    };
    const sent = async (page) => {
      /** @type {URLSearchParams[]} */
      const forms = [];
      await page.route('**/thanks/', (route) => {
        if (route.request().method() === 'POST') forms.push(new URLSearchParams(route.request().postData() ?? ''));
        return route.fulfill({ contentType: 'text/html', body: 'Thanks' });
      });
      return forms;
    };
    await reader(
      async (page) => {
        const forms = await sent(page);
        await fill(page);
        const form = page.locator('form[data-netlify=true][data-netlify-honeypot=_gotcha]');
        assert((await form.getAttribute('name')) === 'contact', 'the form has no name');
        await form.locator('[type=submit]').click();
        await page.waitForURL(/thanks/);
        assert(forms[0].get('form-name') === 'contact' && forms[0].get('message') === 'Very.', String(forms[0]));
      },
      { javaScriptEnabled: false },
    );
    await reader(async (page) => {
      await page.addInitScript(takeTime);
      const forms = await sent(page);
      await fill(page);
      await page.locator('#ab-gotcha').evaluate((trap) => (trap.value = 'https://spam.example'));
      await page.evaluate(() => (globalThis.isLater = true));
      await page.locator('form[data-contact-form] [type=submit]').click();
      // A person's message from the same page arrives, and nothing before it.
      await page.locator('#ab-gotcha').evaluate((trap) => (trap.value = ''));
      await page.locator('form[data-contact-form] [type=submit]').click();
      await page.waitForURL(/thanks/);
      assert(forms.length === 1 && forms[0].get('_gotcha') === '', `sent: ${forms}`);
    });
  }));

const GATED = '[contact]\nform = "mailto:help@mail.example"\nphone = "+44 1"\n';

test('the ways to a person stay closed until the reader has read an answer, where the site asks for that', () =>
  on(`${GATED}mode = "after-answer"\n`, async (site) => {
    await reader(async (page) => {
      await page.goto(`${site}/contact/`);
      await page.locator('[data-contact-hint]:visible').waitFor();
      assert(!(await page.locator('#ab-message').isVisible()) && !(await page.locator('[href^=tel]').first().isVisible()), 'open at once');
      await page.goto(`${site}/late/`);
      await page.goto(`${site}/contact/`);
      await page.locator('#ab-message:visible').waitFor();
    });
    const open = async (page) => {
      await page.goto(`${site}/contact/`);
      assert(await page.locator('#ab-message').isVisible(), 'closed without JavaScript');
    };
    await reader(open, { javaScriptEnabled: false });
  }));

test('or has searched; at most three articles are shown', () =>
  on(`${GATED}mode = "after-search"\n`, async (site) => {
    for (const subject of ['refund', 'xylophone']) {
      await reader(async (page) => {
        await page.goto(`${site}/contact/`);
        await page.locator('[data-contact-hint]:visible').waitFor();
        assert(!(await page.locator('#ab-message').isVisible()), 'open at once');
        await page.locator('#ab-subject').pressSequentially(subject);
        await page.locator('#ab-message:visible').waitFor();
        const count = await page.locator('[data-suggestions] ul a').count();
        assert(count === (subject === 'refund' ? 3 : 0), `${count} suggestions for ${subject}`);
      });
    }
  }));

test('hours tell what time it is there, and a call is a request', () =>
  on(`${OWN}[contact]\nphone = "+44 20 7946 0018"\nchat = "https://chat.example/"\nhours = "8 to 18"\ntime_zone = "Asia/Tokyo"\n`, (site) =>
    reader(
      async (page, context) => {
        const requests = await told(context);
        await page.goto(`${site}/contact/`);
        const there = await page.locator('[data-time-zone]').innerText();
        const time = new Date().toLocaleTimeString('en', { timeZone: 'Asia/Tokyo', hour: 'numeric' }).replace(/\s?[AP]M/, '');
        assert(there.includes(`${time}:`), `${there} in Tokyo, expected ${time}`);
        await page.locator('[data-channel=phone]').evaluate((link) => link.addEventListener('click', (event) => event.preventDefault()));
        await page.locator('[data-channel=phone]').click();
        await until('the request', () => events(requests, 'contact').some(({ step, channel }) => step === 'sent' && channel === 'phone'));
      },
      { timezoneId: 'Europe/London' },
    ),
  ));

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
