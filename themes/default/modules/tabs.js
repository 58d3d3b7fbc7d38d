/**
 * Turns stacked panels into tabs, as described in the ARIA Authoring Practices. A choice counts for all tabs of that name,
 * on all pages. "Find in page" searches closed panels and opens them.
 */
const CHOSEN = 'answerbook-tabs';

/** The names of chosen tabs, latest first. @type {string[]} */
let choices = [];
try {
  choices = JSON.parse(localStorage.getItem(CHOSEN) ?? '[]');
} catch {
  // Storage is disabled: a choice counts for this page.
}

/** Opens the tab with a name in each group that has one. @type {((name: string) => void)[]} */
const groups = [];

/** @param {string} name @param {HTMLElement} at what the reader sees and what must not move */
function choose(name, at) {
  choices = [name, ...choices.filter((other) => other !== name)].slice(0, 20);
  try {
    localStorage.setItem(CHOSEN, JSON.stringify(choices));
  } catch {
    // As above.
  }
  const { top } = at.getBoundingClientRect();
  for (const open of groups) open(name);
  scrollBy({ top: at.getBoundingClientRect().top - top, behavior: 'instant' });
}

for (const [number, tabs] of document.querySelectorAll('.tabs').entries()) {
  const panels = [...tabs.children].filter((child) => child.matches('.tab'));
  const list = document.createElement('div');
  list.className = 'tablist';
  list.setAttribute('role', 'tablist');

  const names = panels.map((panel) => panel.getAttribute('aria-label') ?? '');
  const buttons = panels.map((panel, index) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.id = `ab-tab-${number}-${index}`;
    button.textContent = names[index];
    button.setAttribute('role', 'tab');
    panel.id ||= `ab-panel-${number}-${index}`;
    panel.setAttribute('role', 'tabpanel');
    panel.setAttribute('aria-labelledby', button.id);
    panel.removeAttribute('aria-label');
    button.setAttribute('aria-controls', panel.id);
    button.addEventListener('click', () => choose(names[index], button));
    panel.addEventListener('beforematch', () => select(index));
    return button;
  });

  /** @param {number} chosen */
  const select = (chosen) =>
    panels.forEach((panel, index) => {
      if (index === chosen) panel.removeAttribute('hidden');
      else panel.setAttribute('hidden', 'until-found');
      buttons[index].setAttribute('aria-selected', String(index === chosen));
      buttons[index].tabIndex = index === chosen ? 0 : -1;
    });

  list.addEventListener('keydown', (event) => {
    const current = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    const forward = getComputedStyle(list).direction === 'rtl' ? -1 : 1;
    const target = { ArrowRight: current + forward, ArrowLeft: current - forward, Home: 0, End: -1 }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    const next = (target + buttons.length) % buttons.length;
    choose(names[next], list);
    buttons[next].focus();
  });

  // A link to a heading in a hidden panel shows the panel.
  const reveal = () => {
    const target = document.querySelector(':target');
    const index = panels.findIndex((panel) => target && panel.contains(target));
    if (index < 0) return;
    select(index);
    target?.scrollIntoView();
  };

  list.append(...buttons);
  tabs.prepend(list);
  groups.push((name) => names.includes(name) && select(names.indexOf(name)));
  select(Math.max(0, names.indexOf(choices.find((name) => names.includes(name)) ?? '')));
  addEventListener('load', reveal);
  addEventListener('hashchange', reveal);
}

export {};
