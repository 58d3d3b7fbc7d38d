//! Highlights formats that the lexer cannot read: HTML, CSS, YAML, and diffs.

use super::languages;
use super::lexer;
use super::pieces::ColouredHtml;

/// The code as HTML; `None` if the language is not one of these.
pub(super) fn colour(language: &str, code: &str) -> Option<String> {
    let mut pieces = ColouredHtml::of(code);
    match language {
        "html" | "xml" | "svg" | "xhtml" | "vue" | "svelte" | "htm" | "rss" | "plist" => markup(code, &mut pieces),
        "css" | "scss" | "less" => css(code, &mut pieces),
        "yaml" | "yml" => yaml(code, &mut pieces),
        "diff" | "patch" => diff(code, &mut pieces),
        _ => return None,
    }
    Some(pieces.finish())
}

fn diff(code: &str, pieces: &mut ColouredHtml) {
    for line in code.split_inclusive('\n') {
        let class = match line.as_bytes() {
            [b'+', b'+', b'+', ..] | [b'-', b'-', b'-', ..] | [b'@', b'@', ..] => "c",
            [b'+' | b'>', ..] => "i",
            [b'-' | b'<', ..] => "d",
            _ if line.starts_with("diff ") || line.starts_with("index ") => "c",
            _ => "",
        };
        pieces.push(line, class);
    }
}

fn markup(code: &str, pieces: &mut ColouredHtml) {
    let mut rest = code;
    while let Some(start) = rest.find('<') {
        pieces.push(&rest[..start], "");
        rest = &rest[start..];
        if rest.starts_with("<!") {
            let close = if rest.starts_with("<!--") { "-->" } else { ">" };
            let end = rest.find(close).map_or(rest.len(), |end| end + close.len());
            pieces.push(&rest[..end], "c");
            rest = &rest[end..];
            continue;
        }
        let is_tag = rest[1..].starts_with(|next: char| next.is_ascii_alphabetic() || matches!(next, '/' | '?'));
        if !is_tag {
            pieces.push("<", "");
            rest = &rest[1..];
            continue;
        }
        let name = rest[1..].split(|character: char| !character.is_alphanumeric()).next().unwrap_or_default();
        let other = match name {
            "script" => Some(("js", "</script")),
            "style" => Some(("css", "</style")),
            _ => None,
        };
        rest = tag(rest, pieces);
        if let Some((language, close)) = other {
            let end = rest.find(close).unwrap_or(rest.len());
            match languages::find(language) {
                Some(language) => lexer::write(language, &rest[..end], pieces),
                None => css(&rest[..end], pieces),
            }
            rest = &rest[end..];
        }
    }
    pieces.push(rest, "");
}

/// Writes a tag and returns the text after it.
fn tag<'t>(text: &'t str, pieces: &mut ColouredHtml) -> &'t str {
    let open = 1 + usize::from(text[1..].starts_with(['/', '?']));
    pieces.push(&text[..open], "k");
    let mut rest = &text[open..];
    let end = rest.find(|character: char| character.is_whitespace() || "/>".contains(character)).unwrap_or(rest.len());
    pieces.push(&rest[..end], "k");
    rest = &rest[end..];
    while let Some(first) = rest.chars().next() {
        let (length, class) = match first {
            '>' => {
                pieces.push(">", "k");
                return &rest[1..];
            }
            '"' | '\'' => (rest[1..].find(first).map_or(rest.len(), |end| end + 2), "s"),
            '=' => (1, "o"),
            '/' | '?' => (1, "k"),
            '<' => return rest,
            _ if first.is_whitespace() => (first.len_utf8(), ""),
            _ => {
                let is_end = |character: char| character.is_whitespace() || "=/>\"'<".contains(character);
                (rest.find(is_end).unwrap_or(rest.len()).max(first.len_utf8()), "a")
            }
        };
        pieces.push(&rest[..length], class);
        rest = &rest[length..];
    }
    rest
}

fn css(code: &str, pieces: &mut ColouredHtml) {
    let mut rest = code;
    let mut depth = 0_usize;
    let mut is_value = false;
    while let Some(first) = rest.chars().next() {
        let name = |from: usize| {
            let is_end = |character: char| !(character.is_alphanumeric() || matches!(character, '-' | '_' | '%' | '.'));
            from + rest[from..].find(is_end).unwrap_or(rest.len() - from)
        };
        let (length, class) = match first {
            '/' if rest.starts_with("/*") => (rest.find("*/").map_or(rest.len(), |end| end + 2), "c"),
            '"' | '\'' => (rest[1..].find([first, '\n']).map_or(rest.len(), |end| end + 2), "s"),
            '@' => (name(1), "k"),
            '#' | '.' if !is_value => (name(1), "t"),
            '#' => (name(1), "n"),
            '0'..='9' => (name(0), "n"),
            _ if first.is_alphabetic() || first == '-' => {
                let end = name(0);
                let is_key = depth > 0 && !is_value && rest[end..].trim_start().starts_with(':');
                let is_function = rest[end..].starts_with('(');
                let class = match (is_key, is_function, is_value) {
                    (true, ..) => "a",
                    (_, true, _) => "f",
                    (_, _, true) => "",
                    _ => "k",
                };
                (end, class)
            }
            _ => {
                match first {
                    '{' => (depth, is_value) = (depth + 1, false),
                    '}' => (depth, is_value) = (depth.saturating_sub(1), false),
                    ';' => is_value = false,
                    ':' if depth > 0 => is_value = true,
                    _ => {}
                }
                (first.len_utf8(), "")
            }
        };
        let length = length.clamp(first.len_utf8(), rest.len());
        pieces.push(&rest[..length], class);
        rest = &rest[length..];
    }
}

fn yaml(code: &str, pieces: &mut ColouredHtml) {
    // The indentation of the key whose block text (`|`, `>`) is being read.
    let mut block: Option<usize> = None;
    for line in code.split_inclusive('\n') {
        let text = line.trim_start_matches(' ');
        let indent = line.len() - text.len();
        if let Some(key) = block {
            if text.trim().is_empty() || indent > key {
                pieces.push(line, "s");
                continue;
            }
            block = None;
        }
        pieces.push(&line[..indent], "");
        let is_block = yaml_line(text, pieces);
        if is_block {
            block = Some(indent);
        }
    }
}

/// Writes a line without its indentation. Returns whether a block text begins on the next line.
fn yaml_line(line: &str, pieces: &mut ColouredHtml) -> bool {
    let mut rest = line;
    while let Some(behind) = rest.strip_prefix("- ") {
        pieces.push("- ", "");
        rest = behind;
    }
    if rest.trim_end() == "---" || rest.trim_end() == "..." || rest.trim_end() == "-" {
        pieces.push(rest, "");
        return false;
    }
    if let Some(key) = yaml_key(rest) {
        pieces.push(&rest[..=key], "a");
        rest = &rest[key + 1..];
    }
    let comment = if rest.starts_with('#') { Some(0) } else { rest.find(" #") };
    let (value, comment) = rest.split_at(comment.filter(|&at| !in_quotes(&rest[..at])).unwrap_or(rest.len()));
    let word = value.trim();
    let class = match word.as_bytes() {
        [b'"' | b'\'', ..] => "s",
        [b'{' | b'[', ..] if !word.starts_with("{{") => {
            if let Some(json) = languages::find("json") {
                lexer::write(json, value, pieces);
                pieces.push(comment, "c");
                return false;
            }
            ""
        }
        [b'&' | b'*' | b'!', ..] => "v",
        _ if word.contains("{{") => "v",
        _ if is_scalar(word) => "n",
        _ => "s",
    };
    pieces.push(value, class);
    pieces.push(comment, "c");
    matches!(word.trim_end_matches(['-', '+', '1', '2', '4']), "|" | ">")
}

/// The end of the key in a line.
fn yaml_key(line: &str) -> Option<usize> {
    if line.starts_with(['#', '{', '[', '|', '>']) {
        return None;
    }
    let from = match line.chars().next()? {
        quote @ ('"' | '\'') => 2 + line[1..].find(quote)?,
        _ => 0,
    };
    let colon = from + line[from..].find(':')?;
    let is_end = line[colon + 1..].is_empty() || line[colon + 1..].starts_with([' ', '\n', '\r']);
    (is_end && !line[..colon].contains(" #")).then_some(colon)
}

fn in_quotes(text: &str) -> bool {
    ['"', '\''].into_iter().any(|quote| text.matches(quote).count() % 2 == 1)
}

fn is_scalar(word: &str) -> bool {
    let is_number =
        word.starts_with(|first: char| first.is_ascii_digit() || first == '-') && word.parse::<f64>().is_ok();
    is_number || matches!(word, "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "~")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The code with each token shown as `class‹text›`.
    #[track_caller]
    fn check(language: &str, code: &str, expected: &str) {
        let html = colour(language, code).expect("a format that is known");
        let shown = html.replace("<span class=\"t-", "").replace("\">", "‹").replace("</span>", "›");
        assert_eq!(shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"), expected);
    }

    #[test]
    fn markup_has_tags_and_attributes() {
        check("html", "<!-- x --><a href=\"y\">z</a>", "c‹<!-- x -->›k‹<a ›a‹href›o‹=›s‹\"y\"›k‹>›zk‹</a>›");
        check("html", "<script>let a</script>", "k‹<script>let ›ak‹</script>›");
        check("xml", "1 < 2 <?xml?>", "1 < 2 k‹<?xml?>›");
    }

    #[test]
    fn styles_have_selectors_and_properties() {
        check("css", "a.b { color: #fff; }", "k‹a.b ›{ a‹color›: n‹#fff›; }");
        check(
            "css",
            "@media print { .x { width: calc(1px) } }",
            "k‹@media print ›{ t‹.x ›{ a‹width›: f‹calc›(n‹1px›) } }",
        );
    }

    #[test]
    fn yaml_has_keys_values_and_texts() {
        check("yaml", "a: 1 # x\n- b: \"c # d\"\n", "a‹a: ›n‹1 ›c‹# x›\n- a‹b: ›s‹\"c # d\"›\n");
        check("yaml", "a: |\n  b: c\nd: {{ .e }}\n", "a‹a: ›s‹|›\n  s‹b: c›\na‹d: ›v‹{{ .e }}›\n");
        check("yaml", "url: https://x.test\n", "a‹url: ›s‹https://x.test›\n");
    }

    #[test]
    fn differences_have_two_sides() {
        check("diff", "@@ 1 @@\n-a\n+b\n c\n", "c‹@@ 1 @@›\nd‹-a›\ni‹+b›\n c\n");
    }

    #[test]
    fn any_text_is_read_to_its_end() {
        for text in ["<", "</", "<a", "<a b='", "<!--", "é:", "\":", "'", "@", "#", "{", "- ", "|"] {
            for language in ["html", "css", "yaml", "diff"] {
                let html = colour(language, text).expect("a format that is known");
                assert!(!html.is_empty());
            }
        }
    }
}
