// A fade to a page that does not take part, such as one of another site, ends early. That is not an error.
addEventListener('pageswap', ({ viewTransition }) => viewTransition?.ready.catch(() => {}));
