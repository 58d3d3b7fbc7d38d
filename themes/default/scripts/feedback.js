/** "Was this helpful?" without leaving the page; without this script the form posts as any other. */
import { record, uuid } from './events.js';

const feedback = /** @type {HTMLFormElement | null} */ (document.querySelector('form[data-feedback]'));
if (feedback) listen(feedback);

/** @param {HTMLFormElement} form */
function listen(form) {
  const find = (/** @type {string} */ name) => /** @type {HTMLElement} */ (form.querySelector(name));
  const buttons = /** @type {HTMLButtonElement[]} */ ([...form.querySelectorAll('[data-feedback-question] button')]);
  const more = /** @type {HTMLFieldSetElement} */ (find('[data-feedback-more]'));
  const reasons = find('[data-feedback-reasons]');
  const person = find('[data-feedback-person]');
  const status = find('[role=status]');

  /** The reader's answer to this wording, which a changed mind replaces, also after a reload. */
  const key = `answerbook-answer ${form.dataset.feedback}`;
  let { answer, helpful } = { answer: uuid(), helpful: '' };
  try {
    ({ answer, helpful } = JSON.parse(sessionStorage.getItem(key) ?? JSON.stringify({ answer, helpful })));
  } catch {
    // Storage is switched off: a mind can be changed on this page only.
  }

  const press = () => buttons.forEach((button) => button.setAttribute('aria-pressed', String(button.value === helpful)));
  if (helpful) press();
  /** The answer that has been told. */
  let told = helpful;

  /** @param {Record<string, any>} [fields] */
  const send = async (fields) => {
    try {
      sessionStorage.setItem(key, JSON.stringify({ answer, helpful }));
    } catch {
      // As above.
    }
    told = helpful;
    const outcome = await record('feedback', { helpful: helpful === 'yes', answer, ...fields });
    if (outcome !== 'sent' && outcome !== 'kept') told = '';
    const { thanks = '', later = '', failed = '' } = form.dataset;
    status.textContent = outcome === 'sent' ? thanks : outcome === 'kept' ? later : failed;
  };

  for (const button of buttons) {
    button.addEventListener('click', (event) => {
      event.preventDefault();
      helpful = button.value;
      press();
      more.hidden = more.disabled = false;
      const isHelpful = helpful === 'yes';
      find('[data-feedback-why]').textContent = (isHelpful ? more.dataset.yes : more.dataset.no) ?? '';
      reasons.hidden = isHelpful;
      if (person) person.hidden = isHelpful;
      // Who says "Not really" is asked why; who says "Yes" need not go on.
      if (!isHelpful) reasons.querySelector('input')?.focus();
      // The same answer once more must not replace one that came with a reason.
      if (helpful !== told) send();
    });
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!helpful) return;
    const data = new FormData(form);
    send({ reason: helpful === 'no' ? data.get('reason') ?? undefined : undefined, comment: String(data.get('comment') ?? '').trim() });
    more.hidden = more.disabled = true;
    status.focus();
  });
}
