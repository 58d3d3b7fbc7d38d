// Tests the ways to a person, for each way to configure them: e-mail, Netlify, a page that asks for a search first, and
// opening hours. The browser imitates all receivers. Prints a line for each test and ends with `N passed, N failed`. Run
// by tests/run.sh.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reader as readerOf, takeTime, told, until } from './listener.mjs';
import { OWN, events, on as onSite, vote } from './listening-site.mjs';
import { assert, launch, runAll, test } from './runner.mjs';

const folder = await mkdtemp(join(tmpdir(), 'answerbook-contact-'));
const browser = await launch();
const reader = readerOf(browser);
const on = onSite(folder);

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

await runAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});
