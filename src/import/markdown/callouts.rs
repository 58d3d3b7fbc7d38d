//! Highlighted boxes: what editors, themes and writers build from `div`s, tables, quotes and rules becomes an alert.

use super::build::blocks;
use super::{AlertType, ConversionNotes, ImportedBlock, Inline, TextStyle, line_words};
use crate::import::page::HtmlElement;

/// Words in bold at the start of a box that say what it is, in the languages of most help centers.
const SIGNAL_WORDS: &[(&str, AlertType)] = &[
    ("note", AlertType::Note),
    ("remarks", AlertType::Note),
    ("please note", AlertType::Note),
    ("info", AlertType::Note),
    ("information", AlertType::Note),
    ("hinweis", AlertType::Note),
    ("anmerkung", AlertType::Note),
    ("nota", AlertType::Note),
    ("remarque", AlertType::Note),
    ("opmerking", AlertType::Note),
    ("uwaga", AlertType::Warning),
    ("tip", AlertType::Tip),
    ("tips", AlertType::Tip),
    ("pro tip", AlertType::Tip),
    ("hint", AlertType::Tip),
    ("tipp", AlertType::Tip),
    ("astuce", AlertType::Tip),
    ("conseil", AlertType::Tip),
    ("consejo", AlertType::Tip),
    ("suggerimento", AlertType::Tip),
    ("dica", AlertType::Tip),
    ("important", AlertType::Important),
    ("wichtig", AlertType::Important),
    ("importante", AlertType::Important),
    ("belangrijk", AlertType::Important),
    ("warning", AlertType::Warning),
    ("warnung", AlertType::Warning),
    ("achtung", AlertType::Warning),
    ("attention", AlertType::Warning),
    ("avertissement", AlertType::Warning),
    ("advertencia", AlertType::Warning),
    ("atención", AlertType::Warning),
    ("avviso", AlertType::Warning),
    ("attenzione", AlertType::Warning),
    ("atenção", AlertType::Warning),
    ("waarschuwing", AlertType::Warning),
    ("let op", AlertType::Warning),
    ("caution", AlertType::Caution),
    ("danger", AlertType::Caution),
    ("vorsicht", AlertType::Caution),
    ("gefahr", AlertType::Caution),
    ("peligro", AlertType::Caution),
    ("pericolo", AlertType::Caution),
];

/// Parts of class names that make an element a box, and its kind if they tell.
const CLASS_PARTS: &[(&str, Option<AlertType>)] = &[
    ("callout", None),
    ("alert", None),
    ("admonition", None),
    ("notice", None),
    ("infobox", Some(AlertType::Note)),
    ("note", Some(AlertType::Note)),
    ("info", Some(AlertType::Note)),
    ("tip", Some(AlertType::Tip)),
    ("hint", Some(AlertType::Tip)),
    ("warning", Some(AlertType::Warning)),
    ("caution", Some(AlertType::Caution)),
    ("danger", Some(AlertType::Caution)),
    ("important", Some(AlertType::Important)),
];

/// Parts of class names that tell a box's kind, but do not make one.
const KIND_PARTS: &[(&str, AlertType)] = &[
    ("success", AlertType::Tip),
    ("green", AlertType::Tip),
    ("error", AlertType::Caution),
    ("red", AlertType::Caution),
    ("yellow", AlertType::Warning),
    ("orange", AlertType::Warning),
    ("blue", AlertType::Note),
    ("gray", AlertType::Note),
    ("grey", AlertType::Note),
    ("information", AlertType::Note),
];

/// The alert that an element is, by its class or its color.
pub(super) fn of(element: &HtmlElement, remarks: &mut ConversionNotes) -> Option<ImportedBlock> {
    if !matches!(
        element.name.as_str(),
        "div" | "section" | "aside" | "p" | "blockquote" | "figure" | "ac:structured-macro"
    ) {
        return None;
    }
    let parts: Vec<String> =
        element.classes().flat_map(|class| class.split(['-', '_'])).map(str::to_lowercase).collect();
    let is_box = parts.iter().any(|part| CLASS_PARTS.iter().any(|(name, _)| name == part));
    // A class such as `note-title` or `alert-list` names a part of something else.
    let is_part = parts.iter().any(|part| {
        matches!(
            part.as_str(),
            "title"
                | "heading"
                | "icon"
                | "body"
                | "content"
                | "header"
                | "list"
                | "wrapper"
                | "tooltip"
                | "text"
                | "container"
        )
    });
    let named = |part: &String| CLASS_PARTS.iter().find(|(name, _)| name == part).and_then(|(_, kind)| *kind);
    let meant = |part: &String| KIND_PARTS.iter().find(|(name, _)| name == part).map(|(_, kind)| *kind);
    let by_class = parts.iter().find_map(named).or_else(|| parts.iter().find_map(meant));
    let color = background(element);
    if !is_box || is_part {
        // A colored box is an alert only if it begins with a word that says so.
        color.filter(|_| element.name != "p")?;
        let content = blocks(&element.children, remarks);
        return Some(from_signal(content, None, remarks).unwrap_or_else(wrapped));
    }
    let kind = by_class.or(color).unwrap_or(AlertType::Note);
    let content = if element.name == "p" {
        let inner = HtmlElement { name: "p".into(), children: element.children.clone(), ..HtmlElement::default() };
        blocks(&[crate::import::page::HtmlNode::Element(inner)], remarks)
    } else {
        blocks(&element.children, remarks)
    };
    Some(alert(content, kind, remarks))
}

/// Blocks that turned out not to be a box, as one value.
fn wrapped(mut content: Vec<ImportedBlock>) -> ImportedBlock {
    if content.len() == 1 { content.remove(0) } else { ImportedBlock::Definitions(vec![(Vec::new(), content)]) }
}

/// A box of a known kind. A title at its start becomes the alert's.
pub(super) fn alert(content: Vec<ImportedBlock>, kind: AlertType, remarks: &mut ConversionNotes) -> ImportedBlock {
    match from_signal(content, Some(kind), remarks) {
        Ok(block) => block,
        Err(mut content) => {
            let title = match content.first_mut() {
                Some(ImportedBlock::Heading { content: words, .. }) => std::mem::take(words),
                Some(ImportedBlock::Paragraph(words))
                    if matches!(words.as_slice(), [Inline::Styled(TextStyle::Strong, _)]) =>
                {
                    match words.pop() {
                        Some(Inline::Styled(_, inner)) => inner,
                        _ => Vec::new(),
                    }
                }
                _ => Vec::new(),
            };
            if !title.is_empty() {
                content.remove(0);
            }
            ImportedBlock::Alert { kind, title, content }
        }
    }
}

/// A quote, or the alert that it is by its first words.
pub(super) fn quote(content: Vec<ImportedBlock>, remarks: &mut ConversionNotes) -> ImportedBlock {
    from_signal(content, None, remarks).unwrap_or_else(ImportedBlock::Quote)
}

/// The alert that a box or a cell is by its first words.
pub(super) fn by_first_words(
    content: Vec<ImportedBlock>,
    remarks: &mut ConversionNotes,
) -> Result<ImportedBlock, Vec<ImportedBlock>> {
    from_signal(content, None, remarks)
}

/// If the blocks begin with a signal word in bold, or as a heading: the alert. The word becomes its title.
fn from_signal(
    mut content: Vec<ImportedBlock>,
    known: Option<AlertType>,
    remarks: &mut ConversionNotes,
) -> Result<ImportedBlock, Vec<ImportedBlock>> {
    let Some((kind, title)) = content.first().and_then(first_words) else { return Err(content) };
    match content.first_mut() {
        Some(ImportedBlock::Paragraph(words)) => {
            take_first(words);
            if words.is_empty() {
                content.remove(0);
            }
        }
        _ => {
            content.remove(0);
        }
    }
    if content.is_empty() {
        content.push(ImportedBlock::Paragraph(vec![Inline::Text(title.clone())]));
        return Err(content);
    }
    // A class or a color is the writer's choice, the word only a title.
    let kind = if known.is_some_and(|known| known != AlertType::Note) { known.unwrap_or(kind) } else { kind };
    // The theme writes the usual title.
    let is_usual = super::html::usual_title(kind).eq_ignore_ascii_case(&title);
    if is_usual {
        remarks.left_out.push_str(&title);
    }
    let title = if is_usual { Vec::new() } else { vec![Inline::Text(title)] };
    Ok(ImportedBlock::Alert { kind, title, content })
}

fn first_words(block: &ImportedBlock) -> Option<(AlertType, String)> {
    let words = match block {
        ImportedBlock::Heading { content, .. } => {
            let mut words = String::new();
            line_words(content, &mut words);
            words
        }
        ImportedBlock::Paragraph(content) => {
            let first = content.iter().find(|inline| !matches!(inline, Inline::Anchor(_)))?;
            let Inline::Styled(TextStyle::Strong, inner) = first else { return None };
            let mut words = String::new();
            line_words(inner, &mut words);
            words
        }
        _ => return None,
    };
    let title = words.trim().trim_end_matches([':', '!', '.', '-', '–', '—', '：', '！']).trim();
    let kind = SIGNAL_WORDS.iter().find(|(word, _)| *word == title.to_lowercase())?.1;
    Some((kind, title.to_owned()))
}

/// Removes the bold words at the start, and the colon or dash after them.
fn take_first(words: &mut Vec<Inline>) {
    if let Some(at) = words.iter().position(|inline| matches!(inline, Inline::Styled(TextStyle::Strong, _))) {
        words.remove(at);
        if let Some(Inline::Text(text)) = words.get_mut(at) {
            *text = text.trim_start().trim_start_matches([':', '-', '–', '—', '：']).trim_start().to_owned();
        }
    }
    *words = super::inlines::tidy(std::mem::take(words));
}

/// A paragraph between two rules that begins with a signal word is an alert without the rules.
pub(super) fn between_rules(blocks: Vec<ImportedBlock>, remarks: &mut ConversionNotes) -> Vec<ImportedBlock> {
    let mut out: Vec<ImportedBlock> = Vec::with_capacity(blocks.len());
    let mut rest = blocks.into_iter().peekable();
    while let Some(block) = rest.next() {
        let is_between = matches!(out.last(), Some(ImportedBlock::Rule))
            && matches!(rest.peek(), Some(ImportedBlock::Rule))
            && matches!(block, ImportedBlock::Paragraph(_));
        if !is_between {
            out.push(block);
            continue;
        }
        match by_first_words(vec![block], remarks) {
            Ok(alert) => {
                out.pop();
                rest.next();
                out.push(alert);
            }
            Err(content) => out.extend(content),
        }
    }
    out
}

/// The kind of a box by its background color; `None` without one, or if it is white.
pub(super) fn background(element: &HtmlElement) -> Option<AlertType> {
    let value = element.style("background-color").or_else(|| element.style("background"))?;
    let [red, green, blue] = rgb(&value)?;
    let (high, low) = (red.max(green).max(blue), red.min(green).min(blue));
    if low > 250 {
        return None;
    }
    // Grey.
    if high - low < 8 {
        return Some(AlertType::Note);
    }
    Some(match () {
        () if blue == high => AlertType::Note,
        () if green == high && red < green => AlertType::Tip,
        // Red and green together are yellow.
        () if i32::from(green) - i32::from(low) > i32::from(high - low) / 2 => AlertType::Warning,
        () => AlertType::Caution,
    })
}

/// The parts of a color: `#feedaf80`, `#eee`, `rgb(1, 2, 3)`, `rgba(1, 2, 3, 0.5)`.
fn rgb(value: &str) -> Option<[u8; 3]> {
    if let Some(digits) = value.split_whitespace().next()?.strip_prefix('#') {
        let at = |from: usize, length: usize| u8::from_str_radix(digits.get(from..from + length)?, 16).ok();
        return match digits.len() {
            3 | 4 => Some([at(0, 1)? * 17, at(1, 1)? * 17, at(2, 1)? * 17]),
            6 | 8 => Some([at(0, 2)?, at(2, 2)?, at(4, 2)?]),
            _ => None,
        };
    }
    let inside = value.split_once("rgb")?.1.split_once('(')?.1.split_once(')')?.0;
    let mut parts = inside.split([',', ' ', '/']).filter(|part| !part.is_empty()).map(|part| part.trim().parse().ok());
    Some([parts.next()??, parts.next()??, parts.next()??])
}
