// The captured text: its words, and excerpts of it.
//
// The server counts code points, a browser UTF-16 units. Offsets are units everywhere in these
// files, and are converted to code points in the rows that are sent to the server (see points).

// What `sources/excerpts/normalisation.py` declares to be white space.
const SPACE = "\\u0009-\\u000d\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const WORD = new RegExp(`[^${SPACE}]+`, "g");
const OPENING = /^["'“”„‟‘‚‛«([]+/;
const CLOSING = /["'“”‟‘’»)\]]+$/;
// What ends a clause, and says nothing of the position; "?" does, and the stop of "U.S." is part of the word.
const FINAL = /(?:(?<![.][^.\s]{1,3})[.]|[,;:!…–—-])["'“”‟‘’»)\],;:.!…–—-]*$/;
const ANY_DOUBLE = "[\"“”„‟]";
const ANY_SINGLE = "['‘’‚‛ʼ]";

export function wordCount(excerpt) {
  return (excerpt.match(WORD) || []).length;
}

export class CapturedText {
  constructor(text) {
    this.text = text;
    this.words = [];
    for (const match of text.matchAll(WORD)) this.addWord(match[0], match.index);
    this.unitOf = /[\ud800-\udbff]/.test(text) ? unitsOfPoints(text) : null;
  }

  // Adds a word as an excerpt may begin or end with it: without the marks around it.
  addWord(word, at) {
    const start = at + (word.match(OPENING)?.[0].length ?? 0);
    const end = at + word.length - (word.match(CLOSING)?.[0].length ?? 0);
    if (end > start) this.words.push([start, end]);
  }

  // Converts code points to units.
  units(points) {
    return this.unitOf ? this.unitOf[Math.min(points, this.unitOf.length - 1)] : points;
  }

  // Converts units to code points.
  points(units) {
    return this.unitOf ? Array.from(this.text.slice(0, units)).length : units;
  }

  slice(span) {
    return this.text.slice(span[0], span[1]);
  }

  firstWord(start) {
    const at = this.words.findIndex(([, end]) => end > start);
    return at < 0 ? this.words.length : at;
  }

  lastWord(end) {
    return this.words.findLastIndex(([start]) => start < end);
  }

  // Extends a selection to whole words, at most `limit`, without what ends the clause; null when it contains no
  // word.
  wholeWords(start, end, limit) {
    const first = this.firstWord(start);
    const last = Math.min(this.lastWord(end), first + limit - 1);
    if (last < first) return null;
    return this.withoutEnd([this.words[first][0], this.words[last][1]]);
  }

  // Leaves out what ends the clause at the end of `span`.
  withoutEnd([start, end]) {
    const length = this.text.slice(start, end).replace(FINAL, "").trimEnd().length;
    return [start, length ? start + length : end];
  }

  // Moves the start or the end of `span` by whole words; null if that is not possible.
  moveEdge(span, side, by, limit) {
    let first = this.firstWord(span[0]);
    let last = this.lastWord(span[1]);
    if (side === "start") first += by;
    else last += by;
    if (first < 0 || last >= this.words.length || last < first) return null;
    const result = this.withoutEnd([this.words[first][0], this.words[last][1]]);
    if (side === "start") result[1] = span[1];
    else result[0] = span[0];
    const widened = result[1] - result[0] > span[1] - span[0];
    return widened && wordCount(this.slice(result)) > limit ? null : result;
  }

  // How far the nearest mention of `name`, in any case, is from `start`, in units; the length of the text without one.
  distance(name, start) {
    this.folded ??= this.text.toLowerCase();
    const wanted = name.toLowerCase();
    let nearest = this.text.length;
    for (let at = this.folded.indexOf(wanted); at >= 0; at = this.folded.indexOf(wanted, at + 1)) {
      nearest = Math.min(nearest, Math.abs(at - start));
    }
    return nearest;
  }

  // Finds `excerpt` if it stands in the text exactly once. The server proves it on its own.
  find(excerpt) {
    const words = excerpt.match(WORD);
    if (!words) return null;
    const pattern = words.map(asPattern).join(`[${SPACE}]+`);
    const matches = [...this.text.matchAll(new RegExp(pattern, "g"))];
    return matches.length === 1 ? [matches[0].index, matches[0].index + matches[0][0].length] : null;
  }
}

function asPattern(word) {
  return word
    .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
    .replace(new RegExp(ANY_DOUBLE, "g"), ANY_DOUBLE)
    .replace(new RegExp(ANY_SINGLE, "g"), ANY_SINGLE);
}

function unitsOfPoints(text) {
  const units = [0];
  for (const character of text) units.push(units.at(-1) + character.length);
  return units;
}
