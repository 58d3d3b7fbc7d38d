/** Marks the current section in "On this page". */
const links = new Map(
  [...document.querySelectorAll('[data-outline] a')].map((link) => [decodeURIComponent(/** @type {HTMLAnchorElement} */ (link).hash.slice(1)), link]),
);

const observer = new IntersectionObserver(
  (entries) => {
    const entry = entries.find(({ isIntersecting }) => isIntersecting);
    if (!entry) return;
    for (const link of links.values()) link.removeAttribute('aria-current');
    links.get(entry.target.id)?.setAttribute('aria-current', 'location');
  },
  { rootMargin: '-15% 0px -70% 0px' },
);

for (const id of links.keys()) {
  const heading = document.getElementById(id);
  if (heading) observer.observe(heading);
}
