use std::fmt::Write;

use proptest::prelude::*;

use super::*;
use crate::content::passages::of_markdown;

/// The changes, one per line: `= 3`, `+ text`, `- text`, `~ same [-removed-][+added+]`.
fn shown(old: &str, new: &str) -> String {
    let (old, new) = (of_markdown(old), of_markdown(new));
    let mut shown = String::new();
    for change in between(&old, &new) {
        let line = match change {
            Change::Same(count) => format!("= {count}"),
            Change::Added(passage) => format!("+ {}", passage.text),
            Change::Removed(passage) => format!("- {}", passage.text),
            Change::Reworded { pieces, .. } => {
                let show = |piece: &DiffPiece| match piece {
                    DiffPiece::Same(text) => (*text).to_owned(),
                    DiffPiece::Added(text) => format!("[+{text}+]"),
                    DiffPiece::Removed(text) => format!("[-{text}-]"),
                };
                format!("~ {}", pieces.iter().map(show).collect::<String>())
            }
        };
        writeln!(shown, "{line}").expect("writing to a string cannot fail");
    }
    shown
}

#[track_caller]
fn check(old: &str, new: &str, expected: &[&str]) {
    let shown = shown(old, new);
    assert_eq!(shown.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn nothing_changed() {
    check("", "", &[]);
    check("One\n\nTwo", "---\ntitle: T\n---\nOne\n\nTwo\n", &[]);
}

#[test]
fn passages_come_and_go() {
    check("One", "One\n\nTwo", &["= 1", "+ Two"]);
    check("One\n\nTwo\n\nThree", "One\n\nThree", &["= 1", "- Two", "= 1"]);
    check("", "One", &["+ One"]);
}

#[test]
fn a_reworded_passage_shows_its_words() {
    check(
        "Refunds take ten working days.",
        "Refunds take five working days.",
        &["~ Refunds take [-ten -][+five +]working days."],
    );
    check("It costs 5 €.", "It costs 5 € a month.", &["~ It costs 5 € [+a month+]."]);
    check("払い戻しは十日かかります。", "払い戻しは五日かかります。", &["~ 払い戻しは[-十-][+五+]日かかります。"]);
}

#[test]
fn what_has_little_in_common_is_shown_whole() {
    check(
        "Call us by phone.",
        "Open the app, then tap Help.",
        &["- Call us by phone.", "+ Open the app, then tap Help."],
    );
}

#[test]
fn a_reworded_passage_is_found_among_new_ones() {
    check(
        "Press the red button twice.",
        "Before you start, read this.\n\nPress the green button twice.",
        &["+ Before you start, read this.", "~ Press the [-red -][+green +]button twice."],
    );
}

#[test]
fn items_and_code_change_by_themselves() {
    check("- a\n- b b b\n- c", "- a\n- b b x\n- c", &["= 1", "~ - b b [-b-][+x+]", "= 1"]);
    check("```\nx = 1\ny = 2\n```", "```\nx = 1\ny = 3\n```", &["~ ```", "x = 1", "y = [-2", "-][+3", "+]```"]);
}

#[test]
fn a_hostile_pair_of_texts_takes_bounded_work() {
    let one = shown(&"a b ".repeat(200_000), &"c d ".repeat(200_000));
    assert!(one.starts_with("- a b"));
    let many = |word: &str| {
        let lines: Vec<String> = (0..20_000).map(|n| format!("{word} {}", n * 7919 % 10_007)).collect();
        lines.join("\n\n")
    };
    assert!(!shown(&many("x"), &many("x y")).is_empty());
}

proptest! {
    #[test]
    fn pieces_make_both_passages(old in "[a-c ,.é漢]{0,40}", new in "[a-c ,.é漢]{0,40}") {
        let squeeze = |text: &str| text.split_whitespace().collect::<String>();
        let (mut before, mut after) = (String::new(), String::new());
        for piece in pieces(&old, &new) {
            match piece {
                DiffPiece::Same(text) => { before.push_str(text); after.push_str(text); }
                DiffPiece::Added(text) => after.push_str(text),
                DiffPiece::Removed(text) => before.push_str(text),
            }
        }
        prop_assert_eq!(squeeze(&before), squeeze(&old));
        prop_assert_eq!(after, new);
    }
}
