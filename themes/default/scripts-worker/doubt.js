/** Whether anything fits what was asked. The same as `src/search/query/doubt.rs`. */

const ELSEWHERE = 0.5;
const COVERS_ENOUGH = 0.5;

/**
 * Whether a document, the best one, covers too little: the terms in its title and its best section, by rarity and by the
 * weight of what matches, as a fraction of all. Terms that are nowhere count as the rarest.
 * @param {{ matches: import('./score.js').Found, leastWeight: number }[]} found @param {number} missing @param {number} rarest @param {number} document
 */
export function coversLittle(found, missing, rarest, document) {
  const whole = found.reduce((sum, { matches }) => sum + matches.rarity, 0) + missing * rarest;
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
  return rarest > 0 && most < COVERS_ENOUGH * whole;
}
