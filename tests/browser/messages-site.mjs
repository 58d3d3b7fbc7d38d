/**
 * Shared by the tests of messages: a site with notices, a contact form with own fields, tabs, folded parts, pictures and
 * two languages.
 */
/** A picture of 1,400 × 1,000 pixels. */
const PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="1400" height="1000"><rect width="1400" height="1000" fill="teal"/></svg>';

const tabs = (first, second) => `:::: tabs\n::: tab ${first}\nHidden pear ${first}.\n:::\n::: tab ${second}\nHidden plum ${second}.\n\n#### Deep ${second}\n\nText.\n:::\n::::\n`;


/** The files of the site. @param {string} endpoint where pages send events */
export const files = (endpoint) => ({
  'answerbook.toml': `title = "Help"
[events]
endpoint = "${endpoint}"
[[locale]]
code = "de"
[[header]]
title = "Status"
url = "https://status.example/"
on_phones = true
[[notice]]
kind = "incident"
text = "Cards fail. [More](/pay/late.md)"
[[notice]]
kind = "change"
text = "Prices change."
from = 2026-01-01
until = 2030-01-01
pages = ["/pay/"]
[[notice]]
text = "Over."
until = 2026-01-01
[[notice]]
text = "Not yet."
from = 2090-01-01
[contact]
form = "/requests"
hours = "Monday to Sunday 0:00–24:00, always"
time_zone = "Europe/London"
open = ["Mo-Su 00:00-24:00"]
topics = ["Bills", "Other"]
return = "/"
[contact.names]
subject = "ticket[subject]"
[[contact.field]]
name = "number"
label = "Customer number"
required = true
[[contact.field]]
name = "source"
value = "help"
`,
  'static/notice.json': JSON.stringify([{ kind: 'incident', text: 'Live trouble.', url: 'https://status.example/', title: 'Status' }, { text: 'Old.', until: '2020-01-01' }]),
  'content/pay/index.md': '# Pay\n',
  'content/pay/late.md': `# Late\n\n${tabs('Mac', 'Windows')}\n\n<details><summary>Folded</summary>\n<details><summary>Inner</summary>\n\n#### Deep fold\n\nText.\n\n</details>\n</details>\n\n![Large](large.svg)\n`,
  'content/pay/large.svg': PICTURE,
  'content/pay/other.md': `# Other\n\n${tabs('Mac', 'Windows')}\n\n![One](large.svg)\n![Two](large.svg)\n`,
  'content/de/pay/late.md': '# Spät\n',
});
