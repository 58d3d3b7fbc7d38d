/**
 * What pages read from `versions.json`. A page of an older version looks up later versions, because frozen versions
 * keep their pages unchanged. The page for missing addresses looks up which versions have the page, and forwards
 * addresses that name the latest version, which has no prefix.
 */

/** @typedef {{ locale: string, home: string, pages: string }} Edition */
/** @typedef {{ id: string, label: string, status: string, editions: Edition[] }} Version */
/** @typedef {{ version: Version, edition: Edition }} Place */
/** @typedef {{ pages: Record<string, string[]>, moved: Record<string, string> }} Pages */

/** Maximum number of versions to search for a missing page. */
const MOST = 8;

/** @param {string} url */
const read = (url) => fetch(url).then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(url))));

/**
 * All versions in the page's language, and the page's own version among them.
 * @param {Version[]} versions
 */
function placed(versions) {
  const all = versions.flatMap((version) => version.editions.map((edition) => ({ version, edition })));
  const longest = (/** @type {Place} */ a, /** @type {Place} */ b) => b.edition.home.length - a.edition.home.length;
  const here = all.filter(({ edition }) => location.pathname.startsWith(edition.home)).sort(longest)[0];
  const siblings = all.filter(({ edition }) => edition.locale === here?.edition.locale);
  return { here, siblings, below: here ? decodeURI(location.pathname.slice(here.edition.home.length)) : '' };
}

/** A link in an item of a list. @param {string} href @param {string | Node} content */
function item(href, content) {
  const [entry, link] = [document.createElement('li'), document.createElement('a')];
  link.href = href;
  link.append(content);
  entry.append(link);
  return entry;
}

/**
 * The same page by its id, or else by its current or old addresses, or else its nearest parent.
 * @param {string} below the page's address below its edition's home
 * @param {Pages} here
 * @param {Pages} there
 * @returns {{ to: string, isSame: boolean }}
 */
function counterpart(below, here, there) {
  const id = here.pages[below]?.[1];
  const named = id && Object.keys(there.pages).find((name) => there.pages[name][1] === id);
  const same = [named, below, there.moved[below]].find((name) => name !== undefined && there.pages[name]);
  if (same !== undefined) return { to: same, isSame: true };
  let above = below;
  do above = above.replace(/[^/]*\/?$/, '');
  while (above && !there.pages[above]);
  return { to: above, isSame: false };
}

/** @param {HTMLElement} notice @param {string} address of `versions.json` */
async function renew(notice, address) {
  const { latest, versions } = /** @type {{ latest: string, versions: Version[] }} */ (await read(address));
  const { here, siblings, below } = placed(versions);
  const newest = versions.find((version) => version.id === latest);
  if (!here || !newest || here.version === newest || newest.label === notice.dataset.latest) return;
  const edition = newest.editions.find(({ locale }) => locale === here.edition.locale) ?? newest.editions[0];
  const { to, isSame } = counterpart(below, await read(here.edition.pages), await read(edition.pages));
  const href = edition.home + encodeURI(to);
  const fill = (/** @type {string | undefined} */ text) => (text ?? '').replace('{latest}', newest.label);
  const [said, link, ...rest] = notice.querySelectorAll('span, a');
  said.textContent = fill(notice.dataset[here.version.status]);
  link.setAttribute('href', href);
  link.textContent = fill(isSame ? notice.dataset.same : notice.dataset.nearest);
  // The notes cover changes only up to the version that was the latest then.
  for (const old of rest) old.remove();
  const list = document.querySelector('[data-switch="versions"] ul');
  const known = [...(list?.querySelectorAll('a > span') ?? [])].map((label) => label.textContent);
  for (const { version, edition } of siblings.reverse()) {
    if (known.includes(version.label)) continue;
    const label = document.createElement('span');
    label.textContent = version.label;
    list?.prepend(item(version === newest ? href : edition.home, label));
  }
}

/** @param {HTMLElement} section where the links go @param {string} address of `versions.json` */
async function offer(section, address) {
  const { versions } = /** @type {{ versions: Version[] }} */ (await read(address));
  const root = address.slice(0, address.lastIndexOf('/') + 1);
  const path = location.pathname;
  const latest = versions.find((version) => version.status === 'latest');
  if (latest && path.startsWith(`${root}v/${latest.id}/`)) {
    location.replace(root + path.slice(`${root}v/${latest.id}/`.length) + location.search + location.hash);
    return;
  }
  const { here, siblings, below } = placed(versions);
  const wanted = below.toLowerCase();
  if (wanted === '') return;
  for (const { version, edition } of siblings.filter(({ edition }) => edition !== here.edition).slice(0, MOST)) {
    const { pages, moved } = await read(edition.pages).catch(() => ({ pages: {}, moved: {} }));
    const found = [wanted, `${wanted}/`, moved[wanted], moved[`${wanted}/`]].find((name) => name !== undefined && pages[name]);
    if (found === undefined) continue;
    const label = document.createElement('span');
    label.textContent = `${pages[found][0]} (${version.label})`;
    const entry = item(edition.home + encodeURI(found), label);
    entry.querySelector('a')?.classList.add('row');
    section.querySelector('ul')?.append(entry);
    section.removeAttribute('hidden');
  }
}

/** @param {string} name of the attribute that holds the address @param {(at: HTMLElement, address: string) => Promise<void>} run */
function start(name, run) {
  const element = document.querySelector(`[data-${name}]`);
  const address = element instanceof HTMLElement && element.dataset[name];
  // If the request fails, the page keeps what was true when it was written.
  if (address) run(element, address).catch(() => {});
}

start('versions', renew);
start('elsewhere', offer);
