/** Turns stacked panels into tabs, as described in the ARIA Authoring Practices. */
for (const [number, tabs] of document.querySelectorAll('.tabs').entries()) {
  const panels = [...tabs.children].filter((child) => child.matches('.tab'));
  const list = document.createElement('div');
  list.className = 'tablist';
  list.setAttribute('role', 'tablist');

  const buttons = panels.map((panel, index) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.id = `ab-tab-${number}-${index}`;
    button.textContent = panel.getAttribute('aria-label');
    button.setAttribute('role', 'tab');
    panel.id ||= `ab-panel-${number}-${index}`;
    panel.setAttribute('role', 'tabpanel');
    panel.setAttribute('aria-labelledby', button.id);
    panel.removeAttribute('aria-label');
    button.setAttribute('aria-controls', panel.id);
    button.addEventListener('click', () => select(index));
    return button;
  });

  /** @param {number} chosen */
  const select = (chosen) =>
    panels.forEach((panel, index) => {
      /** @type {HTMLElement} */ (panel).hidden = index !== chosen;
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
    select(next);
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
  select(0);
  addEventListener('load', reveal);
  addEventListener('hashchange', reveal);
}
