/**
 * The thesaurus: phrases of a query → phrases that articles use. The same as `src/search/thesaurus.rs`.
 * @typedef {{ from: string[], to: string[][], weight: number }} Relation
 */

/** A word without its ending, by the rules of the index. @param {string} word @param {string[][]} suffixes */
export function bare(word, suffixes) {
  let best = word;
  for (const [from, to] of suffixes) {
    const length = word.length - from.length;
    if (word.endsWith(from) && length > 2 && length + to.length < best.length) best = word.slice(0, length) + to;
  }
  return best.replace(/(.)e$/, '$1').replace(/([^aeiou])\1$/, '$1').replace(/y$/, 'i');
}

/** The relations of a manifest, by the first word of their phrases. @param {string} lines @param {string[][]} suffixes @returns {Map<string, Relation[]>} */
export function relations(lines, suffixes) {
  const all = new Map();
  for (const line of lines.split('\n')) {
    const [, percent, left, sign, right] = line.match(/^(\d+) ([^=<]*)([=<])(.*)$/) ?? [];
    if (!sign) continue;
    const phrases = (/** @type {string} */ text) => text.split('|').filter(Boolean);
    const targets = phrases(left);
    for (const phrase of [...(sign === '=' ? targets : []), ...phrases(right)]) {
      const to = targets.filter((target) => target !== phrase).map((target) => target.split(' '));
      const from = phrase.split(' ').map((word) => bare(word, suffixes));
      if (!to.length) continue;
      const known = all.get(from[0]);
      if (known) known.push({ from, to, weight: Number(percent) / 100 });
      else all.set(from[0], [{ from, to, weight: Number(percent) / 100 }]);
    }
  }
  return all;
}
