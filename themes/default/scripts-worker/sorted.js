/** Places in sorted lists. */

/** The first place in a sorted list from which on `isBehind` holds. @param {number} length @param {(at: number) => boolean} isBehind */
export function partition(length, isBehind) {
  let low = 0;
  for (let high = length; low < high; ) {
    const middle = (low + high) >> 1;
    if (isBehind(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The block that would contain a word. @param {string[]} starts of the blocks @param {string} word */
export const blockOf = (starts, word) => Math.max(0, partition(starts.length, (at) => starts[at] > word) - 1);
