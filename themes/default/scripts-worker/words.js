/**
 * Text → words, in the same way as the index was built: the same as `src/search/words.rs`.
 * @typedef {{ pieces: string[], whole: string, typed: string, start: number, end: number, signs: boolean, dense: boolean }} Token
 */

const LONGEST_WORD = 40;
const MAX_JOINED = 8;
/** Maximum number of terms in a query. */
export const MAX_TERMS = 12;

const WORD = /[\p{Alphabetic}\p{N}\p{M}]/u;
const DENSE =
  /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\u{20000}-\u{3ffff}]/u;
/**
 * ASCII text needs no normalization and no Unicode regular expressions, each of which takes a millisecond or more on
 * first use.
 */
export const PLAIN = /^[\x00-\x7f]*$/;
const PLAIN_RUN = /[0-9a-z]+/gi;
const INVISIBLE_CLASS =
  '\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\u20e3\\ufe00-\\ufe0f\\ufeff\\u{e0000}-\\u{e01ef}';
const INVISIBLE = new RegExp(`[${INVISIBLE_CLASS}]`, 'gu');
const RUN = new RegExp(`[\\p{Alphabetic}\\p{N}\\p{M}${INVISIBLE_CLASS}]+`, 'gu');
/** The zeros of the scripts that have digits of their own. */
const ZEROS = [...'٠۰߀०০੦૦୦௦౦೦൦๐໐༠၀႐០᠐᥆᧐᪀꯰'].map((zero) => zero.charCodeAt(0));
const LEFT_OUT =
  /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]/gu;
/** @type {Record<string, string>} */
const UNMARKED = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', ı: 'i' };

/** Folds a word: removes the marks that readers leave out. @param {string} word */
export const fold = (word) =>
  PLAIN.test(word) ? word : word.normalize('NFKD').replace(LEFT_OUT, '').normalize('NFC').replace(/[ßæœøłđðı]/g, (letter) => UNMARKED[letter]);

/** The same digit in ASCII. @param {string} digit */
const plainDigit = (digit) => {
  const zero = ZEROS.find((code) => digit.charCodeAt(0) - code >= 0 && digit.charCodeAt(0) - code < 10);
  return zero === undefined ? digit : String(digit.charCodeAt(0) - zero);
};

/** NFKC, lower case and plain digits, without invisible characters. @param {string} text */
export const normal = (text) =>
  PLAIN.test(text) ? text.toLowerCase() : text.normalize('NFKC').replace(INVISIBLE, '').replace(/\p{Nd}/gu, plainDigit).toLowerCase();

/** Normalizes and folds any word. @param {string} word */
export const known = (word) => fold(normal(word));

/** Length in characters. @param {string} text */
export const characters = (text) => [...text].length;

/** Whether a text consists of letters only. @param {string} text */
export const isLetters = (text) => (PLAIN.test(text) ? /^[a-z]+$/i.test(text) : /^\p{Alphabetic}+$/u.test(text));

/** Whether a text ends within a word. @param {string} text */
export const isUnfinished = (text) => (PLAIN.test(text) ? /[0-9a-z]$/i.test(text) : /[\p{Alphabetic}\p{N}]$/u.test(text));

/** @param {string} text */
export const isDense = (text) => !PLAIN.test(text) && DENSE.test(text);

/** @param {string} character */
const isWord = (character) => (PLAIN.test(character) ? /[0-9a-z]/i.test(character) : WORD.test(character));

/**
 * Whether a word can begin with a character. A mark belongs to the character before it; on its own it would fold to an
 * empty word. So would the stroke that lengthens Arabic letters.
 * @param {string} character
 */
const startsWord = (character) => isWord(character) && (PLAIN.test(character) || !/[\p{M}\u0640]/u.test(character));

/** The runs of letters, digits and marks of a text. @param {string} text */
export const runs = (text) => text.matchAll(PLAIN.test(text) ? PLAIN_RUN : RUN);

/** Each two adjacent characters of a run; a single character if it is the only one. @param {string} run */
export const bigrams = (run) => {
  const all = [...run];
  return all.length > 1 ? all.slice(1).map((character, place) => all[place] + character) : all;
};

/** The two parts of a word such as `office365`. @param {string} word */
export const lettersAndDigits = (word) => {
  const parts = word.match(/^(?:([0-9]+)([^0-9]+)|([^0-9]+)([0-9]+))$/u)?.slice(1).filter((part) => part !== undefined);
  return parts && characters(/^[0-9]/.test(word) ? parts[1] : parts[0]) > 1 ? parts : [];
};

/** A number without what is often left out before it: `2.0` of `v2.0`, `80070005` of `0x80070005`. @param {string} word */
export const bareNumber = (word) => word.match(/^(?:v([0-9.]+)|0x([0-9a-f]{4,}))$/)?.slice(1).find(Boolean);

/**
 * The tokens of a normalized text.
 * @param {string} given @param {boolean} splits whether an apostrophe ends a word
 * @returns {Token[]}
 */
export function tokens(given, splits) {
  const text = [...given];
  /** @type {Token[]} */
  const found = [];
  let pieces = [''];
  /** Pieces after a decimal point: `1.0` is not `10`. @type {number[]} */
  let points = [];
  let [dense, before, start, end] = [false, false, 0, 0];
  const isOpen = () => pieces.length > 1 || pieces[0] !== '';
  /** @param {string} typed @param {Partial<Token>} token */
  const push = (typed, token) => {
    const whole = fold(typed);
    found.push({ pieces: [whole], whole, typed, start: 0, end: 0, signs: false, dense, ...token });
  };
  const flush = (behind = '') => {
    const signs = before || behind !== '';
    const length = characters(pieces.join(''));
    const fits = pieces.length <= MAX_JOINED && length <= LONGEST_WORD && (signs || pieces.length > 1);
    const short = pieces.filter((piece) => piece && characters(piece) <= LONGEST_WORD);
    const joined = pieces.map((piece, place) => (points.includes(place) ? '.' : '') + piece).join('');
    if (dense) {
      const pairs = bigrams(pieces.join(''));
      for (const pair of pairs) push(pair, pairs.length === 1 ? { start, end } : {});
    } else if (isOpen() && fits) {
      push((before ? '.' : '') + joined + behind, { pieces: short.map(fold), start, end, signs });
    } else if (isOpen()) {
      for (const piece of short) push(piece, short.length === 1 ? { start, end, signs } : {});
    }
    [pieces, points, dense, before] = [[''], [], false, false];
  };
  text.forEach((character, at) => {
    const next = text[at + 1] ?? ' ';
    if (isWord(character)) {
      if (isOpen() && dense !== isDense(character)) flush();
      if (!isOpen() && !startsWord(character)) return;
      if (!isOpen()) {
        dense = isDense(character);
        start = at;
        const startsName = text[at - 1] === '.' && (at < 2 || /[\s("/\x60]/.test(text[at - 2]));
        before = startsName && isLetters(character) && !dense;
      }
      pieces[pieces.length - 1] += character;
      end = at + 1;
    } else if (/['’‘]/.test(character) && isOpen() && !splits && isWord(next)) {
      // The word continues.
    } else if (/[-‐‑._&]/.test(character) && isOpen() && !dense && startsWord(next) && !isDense(next)) {
      if (/^[0-9]\.[0-9]$/.test(text[at - 1] + character + next)) points.push(pieces.length);
      pieces.push('');
    } else if (isOpen()) {
      const [signs = ''] = text.slice(at, at + 3).join('').match(/^(?:\+\+|\+|#)/) ?? [];
      const after = text[at + signs.length] ?? ' ';
      flush(dense || isWord(after) || /[+#]/.test(after) ? '' : signs);
    }
  });
  flush();
  return found;
}
