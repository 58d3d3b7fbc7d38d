//! Tests for `MyST`.

use super::super::tests::{check, check_in, unchanged};

#[test]
fn boxes_in_fences_become_blocks() {
    check("```{note}\nA\n```\n", ":::note\nA\n:::\n");
    check(":::{warning} B: c\n:class: x\n\nA\n:::\n", ":::warning\nB: c\n\nA\n:::\n");
    check(":::{admonition} My title\n:class: tip\nA\n:::\n", ":::tip My title\nA\n:::\n");
    check("- ```{seealso}\n  A\n  ```\n", "- :::note See also\n  A\n  :::\n");
    check("```{dropdown} More\n---\nopen:\n---\nA\n```\n", ":::details{open} More\nA\n:::\n");
    check("```{versionadded} 1.2 With text\n```\n", ":::note 1.2\nWith text\n:::\n");
}

#[test]
fn nested_directives_get_more_colons_outside() {
    check(
        "````{tab-set}\n```{tab-item} One\n:sync: a\n`A`\n```\n```{tab-item} Two\nB\n```\n````\n",
        "::::tabs\n:::tab One\n`A`\n:::\n:::tab Two\nB\n:::\n::::\n",
    );
    check("::::{note}\n:::{tip}\nA\n:::\n::::\n", "::::note\n:::tip\nA\n:::\n::::\n");
    check(":::{note}\n```\n:::{tip}\n:::\n```\n:::\n", ":::note\n```\n:::{tip}\n:::\n```\n:::\n");
}

#[test]
fn code_keeps_its_language_and_title() {
    check(
        "```{code-block} python\n:caption: a.py\n:emphasize-lines: 1, 3\n\nb\n```\n",
        "```python {1,3} title=\"a.py\"\n\nb\n```\n",
    );
    check(":::{code} sh\nb\n:::\n", "````sh\nb\n````\n");
    unchanged("```{r}\nplot(x)\n```\n");
    unchanged("```{.python .numberLines}\na\n```\n");
}

#[test]
fn pictures_keep_their_captions() {
    check("```{image} a b.png\n:alt: C\n```\n", "![C](<a b.png>)\n");
    check(
        "- :::{figure} a.png\n  :alt: C\n\n  The *caption*\n  goes on\n\n  Legend\n  :::\n",
        "- ![C](a.png \"The *caption* goes on\")\n  \n  Legend\n",
    );
}

#[test]
fn lists_become_tables() {
    check(
        ":::{list-table} Plans\n:header-rows: 1\n\n* - Plan\n  - Price\n* - A\n  - 1\n:::\n",
        "**Plans**\n\n| Plan | Price |\n|-|-|\n| A | 1 |\n",
    );
}

#[test]
fn what_has_no_equivalent_is_reported() {
    let left_out = |what: &str| format!("{what} of another tool has no equivalent here and was left out");
    check_in("a.md", ":::{toctree}\n:maxdepth: 2\n\nb\n:::\nA\n", "\nA\n", &[&left_out("directive `toctree`")]);
    check_in("a.md", ":::{tip}\n:::\n:::{plot} a\nB\n:::\n", ":::tip\n:::\n\nB\n\n", &[&left_out("directive `plot`")]);
    let shown = "directive `math` of another tool has no equivalent here, so it is shown as code";
    check_in("a.md", "```{tip}\n```\n```{math}\na\n```\n", ":::tip\n:::\n```{math}\na\n```\n", &[shown]);
    check_in("a.md", "{kbd}`A` {spam}`b`\n", "<kbd>A</kbd> `b`\n", &[&left_out("role `spam`")]);
    unchanged("{spam}`b` `{kbd}` ${a}`b`\n");
}

#[test]
fn roles_become_markdown() {
    check("{kbd}`Ctrl`+{kbd}`<`", "<kbd>Ctrl</kbd>+<kbd>\\<</kbd>");
    check("{guilabel}`&Save *all*`", "**Save \\*all\\***");
    check("{guilabel}`A & &B && C`", "**A \\& B \\& C**");
    check("{menuselection}`File --> New`", "**File → New**");
    check("{py:func}`f` {file}`a_b` {sub}`2`", "`f` `a_b` <sub>2</sub>");
    check("{term}`A term <term>` {abbr}`CSS (style sheets)`", "A term CSS (style sheets)");
    check("{doc}`Pay <pay>` {doc}`/billing/refund`", "[Pay](./pay.md) [refund](../billing/refund.md)");
}

#[test]
fn labels_become_ids() {
    let check = |text: &str, expected: &str| check_in("pay.md", text, expected, &[]);
    check("(a b)=\n\n## C\n\n{ref}`a b`\n", "\n\n## C<a id=\"a-b\"></a>\n\n[C](#a-b)\n");
    check("(a)=\nText {ref}`see <a>`\n", "<a id=\"a\"></a>\nText [see](#a)\n");
    check("(a)=\n# B\n\n[](#a)\n", "\n# B\n\n[B](./pay.md)\n");
    check("f(x)=y\n\n`(a)=`\n", "f(x)=y\n\n`(a)=`\n");
}

#[test]
fn links_without_a_text_show_a_title() {
    check("# T {#t}\n\n[](pay.md) [](pay.md#b) ![](a.png)\n", "# T {#t}\n\n[T](pay.md) [T](pay.md#b) ![](a.png)\n");
    unchanged("[](https://example.com) [](nothing.md) [a][](b)\n");
}

#[test]
fn comments_are_left_out() {
    check("```{tip}\nA\n```\n% Not for readers\n+++\nB\n", ":::tip\nA\n:::\n\n\nB\n");
    unchanged("% A\n\nB\n");
}
