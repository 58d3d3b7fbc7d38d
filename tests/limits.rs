//! Compares the limits in the documentation with those in the code.

use std::time::Duration;

use answerbook::limits;

#[test]
fn the_table_lists_the_limits() {
    let page = include_str!("../docs/content/cli.md");
    let section = page.split("{#limits}").nth(1).and_then(|rest| rest.split("\n## ").next()).expect("the section");
    let rows = section.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").nth(1)).skip(1);
    let seconds = |time: Duration| format!("{} s", time.as_secs());
    let kilobytes = |bytes: usize| format!("{} KB", bytes / 1024);
    let thousands = |number: usize| match (number / 1000, number % 1000) {
        (0, rest) => rest.to_string(),
        (thousands, rest) => format!("{thousands},{rest:03}"),
    };
    let declared = [
        seconds(limits::HEAD_TIME),
        seconds(limits::BODY_TIME),
        seconds(limits::WRITE_TIME),
        kilobytes(limits::MAX_REQUEST_LINE),
        kilobytes(limits::MAX_HEAD),
        kilobytes(limits::MAX_BODY),
        kilobytes(limits::SOCKET_BUFFER),
        thousands(limits::MAX_CONNECTIONS),
        thousands(limits::MAX_STREAMS),
    ];
    assert_eq!(rows.collect::<Vec<_>>(), declared);
}
