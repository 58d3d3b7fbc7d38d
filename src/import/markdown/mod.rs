//! HTML of a vendor → Markdown as a writer would type it.
//!
//! Steps: [`blocks`](build::blocks) turns the tree of a page into [`ImportedBlock`]s, with rules for what vendors build from
//! `div`s: callouts (`callouts`), tabs, accordions and steps (`widgets`), tables (`tables`), media (`media`). Links are
//! resolved by the caller in between. [`write::markdown`] writes the blocks: comrak writes lists, quotes, code and the
//! like, and `inline` the text in them, because Answerbook's Markdown gives a meaning to more characters than comrak
//! escapes. What Markdown cannot say becomes clean HTML (`html`). Each block is rendered by the site's own renderer and
//! compared with its words; if they differ, the block becomes HTML, too (`verify`).

pub mod build;
mod callouts;
mod escape;
mod headings;
mod html;
mod inline;
mod inlines;
mod lines;
mod lists;
mod media;
mod tables;
mod verify;
mod widgets;
pub mod write;

pub(super) use inlines::tidy;

/// A piece of an article between blank lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportedBlock {
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A heading.
    Heading {
        /// 1 to 6.
        level: u8,
        /// Its anchor, if the source names it.
        id: Option<String>,
        /// Its words.
        content: Vec<Inline>,
    },
    /// A list: numbered from `start`, or with bullets.
    List {
        /// The first number; `None` for bullets.
        start: Option<usize>,
        /// The items.
        items: Vec<ListEntry>,
    },
    /// A numbered list that is shown as steps.
    Steps(Vec<ListEntry>),
    /// Code.
    Code {
        /// The language, or nothing.
        language: String,
        /// The code, without a line break at the end.
        text: String,
    },
    /// A quote.
    Quote(Vec<ImportedBlock>),
    /// A highlighted box.
    Alert {
        /// What it is.
        kind: AlertType,
        /// The title, unless it is the usual one of its kind.
        title: Vec<Inline>,
        /// What the box contains.
        content: Vec<ImportedBlock>,
    },
    /// A part that readers can open.
    Details {
        /// What readers see before.
        title: Vec<Inline>,
        /// What the part contains.
        content: Vec<ImportedBlock>,
    },
    /// Tabs, each with its label.
    Tabs(Vec<(Vec<Inline>, Vec<ImportedBlock>)>),
    /// A table.
    Table(SourceTable),
    /// Terms and their descriptions.
    Definitions(Vec<(Vec<Inline>, Vec<ImportedBlock>)>),
    /// A line between two parts.
    Rule,
    /// A call of a snippet.
    SnippetCall(String),
}

/// The kinds of highlighted boxes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlertType {
    /// Good to know.
    Note,
    /// Helpful.
    Tip,
    /// Needed.
    Important,
    /// Be careful.
    Warning,
    /// Dangerous.
    Caution,
}

/// An item of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListEntry {
    /// Whether its box is checked; `None` without a box.
    pub checked: Option<bool>,
    /// What the item contains.
    pub content: Vec<ImportedBlock>,
}

/// A table as rows of cells, each of which may span several columns and rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SourceTable {
    /// The rows at the top that are headers.
    pub head: Vec<Vec<TableCell>>,
    /// The other rows.
    pub rows: Vec<Vec<TableCell>>,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableCell {
    /// What the cell contains.
    pub content: Vec<ImportedBlock>,
    /// How many columns it covers.
    pub columns: usize,
    /// How many rows it covers.
    pub rows: usize,
    /// Whether it is the header of a row or column.
    pub is_header: bool,
    /// `left`, `center`, `right`, or nothing.
    pub align: &'static str,
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// Words.
    Text(String),
    /// A line break.
    Break,
    /// Code.
    Code(String),
    /// Words in another style.
    Styled(TextStyle, Vec<Inline>),
    /// A link.
    Link {
        /// Where it leads.
        href: String,
        /// Its title, or nothing.
        title: String,
        /// Whether it looks like a button.
        is_button: bool,
        /// Its words.
        content: Vec<Inline>,
    },
    /// A picture or a video.
    Image {
        /// Where it is.
        src: String,
        /// What it shows.
        alt: String,
        /// Its caption, or nothing.
        title: String,
    },
    /// A place that links lead to.
    Anchor(String),
}

/// Styles of words. Those without a mark in Markdown have an element of HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextStyle {
    /// `**bold**`
    Strong,
    /// `*italic*`
    Emphasis,
    /// `~~struck~~`
    Strike,
    /// An element of HTML: `kbd`, `sub`, `sup`, `mark`.
    Element(&'static str),
}

/// What a conversion did besides converting, for the report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConversionNotes {
    /// One sentence for each kind of thing that was changed or left out.
    pub remarks: Vec<String>,
    /// Words of the source that are not in the blocks on purpose, such as bullets typed by hand.
    pub left_out: String,
}

impl ConversionNotes {
    /// Adds a sentence, once.
    pub fn note(&mut self, sentence: impl Into<String>) {
        let sentence = sentence.into();
        if !self.remarks.contains(&sentence) {
            self.remarks.push(sentence);
        }
    }
}

/// Calls `change` for each line of text in the blocks, at any depth.
pub fn each_line(blocks: &mut [ImportedBlock], change: &mut dyn FnMut(&mut Vec<Inline>)) {
    for block in blocks {
        match block {
            ImportedBlock::Paragraph(content) | ImportedBlock::Heading { content, .. } => change(content),
            ImportedBlock::List { items, .. } | ImportedBlock::Steps(items) => {
                for item in items {
                    each_line(&mut item.content, change);
                }
            }
            ImportedBlock::Quote(content) => each_line(content, change),
            ImportedBlock::Alert { title, content, .. } | ImportedBlock::Details { title, content } => {
                change(title);
                each_line(content, change);
            }
            ImportedBlock::Tabs(parts) | ImportedBlock::Definitions(parts) => {
                for (title, content) in parts {
                    change(title);
                    each_line(content, change);
                }
            }
            ImportedBlock::Table(table) => {
                for cell in table.head.iter_mut().chain(&mut table.rows).flatten() {
                    each_line(&mut cell.content, change);
                }
            }
            ImportedBlock::Code { .. } | ImportedBlock::Rule | ImportedBlock::SnippetCall(_) => {}
        }
    }
}

/// The words of blocks, in the order in which the built page shows them.
#[must_use]
pub fn words(blocks: &[ImportedBlock]) -> String {
    let mut text = String::new();
    collect_words(blocks, &mut text);
    text
}

fn collect_words(blocks: &[ImportedBlock], text: &mut String) {
    for block in blocks {
        match block {
            ImportedBlock::Paragraph(content) | ImportedBlock::Heading { content, .. } => line_words(content, text),
            ImportedBlock::List { items, .. } | ImportedBlock::Steps(items) => {
                for item in items {
                    collect_words(&item.content, text);
                }
            }
            ImportedBlock::Quote(content) => collect_words(content, text),
            ImportedBlock::Alert { title, content, .. } | ImportedBlock::Details { title, content } => {
                line_words(title, text);
                collect_words(content, text);
            }
            ImportedBlock::Tabs(parts) | ImportedBlock::Definitions(parts) => {
                for (title, content) in parts {
                    line_words(title, text);
                    collect_words(content, text);
                }
            }
            ImportedBlock::Table(table) => {
                for cell in table.head.iter().chain(&table.rows).flatten() {
                    collect_words(&cell.content, text);
                }
            }
            ImportedBlock::Code { text: code, .. } => text.push_str(code),
            ImportedBlock::Rule | ImportedBlock::SnippetCall(_) => {}
        }
        text.push('\n');
    }
}

/// The words of a line.
pub fn line_words(line: &[Inline], text: &mut String) {
    for inline in line {
        match inline {
            Inline::Text(words) | Inline::Code(words) => text.push_str(words),
            Inline::Break => text.push('\n'),
            Inline::Styled(_, content) | Inline::Link { content, .. } => line_words(content, text),
            Inline::Image { title, .. } => text.push_str(title),
            Inline::Anchor(_) => {}
        }
    }
}
