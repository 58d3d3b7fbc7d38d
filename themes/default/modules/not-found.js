/**
 * Offers the page that is not there in the versions that have it, and forwards addresses that name the latest version,
 * which has no prefix. Asks `versions.json` and the lists of pages, and only on the page for what is not found.
 */

/** @typedef {{ locale: string, home: string, pages: string }} Edition */
/** @typedef {{ id: string, label: string, status: string, editions: Edition[] }} Version */

/** So many versions are asked at most. */
const MOST = 8;

/** @param {string} url */
const read = (url) => fetch(url).then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(url))));

/**
 * @param {Element} section where the links go
 * @param {string} address of `versions.json`
 */
async function offer(section, address) {
  const { versions } = /** @type {{ versions: Version[] }} */ (await read(address));
  const root = address.slice(0, address.lastIndexOf('/') + 1);
  const path = location.pathname;
  const latest = versions.find((version) => version.status === 'latest');
  if (latest && path.startsWith(`${root}v/${latest.id}/`)) {
    location.replace(root + path.slice(`${root}v/${latest.id}/`.length) + location.search + location.hash);
    return;
  }
  const all = versions.flatMap((version) => version.editions.map((edition) => ({ version, edition })));
  const longest = (/** @type {{ edition: Edition }} */ a, /** @type {{ edition: Edition }} */ b) =>
    b.edition.home.length - a.edition.home.length;
  const here = all.filter(({ edition }) => path.startsWith(edition.home)).sort(longest)[0];
  if (!here) return;
  const below = decodeURI(path.slice(here.edition.home.length)).toLowerCase();
  const others = all.filter(({ edition }) => edition !== here.edition && edition.locale === here.edition.locale);
  for (const { version, edition } of others.slice(0, MOST)) {
    const { pages, moved } = await read(edition.pages).catch(() => ({ pages: {}, moved: {} }));
    const found = [below, `${below}/`, moved[below], moved[`${below}/`]].find((name) => name !== undefined && pages[name]);
    if (found === undefined || below === '') continue;
    const link = document.createElement('a');
    link.href = edition.home + encodeURI(found);
    link.textContent = `${pages[found][0]} (${version.label})`;
    const item = document.createElement('li');
    item.append(link);
    section.querySelector('ul')?.append(item);
    section.removeAttribute('hidden');
  }
}

const section = document.querySelector('[data-elsewhere]');
if (section instanceof HTMLElement && section.dataset.elsewhere) {
  offer(section, section.dataset.elsewhere).catch(() => {
    // The page says what it can without.
  });
}
