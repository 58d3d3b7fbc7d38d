/**
 * Removes personal data from what people typed: e-mail addresses, and numbers as long as a phone or card number. The
 * receiver does the same again; `tests/scrub.json` tests both.
 * @param {string} text
 */
export function scrub(text) {
  // A removed number takes its blanks with it, which may join the text around it into an address: `a@b12345 67.c`.
  return withoutEmails(withoutEmails(text).replace(/\+?\d(?:[\s().\/\u2013-]{0,2}\d){6,}/gu, '[number]'));
}

/** The first `length` characters, without splitting one. @param {string} text @param {number} length */
export const cut = (text, length) => [...text].slice(0, length).join('');

/** Removes e-mail addresses only: addresses of pages may contain long numbers. @param {string} text */
export const withoutEmails = (text) => text.replace(/[^\s<>",;()]+/gu, withoutEmail);

/** A word with an `@` inside and a dot after it is an address. @param {string} word */
function withoutEmail(word) {
  const at = word.indexOf('@');
  return at > 0 && word.slice(at + 1).replace(/\.+$/, '').includes('.') ? '[email]' : word;
}
