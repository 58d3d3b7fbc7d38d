/** Whether anything fits what was asked, and what answers it. The same as `src/search/query/doubt.rs`. */

const ELSEWHERE = 0.5;
const COVERS_ENOUGH = 0.5;
const IN_HEADING = 0.5;
const IN_TEXT = 0.2;
const ANSWERS = 0.65;
const CLEAR = 2;

/**
 * How much of a query a document, the best one, covers: the terms in its title and its best section, by rarity and by the
 * weight of what matches, as a fraction of all. Terms that are nowhere count as the rarest.
 * @param {{ matches: import('./score.js').Found, leastWeight: number }[]} found @param {number} missing @param {number} rarest @param {number} document
 */
export function coverageOf(found, missing, rarest, document) {
  const whole = wholeOf(found, missing, rarest);
  let most = 0;
  for (let section = 0; section < 32; section += 1) {
    let covered = 0;
    for (const { matches, leastWeight } of found) {
      if (!(matches.shares[document] > 0)) continue;
      const isHere = matches.titles[document] > 0 || (matches.sections[document] & (1 << section)) !== 0;
      covered += matches.rarity * Math.max(matches.weights[document], leastWeight) * (isHere ? 1 : ELSEWHERE);
    }
    most = Math.max(most, covered);
  }
  return most / whole;
}

/** Whether a document that covers this much of a query covers too little. @param {number} coverage */
export const coversLittle = (coverage) => coverage < COVERS_ENOUGH;

/** The rarity of all terms. @param {{ matches: import('./score.js').Found }[]} found @param {number} missing @param {number} rarest */
const wholeOf = (found, missing, rarest) => found.reduce((sum, { matches }) => sum + matches.rarity, 0) + missing * rarest;

/** Whether the best result is far ahead of the next one. @param {import('./score.js').Ranked[]} best */
export const isClear = ([first, second]) => !second || first.score >= CLEAR * second.score;

/**
 * Whether the section of a document answers: the terms in the title, in the section's heading and in its text.
 * @param {{ matches: import('./score.js').Found }[]} found @param {number} missing @param {number} rarest @param {import('./score.js').Ranked} place
 */
export function isAnswer(found, missing, rarest, { document, section }) {
  const bit = 1 << section;
  let covered = 0;
  for (const { matches } of found) {
    if (!(matches.shares[document] > 0)) continue;
    const part = matches.titles[document] > 0 ? 1 : matches.headings[document] & bit ? IN_HEADING : matches.sections[document] & bit ? IN_TEXT : 0;
    covered += matches.rarity * matches.weights[document] * part;
  }
  return rarest > 0 && covered >= ANSWERS * wholeOf(found, missing, rarest);
}
