/** "Was this helpful?" without leaving the page. Without this script the form posts like any other. */
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

  /** The key of the reader's answer to this wording. A later answer replaces it, even after a reload. */
  const key = `answerbook-answer ${form.dataset.feedback}`;
  let { answer, helpful } = { answer: uuid(), helpful: '' };
  try {
    ({ answer, helpful } = JSON.parse(sessionStorage.getItem(key) ?? JSON.stringify({ answer, helpful })));
  } catch {
    // Storage is disabled: an answer can be changed only on this page.
  }

  const press = () => buttons.forEach((button) => button.setAttribute('aria-pressed', String(button.value === helpful)));
  if (helpful) press();
  /** The answer that was sent last. */
  let recorded = helpful;

  /** @param {Record<string, any>} [fields] */
  const send = async (fields) => {
    try {
      sessionStorage.setItem(key, JSON.stringify({ answer, helpful }));
    } catch {
      // As above.
    }
    recorded = helpful;
    const outcome = await record('feedback', { helpful: helpful === 'yes', answer, ...fields });
    if (outcome !== 'sent' && outcome !== 'kept') recorded = '';
    const { thanks = '', later = '', failed = '' } = form.dataset;
    status.textContent = outcome === 'sent' ? thanks : outcome === 'kept' ? later : failed;
    return recorded !== '';
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
      // Readers who answer "Not really" are asked why; "Yes" needs no reason.
      if (!isHelpful) reasons.querySelector('input')?.focus();
      // Repeating an answer must not replace one that has a reason.
      if (helpful !== recorded) send();
    });
  }

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (!helpful) return;
    const data = new FormData(form);
    const sending = send({ reason: helpful === 'no' ? data.get('reason') ?? undefined : undefined, comment: String(data.get('comment') ?? '').trim() });
    more.hidden = more.disabled = true;
    status.focus();
    // The thanks take the place of the question, unless the answer was not sent.
    find('[data-feedback-question]').hidden = await sending;
  });
}
