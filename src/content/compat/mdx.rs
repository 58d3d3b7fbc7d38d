//! MDX: imports, exports, comments and components, including those of Docusaurus, Starlight and Mintlify.
//!
//! Docusaurus reads `.md` as MDX too. In `.md` files a capitalized tag is a component only if the file imports it,
//! because help centers are full of placeholders such as `<NAME>`.

pub(super) mod indentation;
pub(super) mod jsx;

use std::collections::BTreeMap;
use std::ops::Range;

use super::arguments::{MarkupArguments, closing_brace};
use super::code::CodeRanges;
use super::tags::{self, MarkupTag, TagForm, TagMeaning};
use super::{DialectPass, MAX_REACH, ceiling, targets};
use crate::path::{self, ProjectPath};
use jsx::Imports;

/// Whether a text is MDX: by its file name, or because it imports or exports something.
pub(super) fn is_mdx(text: &str, path: &ProjectPath) -> bool {
    if path.extension() == "mdx" {
        return true;
    }
    if !text.contains("import ") && !text.contains("export ") {
        return false;
    }
    let code = CodeRanges::find(text, true);
    let mut lines = super::super::front_matter::lines_with_offsets(text);
    lines.any(|(offset, line)| (import(line).is_some() || is_export(line)) && !code.holds(offset))
}

/// Whether a line begins an `export`, which is certain only if it declares something.
fn is_export(line: &str) -> bool {
    let declared = line.strip_prefix("export ").map(str::trim_start);
    let keywords = ["const ", "let ", "var ", "function ", "default ", "async function "];
    declared.is_some_and(|rest| keywords.iter().any(|keyword| rest.starts_with(keyword)))
}

/// Translates all of these.
pub(super) fn run(pass: &mut DialectPass<'_>) {
    let is_mdx = pass.context.path.extension() == "mdx";
    let Statements { mut imports, values } = statements(pass, is_mdx);
    for source in imports.values_mut() {
        *source = targets::imported(pass.context, source);
    }
    remove_comments(pass);
    let tags = jsx::components(pass, |name| is_mdx || imports.contains_key(name.split('.').next().unwrap_or(name)));
    tags::translate(pass, &tags, |_, tag, parent| meaning(tag, parent, &imports));
    jsx::attributes(pass, &imports);
    expressions(pass, &tags, &values, is_mdx);
}

/// `{name}` and `{" "}`: MDX shows JavaScript values, and we run no JavaScript. Literals stay, names get the value that
/// the file exports under that name. Other names are removed; in a `.md` they may be text, and stay.
fn expressions(pass: &mut DialectPass<'_>, tags: &[MarkupTag], values: &BTreeMap<String, String>, is_mdx: bool) {
    let mut done = 0;
    for start in pass.outside_code("{") {
        let in_tag = tags.partition_point(|tag| tag.range.end <= start);
        let is_markup = tags.get(in_tag).is_some_and(|tag| tag.range.contains(&start));
        if is_markup || pass.text[..start].ends_with(['\\', '{', '$', '=']) {
            continue;
        }
        if start < done {
            continue;
        }
        let reach = &pass.text[start..ceiling(pass.text, start + MAX_REACH)];
        if is_mdx
            && let Some(length) = closing_brace(reach)
            && is_script(&reach[1..length - 1])
        {
            let first = reach.lines().next().unwrap_or_default();
            let shown = first[..first.len().min(length)].trim().to_owned();
            pass.left_out(start..start + shown.len(), &format!("the expression `{shown}`"));
            pass.replace(start..start + length, "");
            done = start + length;
            continue;
        }
        let ahead = pass.ahead(start + 1);
        let Some(end) = ahead.find('}') else { continue };
        let inner = ahead[..end].to_owned();
        let range = start..start + end + 2;
        let is_name = inner.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && inner.chars().all(|letter| letter.is_ascii_alphanumeric() || "_.$".contains(letter));
        if matches!(inner.as_str(), "\" \"" | "' '") {
            pass.replace(range, " ");
        } else if let Some(value) = values.get(inner.as_str()) {
            pass.replace(range, value);
        } else if is_name && is_mdx {
            pass.left_out(range.clone(), &format!("the expression `{{{inner}}}`"));
            pass.replace(range, "");
        }
    }
}

/// Whether the text in braces can only be JavaScript: a function, a condition or an alternative.
fn is_script(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with(|first: char| first.is_ascii_alphabetic() || "_(!".contains(first))
        && ["=>", " && ", " || ", " ? "].iter().any(|sign| text.contains(sign))
}

/// What MDX and Docusaurus's `.md` files have in common: comments, `@site/` and JavaScript in attributes.
pub(super) fn outside_mdx(pass: &mut DialectPass<'_>) {
    remove_comments(pass);
    jsx::attributes(pass, &Imports::new());
}

/// Removes `{/* … */}`, a comment in MDX and meaningless elsewhere, and resolves `@site/`, the project's folder, and
/// `pathname://`, Docusaurus's mark of an address that is no page.
fn remove_comments(pass: &mut DialectPass<'_>) {
    for start in pass.outside_code("pathname:///") {
        pass.replace(start..start + "pathname://".len(), "");
    }
    for start in pass.outside_code("{/*") {
        let Some(end) = pass.text[start..].find("*/}") else { break };
        pass.replace(start..start + end + 3, "");
    }
    for sign in ["](@", "](~"] {
        for start in pass.outside_code(sign) {
            let start = start + "](".len();
            let ahead = pass.ahead(start);
            let target = &ahead[..ahead.find([')', ' ']).unwrap_or(ahead.len())];
            let file = targets::imported(pass.context, target);
            if file != target {
                pass.replace(start..start + target.len(), path::encode(&file));
            }
        }
    }
    for start in pass.outside_code("](@site/") {
        let target_start = start + "](".len();
        let ahead = pass.ahead(target_start);
        let end = target_start + ahead.find([')', ' ']).unwrap_or(ahead.len());
        let target = &pass.text[target_start + "@site".len()..end];
        let replacement = match target.strip_prefix("/static/") {
            Some(file) => format!("/{file}"),
            None => targets::article(pass.context, target),
        };
        pass.replace(target_start..end, replacement);
    }
}

/// What a file imports and exports.
#[derive(Default)]
struct Statements {
    /// The source of each imported name.
    imports: Imports,
    /// The numbers and texts that are exported, by name.
    values: BTreeMap<String, String>,
}

/// Removes imports and exports. An export that we cannot use is reported.
fn statements(pass: &mut DialectPass<'_>, is_mdx: bool) -> Statements {
    let mut found = Statements::default();
    let mut skip = 0;
    let mut after_blank = true;
    for (offset, line) in super::super::front_matter::lines_with_offsets(pass.text) {
        if offset < skip || pass.shape.code.holds(offset) {
            continue;
        }
        let is_statement = after_blank && (is_mdx && line.starts_with("export ") || is_export(line));
        after_blank = line.trim().is_empty();
        if line.starts_with("import ") {
            // A list of names may span several lines, up to the quotes.
            let near = &pass.text[offset..ceiling(pass.text, offset + MAX_REACH)];
            let end = offset + near.find("\n\n").unwrap_or(near.len());
            let single = import(line).map(|found| (found, line.len()));
            let Some(((names, from), length)) = single.or_else(|| multi_line_import(&pass.text[offset..end])) else {
                continue;
            };
            skip = offset + length;
            found.imports.extend(names.into_iter().map(|name| (name, from.clone())));
            after_blank = true;
        } else if is_statement {
            let length = statement_length(&pass.text[offset..]);
            skip = offset + length;
            after_blank = true;
            match constant(&pass.text[offset..skip]) {
                Some((name, value)) => drop(found.values.insert(name, value)),
                None => pass.left_out(offset..offset + line.trim_end().len(), "an `export`"),
            }
        } else {
            continue;
        }
        pass.replace(offset..skip, "");
    }
    found
}

/// The name and the value of `export const name = value;` if the value is a number or a text.
fn constant(statement: &str) -> Option<(String, String)> {
    let rest = statement.trim().trim_end_matches(';').strip_prefix("export ")?.trim_start();
    let rest = ["const ", "let ", "var "].iter().find_map(|keyword| rest.strip_prefix(keyword))?;
    let (name, value) = rest.split_once('=')?;
    let (name, value) = (name.split(':').next().unwrap_or(name).trim(), value.trim());
    let quote = value.chars().next().filter(|quote| "\"'`".contains(*quote));
    let value = match quote {
        Some(quote) => value[1..].strip_suffix(quote).filter(|text| !text.contains([quote, '\\', '\n', '$']))?,
        None => value.parse::<f64>().is_ok().then_some(value)?,
    };
    Some((name.to_owned(), value.to_owned()))
}

/// The names and the source of `import A, { B as C } from "source"`. Prettier writes `\_` for `_`, which means the same in
/// a string of JavaScript.
fn import(line: &str) -> Option<(Vec<String>, String)> {
    let rest = line.strip_prefix("import ")?.trim().trim_end_matches(';').trim_end();
    let (clause, source) = match rest.rsplit_once(" from ").or_else(|| rest.rsplit_once("} from")) {
        Some((clause, source)) => (clause, source.trim()),
        None => ("", rest),
    };
    let quote = source.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let source = source[1..].strip_suffix(quote).filter(|source| !source.contains(quote))?;
    let source = source.replace("\\_", "_");
    let names = clause.split([',', '{', '}']).map(str::trim).filter(|name| !name.is_empty());
    let names = names.map(|name| name.rsplit(" as ").next().unwrap_or(name).trim().to_owned()).collect();
    Some((names, source))
}

fn multi_line_import(text: &str) -> Option<((Vec<String>, String), usize)> {
    let from = text.find(" from ").or_else(|| text.find("\nfrom ")).or_else(|| text.find("}from "))?;
    let end = text[from..].find('\n').map_or(text.len(), |newline| from + newline);
    let found = import(&text[..end].replace('\n', " "))?;
    Some((found, (end + 1).min(text.len())))
}

/// The length of an `export`. It ends at the first blank line at which its braces are closed.
fn statement_length(text: &str) -> usize {
    let mut depth = 0_i64;
    let mut length = 0;
    for line in text.split_inclusive('\n') {
        if line.trim().is_empty() && depth <= 0 {
            break;
        }
        depth += line
            .bytes()
            .map(|byte| i64::from(matches!(byte, b'{' | b'[' | b'(')) - i64::from(matches!(byte, b'}' | b']' | b')')))
            .sum::<i64>();
        length += line.len();
    }
    length
}

fn meaning(tag: &MarkupTag, parent: Option<&MarkupTag>, imports: &Imports) -> TagMeaning {
    let arguments = &tag.arguments;
    let title = arguments.named(&["title", "summary", "label", "header"]);
    if let Some(file) = imports.get(&tag.name) {
        let extension = file.rsplit_once('.').map_or("", |(_, extension)| extension);
        if matches!(extension, "md" | "mdx") && !file.contains('!') {
            return TagMeaning::Include(file.clone());
        }
    }
    match tag.name.as_str() {
        "Tabs" | "CodeGroup" => TagMeaning::Block("tabs", None),
        "TabItem" | "Tab" => {
            let value = arguments.named(&["value", "name"]);
            let values = parent.and_then(|parent| parent.arguments.named(&["values"]));
            let of_parent = value.zip(values).and_then(|(value, values)| label_in(values, value));
            let label = arguments.named(&["label", "title"]).or(of_parent).or(value).unwrap_or("…");
            TagMeaning::Block("tab", Some(label.to_owned()))
        }
        "ResponseField" | "ParamField" | "Update" => field(arguments, tag),
        "Admonition" | "Aside" | "Callout" | "Alert" => {
            tags::box_of(arguments.named(&["type", "variant", "intent"]).unwrap_or("note"), title)
        }
        kind @ ("Note" | "Tip" | "Info" | "Warning" | "Caution" | "Danger" | "Important" | "Check" | "Error") => {
            tags::box_of(kind, title)
        }
        "Steps" => TagMeaning::Block("steps", None),
        "Details" | "Accordion" | "Expandable" | "Collapsible" => TagMeaning::Block("details", title.map(str::to_owned)),
        "Frame" if tag.form == TagForm::Open => match arguments.named(&["caption"]) {
            Some(caption) => TagMeaning::Text(format!("*{}*\n", caption.trim())),
            None => TagMeaning::Unwrap,
        },
        "AccordionGroup" | "CardGrid" | "CardGroup" | "Fragment" | "Frame" | "Columns" | "Column" | "Head"
        | "TOCInline" | "Icon"
        // Every category already lists its articles.
        | "DocCardList" => TagMeaning::Unwrap,
        "Step" | "Card" if title.is_some() && tag.form == TagForm::Open => {
            let title = title.unwrap_or_default();
            let heading =
                arguments.named(&["href"]).map_or_else(|| title.to_owned(), |target| tags::link(title, target));
            TagMeaning::Text(format!("**{heading}**"))
        }
        "LinkCard" | "LinkButton" | "Card" => match (title, arguments.named(&["href", "to"])) {
            (Some(title), Some(target)) => {
                let more = arguments.named(&["description"]).map_or(String::new(), |text| format!(": {text}"));
                TagMeaning::Text(format!("{}{more}", tags::link(title, target)))
            }
            (Some(title), None) if tag.form == TagForm::Alone => TagMeaning::Text(format!("**{title}**")),
            _ => TagMeaning::Unwrap,
        },
        "Badge" | "Kbd" => TagMeaning::Text(arguments.named(&["text"]).unwrap_or_default().to_owned()),
        "YouTube" | "Youtube" | "LiteYouTubeEmbed" => match arguments.get(&["id", "videoId", "videoID", "url"], 0) {
            Some(id) => TagMeaning::Text(tags::youtube(id, title)),
            None => TagMeaning::Unknown(format!("component `{}`", tag.name)),
        },
        "Image" | "Picture" | "ThemedImage" => match picture_source(arguments, imports) {
            Some(source) => TagMeaning::Text(tags::picture(&source, arguments.named(&["alt"]).unwrap_or_default(), None)),
            None => TagMeaning::Unknown(format!("component `{}`", tag.name)),
        },
        // A code block whose text is an imported variable has nothing left to show.
        "CodeBlock" => TagMeaning::DropReported("component `CodeBlock`".into()),
        name => TagMeaning::Unknown(format!("component `{name}`")),
    }
}

/// The file of a picture. Of those for light and dark pages, it is the first one.
fn picture_source(arguments: &MarkupArguments, imports: &Imports) -> Option<String> {
    let of_themes = || arguments.named(&["sources"]).and_then(|sources| sources.split_once(':')).map(|(_, rest)| rest);
    let source = arguments.named(&["src"]).or_else(of_themes)?;
    let first = source.split([',', '}']).next().unwrap_or_default().trim();
    jsx::imported(imports, first).or_else(|| jsx::value(first)).or_else(|| arguments.named(&["src"]).map(str::to_owned))
}

/// The label of a value in `[{ label: 'Apple', value: 'apple' }]`.
fn label_in<'v>(values: &'v str, value: &str) -> Option<&'v str> {
    let text = |object: &'v str, key: &str| {
        let rest = &object[object.find(&format!("{key}:"))? + key.len() + 1..];
        let rest = rest.trim_start();
        let quote = rest.chars().next().filter(|quote| "\"'`".contains(*quote))?;
        rest[1..].split(quote).next()
    };
    let mut objects = values.split('{').skip(1);
    objects.find(|object| text(object, "value") == Some(value)).and_then(|object| text(object, "label"))
}

/// The name and the type of a field or a parameter in Mintlify's documentation of an API, or the date of an update.
fn field(arguments: &MarkupArguments, tag: &MarkupTag) -> TagMeaning {
    let name = match arguments.named(&["name", "path", "query", "body", "header"]) {
        Some(name) => format!("`{name}`"),
        None => match arguments.named(&["label"]) {
            Some(label) => label.to_owned(),
            None => return TagMeaning::Unknown(format!("component `{}`", tag.name)),
        },
    };
    let kind = arguments.named(&["type"]).map_or(String::new(), |kind| format!(" {kind}"));
    TagMeaning::Text(format!("**{name}**{kind}\n"))
}

/// A tag's form and arguments, from the text between its name and `>`.
fn tag(range: Range<usize>, name: &str, closes: bool, inner: &str) -> MarkupTag {
    let (alone, inner) = inner.trim_end().strip_suffix('/').map_or((false, inner), |inner| (true, inner));
    let form = if closes {
        TagForm::Close
    } else if alone {
        TagForm::Alone
    } else {
        TagForm::Open
    };
    MarkupTag { range, name: name.to_owned(), arguments: MarkupArguments::parse(inner), form }
}
