/**
 * Tells a page of an older version what came after it. A frozen version keeps its pages as they were once written, so they
 * ask `versions.json` which version is the latest now, and the lists of pages where the page stands in it.
 */

/** @typedef {{ locale: string, home: string, pages: string }} Edition */
/** @typedef {{ id: string, label: string, status: string, editions: Edition[] }} Version */
/** @typedef {{ pages: Record<string, string[]>, moved: Record<string, string> }} Pages */

/** @param {string} url */
const read = (url) => fetch(url).then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(url))));

/**
 * The same page by its id, else by its address, old ones among them; else what is nearest above it.
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

/**
 * @param {HTMLElement} notice
 * @param {string} address of `versions.json`
 */
async function renew(notice, address) {
  const { latest, versions } = /** @type {{ latest: string, versions: Version[] }} */ (await read(address));
  const all = versions.flatMap((version) => version.editions.map((edition) => ({ version, edition })));
  const longest = (/** @type {{ edition: Edition }} */ a, /** @type {{ edition: Edition }} */ b) =>
    b.edition.home.length - a.edition.home.length;
  const here = all.filter(({ edition }) => location.pathname.startsWith(edition.home)).sort(longest)[0];
  const newest = versions.find((version) => version.id === latest);
  if (!here || !newest || here.version === newest || newest.label === notice.dataset.latest) return;
  const edition = newest.editions.find(({ locale }) => locale === here.edition.locale) ?? newest.editions[0];
  const below = decodeURI(location.pathname.slice(here.edition.home.length));
  const { to, isSame } = counterpart(below, await read(here.edition.pages), await read(edition.pages));
  const href = edition.home + encodeURI(to);
  const fill = (/** @type {string | undefined} */ text) => (text ?? '').replace('{latest}', newest.label);
  const [said, link, ...rest] = notice.querySelectorAll('span, a');
  said.textContent = fill(notice.dataset[here.version.status]);
  link.setAttribute('href', href);
  link.textContent = fill(isSame ? notice.dataset.same : notice.dataset.nearest);
  // What changed was told up to the version that was the latest then.
  for (const old of rest) old.remove();
  const list = document.querySelector('[data-switch="versions"] ul');
  const known = [...(list?.querySelectorAll('a > span') ?? [])].map((label) => label.textContent);
  for (const other of all.filter(({ edition }) => edition.locale === here.edition.locale).reverse()) {
    if (known.includes(other.version.label)) continue;
    const [item, way, label] = ['li', 'a', 'span'].map((name) => document.createElement(name));
    label.textContent = other.version.label;
    way.setAttribute('href', other.version === newest ? href : other.edition.home);
    way.append(label);
    item.append(way);
    list?.prepend(item);
  }
}

const notice = document.querySelector('[data-versions]');
if (notice instanceof HTMLElement && notice.dataset.versions) {
  renew(notice, notice.dataset.versions).catch(() => {
    // The page says what was true when it was written.
  });
}
