/** Plays a video in the page. Nothing is requested from its host before the click. */
for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll('a[data-embed]'))) {
  link.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const address = new URL(link.dataset.embed ?? '', location.href);
    // In a player, a page of this site would run with the site's own rights.
    if (address.origin === location.origin) return;
    event.preventDefault();
    address.searchParams.set('autoplay', '1');
    const frame = document.createElement('iframe');
    frame.className = 'video';
    frame.title = link.dataset.title ?? '';
    frame.allow = 'autoplay; fullscreen; picture-in-picture; encrypted-media';
    frame.referrerPolicy = 'strict-origin-when-cross-origin';
    frame.setAttribute('sandbox', 'allow-scripts allow-same-origin allow-presentation allow-popups');
    frame.src = address.href;
    link.replaceWith(frame);
    frame.focus();
  });
}
