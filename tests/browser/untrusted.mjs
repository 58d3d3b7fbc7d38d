// Opens pages whose writer is not trusted (`raw_html = false`) in Chromium, with and without the content security policy,
// because the sanitizer alone must hold. Nothing of the writer's may run, ask another host for something, or change the
// page around the text. Prints a line for each test and ends with `N passed, N failed`. Run by tests/run.sh.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { write } from './listener.mjs';
import { attachments, bodies, values } from './payloads.mjs';
import { assert, launch, preview, root, runAll, test } from './runner.mjs';

const folder = await mkdtemp(join(tmpdir(), 'answerbook-untrusted-'));

const CONFIG = `title = "Help"
[markdown]
raw_html = false
[contact]
email = "help@example.com"
[events]
endpoint = "/api/events"
`;
const HEAD = '---\ntitle: Title\ndescription: Description\ntoc: false\n---\n\n';
const KINDS = ['article', 'faq', 'guide', 'video', 'troubleshooting', 'form'];
/** Keys whose values are texts or addresses; `KEYS` in one page, and each of `ALONE` in a page of its own. */
const KEYS = ['title', 'short_title', 'description', 'labels', 'keywords', 'owner', 'icon', 'related', 'video', 'form_url', 'contact', 'lang', 'id', 'updated', 'order'];
const ALONE = ['slug', 'permalink', 'aliases', 'translated_from'];

/** All texts as `[name, text]`. */
const texts = Object.entries(bodies).flatMap(([group, list]) => list.map((text, index) => [`${group}-${index}`.toLowerCase(), text]));
const quoted = (value) => JSON.stringify(value);
const given = (keys, value) => keys.map((key) => `${key}: ${['labels', 'aliases', 'related', 'keywords'].includes(key) ? `[${quoted(value)}]` : quoted(value)}\n`).join('');

/** Every class that the theme's styles and scripts know, on a link that would take the reader away. */
async function classes() {
  const files = await Promise.all(['styles', 'scripts'].map(async (name) => {
    const path = join(root, 'themes/default', name);
    return Promise.all((await readdir(path)).map((file) => readFile(join(path, file), 'utf8')));
  }));
  const all = new Set(files.flat().join('\n').match(/(?<=\.)[a-z][a-z0-9-]*(?=[\s.,:>)+~{'"[])/g));
  const link = '<a href="https://evil.example/">x</a>';
  return [...all].map((name) => `<div class="${name}"><p class="${name}"><span>x</span> ${link}</p><ul><li>${link}</li></ul>${link}</div>\n`).join('\n');
}

const files = {
  'answerbook.toml': CONFIG,
  'content/index.md': '# Help\n',
  'content/p/index.md': `${HEAD}Nothing.\n`,
  'content/p/plain.md': `${HEAD}Nothing.\n`,
  'content/p/classes.md': HEAD + (await classes()),
};
for (const [name, text] of texts) files[`content/p/${name}.md`] = `${HEAD}${text}\n`;
for (const [kind, index] of KINDS.map((kind, index) => [kind, index])) {
  // Kinds have their own templates, and questions are written in their own way.
  const parts = texts.filter(([name]) => !name.startsWith('unfinished')).map(([, text]) => `## Question\n\n${text}\n\n`);
  files[`content/p/kind-${index}.md`] = `---\ntitle: ${kind}\ntype: ${kind}\n---\n\n${parts.join('')}`;
}
values.forEach((value, index) => {
  files[`content/q/all-${index}.md`] = `---\n${given(KEYS, value)}type: ${KINDS[index % KINDS.length]}\n---\n\nText.\n`;
  files[`content/q/video-${index}.md`] = `---\ntitle: V\ntype: video\nvideo: { url: ${quoted(value)}, poster: ${quoted(value)}, captions: ${quoted(value)}, title: ${quoted(value)} }\n---\n\nText.\n`;
  for (const key of ALONE) files[`content/q/${key}-${index}.md`] = `---\ntitle: ${key} ${index}\n${given([key], value)}---\n\nText.\n`;
  const folder = value.replaceAll(/[/\0]/g, '_').slice(0, 60);
  files[`content/n/${folder}/${folder}.md`] = 'Text.\n';
});
for (const [name, content] of Object.entries(attachments)) {
  for (const folder of ['p', 'q']) files[`content/${folder}/${name}`] = content;
}
files['content/p/files.md'] = `${HEAD}${Object.keys(attachments).map((name) => `[x](${name})`).join(' ')} ![x](evil.svg)\n`;
await write(folder, files);

const site = await preview(folder);
const browser = await launch();

/**
 * What the theme would never write, in the page as it was sent and as it is shown; and what is around the text.
 * @param {{ sent: string, shown: string }} html
 */
function inspect(html) {
  const found = [];
  const unsafe = /^(javascript|vbscript|data:(?!image\/(?!svg)))/;
  const forbidden = 'script, style, iframe, object, embed, form, input, button, textarea, select, meta, link, base, template, noscript, svg, math, dialog, main, title';
  /** @param {ParentNode} root */
  const scan = (root, isOurs = false) => {
    for (const element of root.querySelectorAll('*')) {
      for (const { name, value } of element.attributes) {
        // Browsers skip control characters and blanks in a scheme.
        const address = value.replaceAll(/[\0-\x20]/g, '').toLowerCase();
        const isAddress = /^(href|src|action|formaction|xlink:href|data|poster|cite|background|ping|data-embed|srcset)$/.test(name);
        if (name.startsWith('on') || name === 'srcdoc' || (isAddress && unsafe.test(address))) found.push(`${element.localName} ${name}=${value}`);
        const isFootnote = name.startsWith('data-footnote');
        if (!isOurs && !isFootnote && (name === 'style' || name.startsWith('data-') || name === 'name')) found.push(`${element.localName} ${name}=${value}`);
      }
      if (!isOurs && element.matches(forbidden) && !element.matches('input[type=checkbox][disabled]')) found.push(element.outerHTML.slice(0, 100));
    }
  };
  const parse = (/** @type {string} */ text) => new DOMParser().parseFromString(text, 'text/html');
  const sent = parse(html.sent);
  scan(sent, true);
  scan(parse(html.shown), true);
  for (const prose of sent.querySelectorAll('article .prose')) {
    scan(prose);
    // A page may be written and parsed again, as the preview and readers' tools do.
    scan(parse(prose.innerHTML).body);
  }
  for (const prose of sent.querySelectorAll('article .prose')) prose.replaceChildren();
  // What is nearest, the current entry of the navigation, and the theme's styles and modules depend on the text.
  const depending = '.related, .pager, .tree, head > style, head > script[src^="/_assets/"]';
  for (const other of sent.querySelectorAll(depending)) other.remove();
  const own = ['content', 'href', 'value', 'data-feedback', 'data-version'];
  const skeleton = [...sent.querySelectorAll('*')].map((element) => {
    const attributes = [...element.attributes].map(({ name, value }) => (own.includes(name) ? name : `${name}=${value}`));
    return `${element.parentElement?.localName} > ${element.localName} ${attributes.join(' ')}`;
  });
  return { found, skeleton: skeleton.join('\n') };
}

/** What a reader can no longer do, run in the page. */
async function chrome() {
  const lost = [];
  // The preview's own list of problems covers the page.
  document.querySelector('answerbook-preview')?.remove();
  const hits = (/** @type {Element | null} */ element, name) => {
    if (!element) return lost.push(`${name} is gone`);
    element.scrollIntoView({ block: 'center' });
    const { x, y, width, height } = element.getBoundingClientRect();
    const top = document.elementFromPoint(x + width / 2, y + height / 2);
    return element === top || element.contains(top) || lost.push(`${name} is covered by ${top?.outerHTML.slice(0, 80)}`);
  };
  hits(document.querySelector('header.header a'), 'the home link');
  hits(document.querySelector('header form[data-search-script] input'), 'the search field');
  hits(document.querySelector('form[data-feedback] button[value=yes]'), 'the feedback');
  hits(document.querySelector('footer.footer a'), 'the footer');
  if (document.getElementById('ab-main')?.localName !== 'main') lost.push('the main part is another element');
  if (document.body.localName !== 'body' || document.forms.length < 2) lost.push('the document is clobbered');
  for (const prose of document.querySelectorAll('article .prose')) {
    for (const element of prose.querySelectorAll('*')) {
      const { position, clipPath } = getComputedStyle(element);
      // What is absolute within something of the text stays there; hidden labels are as small as a dot.
      const { offsetParent } = /** @type {HTMLElement} */ (element);
      const isHeld = position === 'absolute' && offsetParent !== prose && prose.contains(offsetParent);
      const isOut = ['fixed', 'sticky', 'absolute'].includes(position) && !isHeld && clipPath === 'none';
      if (isOut) lost.push(`${element.outerHTML.slice(0, 60)} is ${position}`);
    }
  }
  document.dispatchEvent(new KeyboardEvent('keydown', { key: '/', bubbles: true, cancelable: true }));
  if (!document.activeElement?.matches('form[data-search-script] input[name=q]')) lost.push('"/" does not lead to the search field');
  const form = document.querySelector('form[data-feedback]');
  /** @type {HTMLElement | null | undefined} */ (form?.querySelector('button[value=yes]'))?.click();
  const thanks = () => /thank/i.test(form?.querySelector('[role=status]')?.textContent ?? '');
  for (let attempt = 0; attempt < 100 && !thanks(); attempt += 1) await new Promise((resolve) => setTimeout(resolve, 20));
  if (!thanks()) lost.push('the feedback does not thank');
  return lost;
}

/** Activates everything that the writer made, without following links. */
function activate() {
  addEventListener('click', (event) => event.preventDefault());
  for (const element of document.querySelectorAll('article .prose *')) {
    for (const name of ['pointerover', 'mouseover', 'focus', 'click']) {
      element.dispatchEvent(new MouseEvent(name, { bubbles: true, cancelable: true }));
    }
  }
}

for (const bypassCSP of [false, true]) {
  const how = bypassCSP ? 'without the policy' : 'with the policy';
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP });
  await context.addInitScript(() => {
    const report = (/** @type {string} */ what) => console.warn(`REPORT ${what}`);
    globalThis.alert = () => report('alert');
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => report(`policy ${violatedDirective} ${blockedURI}`));
  });
  const page = await context.newPage();
  // Trusted Types would refuse to parse HTML in the page itself.
  const parser = await context.newPage();
  /** @type {string[]} */
  let reported = [];
  page.on('dialog', (dialog) => (reported.push('dialog'), dialog.dismiss()));
  page.on('console', (message) => message.text().startsWith('REPORT') && reported.push(message.text()));
  page.on('pageerror', (error) => reported.push(error.message));
  page.on('popup', () => reported.push('a window was opened'));
  context.on('request', (request) => {
    const url = request.url();
    if (/^(https?|wss?):/.test(url) && !url.startsWith(site.address)) reported.push(`asked for ${url}`);
  });

  /** Opens a page and returns its parts. @param {string} path */
  const visit = async (path) => {
    reported = [];
    const html = await (await page.goto(site.address + path)).text();
    const { found, skeleton } = await parser.evaluate(inspect, { sent: html, shown: await page.content() });
    await page.evaluate(activate);
    return { problems: [...found, ...reported], skeleton };
  };
  const use = () => page.evaluate(chrome);

  /** @type {string} */
  let plain;
  test(`${how}: a plain page is as it should be`, async () => {
    const { problems, skeleton } = await visit('/p/plain/');
    plain = skeleton;
    const all = [...problems, ...(await use())];
    assert(all.length === 0, all.join('\n'));
  });

  const pages = [...texts, ['classes', 'every class of the theme']];
  for (const group of new Set(pages.map(([name]) => name.split('-')[0]))) {
    test(`${how}: ${group}`, async () => {
      const failures = [];
      for (const [name, text] of pages.filter(([name]) => name.split('-')[0] === group)) {
        const { problems, skeleton } = await visit(`/p/${name}/`);
        const lines = plain.split('\n');
        const others = skeleton.split('\n').filter((line, index) => line !== lines[index]);
        if (others.length && !/^#|\n#/.test(text)) problems.push(`the page is another: ${others[0]}`);
        problems.push(...(await use()), ...reported);
        if (problems.length) failures.push(`${name}: ${text}\n  ${[...new Set(problems)].slice(0, 12).join('\n  ')}`);
      }
      assert(failures.length === 0, failures.join('\n'));
    });
  }

  test(`${how}: every page that lists articles or is made of front matter`, async () => {
    const failures = [];
    await page.goto(`${site.address}/all/`);
    const links = () => page.evaluate(() => [...document.querySelectorAll('main a[href], nav a[href]')].map((link) => /** @type {any} */ (link).pathname));
    const paths = new Set(['/', '/p/', '/q/', '/n/', '/all/', '/search/', '/labels/', '/whats-new/', '/contact/', '/404.html', ...(await links())]);
    assert(paths.size > texts.length + values.length * ALONE.length, `only ${paths.size} pages`);
    for (const path of paths) {
      if (/^\/p\/(?!kind)./.test(path)) continue;
      const { problems } = await visit(path);
      if (path === '/labels/') for (const link of await links()) paths.add(link);
      if (problems.length) failures.push(`${path}\n  ${[...new Set(problems)].slice(0, 8).join('\n  ')}`);
    }
    assert(failures.length === 0, failures.join('\n'));
  });

  test(`${how}: results of the search`, async () => {
    const failures = [];
    for (const query of ['alert', 'script', 'onerror', 'evil', '"><script>', '__proto__']) {
      const { problems } = await visit(`/search/?q=${encodeURIComponent(query)}`);
      await page.locator('[data-search-hits] a, [data-search-empty]:visible').first().waitFor();
      const made = await page.locator('[data-search-hits] :is(script, img, iframe, [onerror], [onclick])').count();
      await page.locator('header input[name=q], main input[name=q]').first().fill(query);
      if (made || problems.length || reported.length) failures.push([query, made, ...problems, ...reported].join('\n  '));
    }
    assert(failures.length === 0, failures.join('\n'));
  });

  test(`${how}: attachments that are opened by themselves`, async () => {
    // A policy of a header is bypassed, too.
    if (bypassCSP) return;
    const failures = [];
    await page.goto(`${site.address}/p/files/`);
    const hrefs = await page.evaluate(() => [...document.querySelectorAll('article .prose :is(a, img)')].map((link) => /** @type {any} */ (link).href ?? /** @type {any} */ (link).src));
    for (const href of hrefs) {
      reported = [];
      await page.goto(href).catch(() => undefined);
      const ran = reported.filter((what) => !what.startsWith('REPORT policy'));
      if (ran.length) failures.push([href, ...ran].join('\n  '));
    }
    assert(hrefs.length === Object.keys(attachments).length + 1, `there are ${hrefs}`);
    assert(failures.length === 0, failures.join('\n'));
  });
}

await runAll(async () => {
  await browser.close();
  await site.stop();
  await rm(folder, { recursive: true });
});
