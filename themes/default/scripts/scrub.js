/**
 * Takes personal data out of what people typed: e-mail addresses, and numbers as long as a phone's or a card's.
 * The receiver does the same again; both are held to the cases in `tests/scrub.json`.
 * @param {string} text
 */
export function scrub(text) {
  // A number that goes takes blanks along, and may join what is around it into an address: `a@b12345 67.c`.
  return withoutEmails(withoutEmails(text).replace(/\+?\d(?:[\s().\/\u2013-]{0,2}\d){6,}/gu, '[number]'));
}

/** The first so many characters, none of them cut in two. @param {string} text @param {number} length */
export const cut = (text, length) => [...text].slice(0, length).join('');

/** @param {string} text */
const withoutEmails = (text) => text.replace(/[^\s<>",;()]+/gu, withoutEmail);

/** A word with an `@` in its middle and a dot behind it is an address. @param {string} word */
function withoutEmail(word) {
  const at = word.indexOf('@');
  return at > 0 && word.slice(at + 1).replace(/\.+$/, '').includes('.') ? '[email]' : word;
}
