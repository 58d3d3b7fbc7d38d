/**
 * The best documents → hits: title, link, heading, and an excerpt around the match, with the matches marked. A marked
 * text is a list of parts; every second one is a match.
 * @typedef {{ title: string[], href: string, heading: string[], excerpt: string[], category: string, kind: string, score: number, closest?: string, isAnswer?: boolean }} Hit
 */
import { PLAIN, bigrams, isDense, known, runs } from './words.js';
import { readPack } from './files.js';
import { check } from './reader.js';
import { runOf } from './best.js';

const EXCERPT = 160;
const BEFORE = 40;

/** @param {any} index @param {string[][]} words those that match each term @param {string} query @param {import('./score.js').Ranked[]} best */
export async function hits(index, words, query, best) {
  const typed = [...runs(query)].map(([run]) => known(run));
  const wanted = new Set([...words.flat(), ...typed.filter((word) => (word.length > 1 || isDense(word)) && !index.stopWords.has(word)).flatMap((word) => (isDense(word) ? bigrams(word) : word))]);
  const { manifest: { pack: size }, edition: { home } } = index;
  return Promise.all(
    best.map(async ({ document, section, score, closest = 0, isAnswer }) => {
      const shown = (await index.pack(Math.floor(document / size)))[document % size];
      check(shown, 'no such document');
      const [title, href, lead, passages] = shown;
      const answer = section > 0 ? passages[section] : undefined;
      const anchorOf = (/** @type {string[] | undefined} */ place) => (place ? place[1] || dashed(place[0]) : '');
      const anchor = answer ? `#${encodeURIComponent(anchorOf(answer))}` : '';
      const passage = passages[section]?.[2] ?? '';
      const text = (section === 0 && lead) || passage || lead;
      const run = runOf(index, document);
      return {
        title: marked(title, wanted),
        href: safe(home + href) + anchor,
        heading: marked(answer?.[0] ?? '', wanted),
        excerpt: marked(excerpt(text, wanted), wanted),
        ...run,
        score,
        // The page of a category only lists its articles.
        closest: section || closest < 1 ? '' : anchorOf(passages[closest]),
        isAnswer: isAnswer && title !== run.category,
      };
    }),
  );
}

/** A link to a page of this site or another one, but never to code. @param {string} href */
export const safe = (href) => (/^(?:https?:\/\/|\/(?!\/)|mailto:|tel:)/i.test(href) ? href : '#');

/** A heading in the usual form of its anchor. @param {string} heading */
const dashed = (heading) =>
  heading.replace(/[\0-\x1f!-,./:-@[-^\x60{-\x7f]/g, '').replace(/ /g, '-').replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** The positions of the wanted words in a text. @param {string} text @param {Set<string>} wanted */
function wordsIn(text, wanted) {
  /** @type {{ start: number, end: number, word: string }[]} */
  const found = [];
  for (const { 0: run, index: start } of runs(text)) {
    const plain = PLAIN.test(run);
    const word = plain ? run.toLowerCase() : known(run);
    if (wanted.has(word)) found.push({ start, end: start + run.length, word });
    else if (!plain && isDense(word)) {
      let at = start;
      for (const pair of bigrams(run)) {
        const last = found[found.length - 1];
        if (wanted.has(known(pair))) {
          if (last && last.end > at) last.end = at + pair.length;
          else found.push({ start: at, end: at + pair.length, word: pair });
        }
        at += [...pair][0].length;
      }
    }
  }
  return found;
}

/** @param {string} text @param {Set<string>} wanted @returns {string[]} */
export function marked(text, wanted) {
  let end = 0;
  const parts = wordsIn(text, wanted).flatMap((match) => {
    const part = [text.slice(end, match.start), text.slice(match.start, match.end)];
    end = match.end;
    return part;
  });
  return [...parts, text.slice(end)];
}

/** The part of a text that contains the most different wanted words. @param {string} text @param {Set<string>} wanted */
function excerpt(text, wanted) {
  if (text.length <= EXCERPT) return text;
  const found = wordsIn(text, wanted);
  let [start, most] = [0, 0];
  for (const match of found) {
    const from = Math.max(0, match.start - BEFORE);
    const inside = found.filter((other) => other.start >= from && other.end <= from + EXCERPT);
    const count = new Set(inside.map(({ word }) => word)).size;
    if (count > most) [start, most] = [from, count];
  }
  const blank = start > 0 ? text.indexOf(' ', start) : -1;
  if (blank >= 0 && blank < start + BEFORE) start = blank + 1;
  if (start + EXCERPT >= text.length) return `${start ? '… ' : ''}${text.slice(start)}`;
  const last = text.lastIndexOf(' ', start + EXCERPT);
  return `${start ? '… ' : ''}${text.slice(start, last > start ? last : start + EXCERPT)} …`;
}
