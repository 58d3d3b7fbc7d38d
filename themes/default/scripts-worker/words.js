/**
 * Text → words, in the same way as the index was built: the same as `src/search/words.rs`.
 * @typedef {{ pieces: string[], whole: string, signs: boolean, dense: boolean }} Token
 */

const LONGEST_WORD = 40;
const MAX_JOINED = 4;

const WORD = /[\p{Alphabetic}\p{N}\p{M}]/u;
const DENSE =
  /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\u{20000}-\u{3ffff}]/u;
/**
 * ASCII text needs no normalization and no Unicode regular expressions, each of which takes a millisecond or more on
 * first use.
 */
export const PLAIN = /^[\x00-\x7f]*$/;
const PLAIN_RUN = /[0-9a-z]+/gi;
const RUN = /[\p{Alphabetic}\p{N}\p{M}]+/gu;
const LEFT_OUT =
  /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]/gu;
/** @type {Record<string, string>} */
const UNMARKED = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', ı: 'i' };

/** Folds a word: removes the marks that readers leave out. @param {string} word */
export const fold = (word) =>
  PLAIN.test(word) ? word : word.normalize('NFKD').replace(LEFT_OUT, '').normalize('NFC').replace(/[ßæœøłđðı]/g, (letter) => UNMARKED[letter]);

/** Normalizes and folds any word. @param {string} word */
export const known = (word) => fold(PLAIN.test(word) ? word.toLowerCase() : word.normalize('NFKC').toLowerCase());

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

/**
 * The tokens of a text.
 * @param {string} given @param {boolean} splits whether an apostrophe ends a word
 * @returns {Token[]}
 */
export function tokens(given, splits) {
  const text = [...given.normalize('NFKC').toLowerCase()];
  /** @type {Token[]} */
  const found = [];
  let pieces = [''];
  let dense = false;
  let before = false;
  const isOpen = () => pieces.length > 1 || pieces[0] !== '';
  const flush = (behind = '') => {
    pieces = pieces.filter(Boolean);
    const signs = before || behind !== '';
    const joined = pieces.join('');
    const fits = !dense && pieces.length <= MAX_JOINED && characters(joined) <= LONGEST_WORD && (signs || pieces.length > 1);
    if (dense) {
      for (const pair of bigrams(joined)) found.push({ pieces: [fold(pair)], whole: fold(pair), signs: false, dense });
    } else if (pieces.length) {
      const short = pieces.filter((piece) => characters(piece) <= LONGEST_WORD).map(fold);
      const whole = fits ? fold((before ? '.' : '') + joined + behind) : short[0];
      if (whole !== undefined) found.push({ pieces: short, whole, signs, dense });
    }
    [pieces, dense, before] = [[''], false, false];
  };
  text.forEach((character, at) => {
    const next = text[at + 1] ?? ' ';
    if (isWord(character)) {
      if (isOpen() && dense !== isDense(character)) flush();
      if (!isOpen() && !startsWord(character)) return;
      if (!isOpen()) {
        dense = isDense(character);
        const startsName = text[at - 1] === '.' && (at < 2 || /[\s("/\x60]/.test(text[at - 2]));
        before = startsName && isLetters(character) && !dense;
      }
      pieces[pieces.length - 1] += character;
    } else if (/['’‘]/.test(character) && isOpen() && !splits && isWord(next)) {
      // The word continues.
    } else if (/[-‐‑._&]/.test(character) && isOpen() && !dense && startsWord(next) && !isDense(next)) {
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
