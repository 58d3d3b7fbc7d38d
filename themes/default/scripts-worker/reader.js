/** Reads the numbers, bytes and names of a file in order, and checks them. */

/** The first format in which each file has its own name, and how many bytes a name has. */
export const WITH_NAMES = 7;
const NAME_BYTES = 6;

/** @param {unknown} holds @param {string} what */
export const check = (holds, what) => {
  if (!holds) throw new Error(`broken index: ${what}`);
};

/** Reads a file from its start. */
export class Reader {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  /** The next `count` numbers. @param {number} count */
  numbers(count) {
    const { bytes } = this;
    check(count <= bytes.length - this.at, 'too great a count');
    const numbers = new Uint32Array(count);
    let at = this.at;
    for (let place = 0; place < count; place += 1) {
      let byte = bytes[at++];
      let number = byte & 0x7f;
      for (let scale = 128; byte >= 0x80; scale *= 128) {
        byte = bytes[at++];
        number += (byte & 0x7f) * scale;
        check(number < 2 ** 32 && scale <= 2 ** 28, 'no number');
      }
      numbers[place] = number;
    }
    check(at <= bytes.length, 'no number');
    this.at = at;
    return numbers;
  }

  /** The next number, if it counts items of at least one byte each. */
  count() {
    const [count] = this.numbers(1);
    check(count <= this.bytes.length - this.at, 'too great a count');
    return count;
  }

  /** The next `length` bytes. @param {number} length */
  take(length) {
    check(length <= this.bytes.length - this.at, 'too short');
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  /** The next names of files. Their number precedes them. */
  names() {
    const count = this.count();
    const digits = Array.from(this.take(count * NAME_BYTES), (byte) => byte.toString(16).padStart(2, '0')).join('');
    return Array.from({ length: count }, (_, place) => nameAt(digits, place));
  }

  /** The next column. Its length precedes it. */
  column() {
    return new Reader(this.take(this.count()));
  }
}

/** The name at a place in a list of names. @param {string} list @param {number} place */
export function nameAt(list, place) {
  const name = list.slice(place * NAME_BYTES * 2, (place + 1) * NAME_BYTES * 2);
  check(/^[0-9a-f]{12}$/.test(name), 'no such file');
  return name;
}

/** The start of each part, and the end of the last one. @param {Uint32Array} lengths */
export function startsOf(lengths) {
  const starts = new Uint32Array(lengths.length + 1);
  for (let place = 0; place < lengths.length; place += 1) {
    const next = starts[place] + lengths[place];
    check(next < 2 ** 32, 'too great a count');
    starts[place + 1] = next;
  }
  return starts;
}

/** Converts distances to the numbers that they lead to. @param {Uint32Array} distances */
export function ascending(distances) {
  const numbers = new Uint32Array(distances.length);
  let last = 0;
  for (let place = 0; place < distances.length; place += 1) {
    last += distances[place];
    check(last < 2 ** 32, 'too large a number');
    numbers[place] = last;
  }
  return numbers;
}

/** Converts signed distances to the numbers that they lead to. @param {Uint32Array} distances @param {(place: number) => boolean} [goesOn] whether the last number counts */
export function followed(distances, goesOn = (place) => place > 0) {
  const numbers = new Uint32Array(distances.length);
  for (let place = 0; place < distances.length; place += 1) {
    const distance = distances[place];
    const number = (goesOn(place) ? numbers[place - 1] : 0) + (distance % 2 ? -(distance + 1) / 2 : distance / 2);
    check(number >= 0 && number < 2 ** 32, 'no number');
    numbers[place] = number;
  }
  return numbers;
}
