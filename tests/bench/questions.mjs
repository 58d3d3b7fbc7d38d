/**
 * Measures how often customers find the answer to a question in their own words. The questions were written for five
 * public help centers and parts of them in other languages, from their articles only. Each line of a file in
 * `questions/` has a half, a kind, the answers, and the question. An answer is a part of an address; `-` means that no
 * article answers. After `#`, it has the anchors of the sections that answer, with commas between them; none is the text before all headings. Questions of the half `test` are not for tuning: look at their totals only.
 *
 *     answerbook build login-gov-help --out OUT/login-gov-help
 *     node tests/bench/questions.mjs OUT [--half tune|test] [--misses] [--save FILE] [--before FILE]
 *
 * OUT has a folder for each help center, with the name of its file; those that are missing are left out. `--save`
 * stores which questions were answered, and `--before` compares them with an earlier run.
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { siteIn } from './search/site.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { half: { type: 'string', default: 'tune' }, misses: { type: 'boolean' }, save: { type: 'string' }, before: { type: 'string' } },
});
const folder = new URL('questions/', import.meta.url).pathname;
const read = async (path) => new Uint8Array(readFileSync(path));

/** @type {Map<string, { asked: number, first: number, inThree: number }>} */
const totals = new Map();
const count = (name, place) => {
  const total = totals.get(name) ?? { asked: 0, first: 0, inThree: 0 };
  totals.set(name, { asked: total.asked + 1, first: total.first + (place === 0), inThree: total.inThree + (place >= 0 && place < 3) });
};

const answered = {};
const passages = { shown: 0, right: 0, unanswerable: 0, sections: 0, rightSections: 0 };

/** Counts the first passage of a question. @param {{ href: string }} passage @param {string} answers @param {boolean} isRight */
function judge({ href }, answers, isRight) {
  passages.shown += 1;
  passages.right += isRight ? 1 : 0;
  passages.unanswerable += answers === '-' ? 1 : 0;
  const [page, anchor = ''] = href.split('#');
  const judged = answers.split('|').filter((answer) => answer.includes('#'));
  if (!judged.length) return;
  passages.sections += 1;
  const isHere = (/** @type {string} */ answer) => page.toLowerCase().includes(answer.split('#')[0]) && answer.split('#')[1].split(',').includes(decodeURIComponent(anchor));
  passages.rightSections += judged.some(isHere) ? 1 : 0;
}

const doubts = { told: 0, unanswerable: 0, doubted: 0, right: 0 };
for (const file of readdirSync(folder).sort()) {
  const out = join(positionals[0] ?? '.', basename(file, '.tsv'));
  if (!existsSync(out)) continue;
  const { engine, base } = await siteIn(out);
  const index = await engine.open(join(out, base), read);
  for (const line of readFileSync(join(folder, file), 'utf8').trim().split('\n')) {
    const [half, kind, answers, question] = line.split('\t');
    if (half !== values.half) continue;
    const { hits, total, isDoubted } = await index.search(question, { limit: 10 });
    const isRight = ({ href }) => answers.split('|').some((answer) => href.split('#')[0].toLowerCase().includes(answer.split('#')[0]));
    const passage = hits.slice(0, 3).find(({ isAnswer }) => isAnswer);
    if (passage) judge(passage, answers, isRight(passage));
    if (answers === '-') {
      doubts.unanswerable += 1;
      doubts.told += total === 0 || isDoubted ? 1 : 0;
      continue;
    }
    const place = hits.findIndex(isRight);
    for (const name of ['all', kind, basename(file, '.tsv')]) count(name, place);
    if (place === 0) {
      doubts.right += 1;
      doubts.doubted += isDoubted ? 1 : 0;
    }
    answered[`${file} ${question}`] = place >= 0 && place < 3;
    if (values.misses && (place < 0 || place > 2)) console.log(`${file}: ${question} → ${hits.slice(0, 3).map(({ title }) => title.join('')).join(' | ')}`);
  }
}

const percent = (part, whole) => `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;
console.log(`${'half'.padEnd(22)}${values.half}`);
for (const [name, { asked, first, inThree }] of totals) console.log(`${name.padEnd(22)}${String(asked).padStart(4)}  first three ${percent(inThree, asked).padStart(7)}  first ${percent(first, asked).padStart(7)}`);
console.log(`${doubts.told} of ${doubts.unanswerable} questions without an answer are recognized; ${doubts.doubted} of ${doubts.right} right first hits are doubted`);
console.log(`${passages.shown} have a passage; ${passages.right} first ones are from a right article (${percent(passages.right, passages.shown)}), ${passages.rightSections} of ${passages.sections} from a right section; ${passages.unanswerable} questions without an answer have one`);
if (values.before) {
  const before = JSON.parse(readFileSync(values.before, 'utf8'));
  const changed = (is) => Object.keys(answered).filter((question) => question in before && answered[question] === is && before[question] !== is);
  for (const [name, list] of [['mended', changed(true)], ['lost', changed(false)]]) console.log(`${name} ${list.length}\n${list.map((question) => `    ${question}`).join('\n')}`);
}
if (values.save) writeFileSync(values.save, JSON.stringify(answered));
