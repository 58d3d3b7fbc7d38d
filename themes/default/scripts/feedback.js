/** "Was this helpful?" without leaving the page; without this script the form posts as any other. */
const form = /** @type {HTMLFormElement | null} */ (document.querySelector('form[data-feedback]'));
if (form) {
  const question = /** @type {HTMLFieldSetElement} */ (form.querySelector('[data-feedback-question]'));
  const reasons = /** @type {HTMLFieldSetElement} */ (form.querySelector('[data-feedback-reasons]'));
  const status = /** @type {HTMLElement} */ (form.querySelector('[role=status]'));
  let isOpen = false;

  /** @param {string} helpful */
  const answer = (helpful) => {
    const fields = new URLSearchParams(/** @type {any} */ (new FormData(form)));
    fields.set('helpful', helpful);
    return fields;
  };

  /** Ends the form with a word, which takes the focus that the pressed button had. @param {string} [text] */
  const say = (text) => {
    status.textContent = text ?? '';
    status.focus();
  };

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const button = /** @type {HTMLButtonElement} */ (event.submitter);
    if (button.value === 'no' && !isOpen) {
      isOpen = true;
      button.setAttribute('aria-pressed', 'true');
      reasons.hidden = reasons.disabled = false;
      reasons.querySelector('input')?.focus();
      return;
    }
    isOpen = false;
    const body = answer(button.value);
    try {
      const response = await fetch(form.action, { method: 'POST', body });
      if (!response.ok) throw new Error(response.statusText);
      question.hidden = reasons.hidden = true;
      say(form.dataset.thanks);
    } catch {
      isOpen = button.value === 'no';
      say(form.dataset.failed);
    }
  });

  // Who says "Not really" and leaves has still answered.
  addEventListener('pagehide', () => {
    if (isOpen) navigator.sendBeacon(form.action, answer('no'));
    isOpen = false;
  });
}
