//! Finds English words that only look like a form of a term: *the TLS setup* is not *set up*, and *the logs in the
//! folder* do not *log in*. The words before and after decide, so some forms are missed.

use super::forms::Form;
use super::running::ProseWord;

/// Second words of verbs such as *set up*.
const PARTICLES: [&str; 10] = ["in", "out", "on", "off", "up", "down", "over", "back", "away", "through"];

/// Words that start the name of a thing.
const DETERMINERS: [&str; 25] = [
    "a", "an", "the", "this", "that", "these", "those", "my", "your", "our", "their", "its", "his", "her", "each",
    "every", "any", "all", "some", "both", "no", "another", "one", "multiple", "several",
];

/// Words that only a verb follows.
const BEFORE_VERBS: [&str; 25] = [
    "can",
    "could",
    "must",
    "should",
    "will",
    "would",
    "may",
    "might",
    "shall",
    "cannot",
    "t",
    "you",
    "we",
    "they",
    "i",
    "not",
    "never",
    "always",
    "please",
    "then",
    "let",
    "automatically",
    "easily",
    "manually",
    "quickly",
];

/// Words before *to* after which a verb follows.
const BEFORE_TO: [&str; 21] = [
    "how",
    "want",
    "wants",
    "need",
    "needs",
    "used",
    "able",
    "order",
    "ready",
    "have",
    "has",
    "try",
    "trying",
    "going",
    "possible",
    "easy",
    "required",
    "necessary",
    "you",
    "it",
    "them",
];

/// Forms of *be* and *have*, before a participle.
const AUXILIARIES: [&str; 12] =
    ["is", "are", "was", "were", "be", "been", "being", "has", "have", "had", "get", "already"];

/// Verbs whose participle looks like the verb.
const UNCHANGED: [&str; 4] = ["set", "cut", "shut", "put"];

/// Whether the words from `at` on, which look like `form`, are something else than what `term` is for.
pub(super) fn is_other_sense(form: &Form, term: &str, words: &[ProseWord<'_>], at: usize) -> bool {
    let term = term.to_lowercase();
    let Some((verb, particle)) = term.split_once(' ').filter(|(_, last)| PARTICLES.contains(last)) else {
        return false;
    };
    let around = Around { words, at, end: at + form.words.len() };
    match form.words.as_slice() {
        [noun, last] if last.folded == "in" || last.folded == "on" => {
            ["in", "on"].contains(&particle) && last_is_preposition(&noun.folded, &around)
        }
        _ if !form.written.contains(' ') && is_joined(&form.written, verb, particle) => !is_verb(verb, &around),
        _ => false,
    }
}

/// Words of a text and those next to them, if no punctuation is between them.
struct Around<'w, 't> {
    words: &'w [ProseWord<'t>],
    at: usize,
    end: usize,
}

impl Around<'_, '_> {
    fn first(&self) -> &str {
        &self.words[self.at].folded
    }

    /// The word `distance` words before the first one; empty if punctuation is between them.
    fn before(&self, distance: usize) -> &str {
        let Some(at) = self.at.checked_sub(distance) else { return "" };
        let is_near = self.words[at + 1..=self.at].iter().all(|word| word.gap == " " && !word.starts_sentence);
        if is_near { &self.words[at].folded } else { "" }
    }

    fn after(&self) -> &str {
        self.words.get(self.end).filter(|word| word.gap == " ").map_or("", |word| &word.folded)
    }
}

/// Whether a form is its term, written as one word or with a hyphen.
fn is_joined(form: &str, verb: &str, particle: &str) -> bool {
    let letters = form.to_lowercase().chars().filter(|letter| letter.is_alphanumeric()).collect::<String>();
    letters.strip_prefix(verb) == Some(particle)
}

/// Whether *log in* is the noun *log* and a place, as in *logs in the folder*.
fn last_is_preposition(noun: &str, around: &Around<'_, '_>) -> bool {
    let before = around.before(1);
    let follows_noun = DETERMINERS.contains(&before) || before.ends_with("ing") || ["of", "from"].contains(&before);
    let is_plural = around.first().strip_suffix('s') == Some(noun);
    DETERMINERS.contains(&around.after()) || is_plural && follows_noun
}

/// Whether *setup* is a verb, as in *to setup the server*.
fn is_verb(verb: &str, around: &Around<'_, '_>) -> bool {
    let (before, after) = (around.before(1), around.after());
    let has_object = DETERMINERS.contains(&after);
    match before {
        "" | "and" | "or" => has_object,
        "to" => has_object || after.is_empty() || BEFORE_TO.contains(&around.before(2)),
        before if UNCHANGED.contains(&verb) && AUXILIARIES.contains(&before) => true,
        before => BEFORE_VERBS.contains(&before),
    }
}

#[cfg(test)]
mod tests {
    use crate::config::TermRule;
    use crate::content::wording::WordingRules;
    use crate::path::ProjectPath;

    #[track_caller]
    fn check(rule: (&str, &str), text: &str, expected: usize) {
        let rule = TermRule { term: rule.0.to_owned(), avoid: vec![rule.1.to_owned()], ..TermRule::default() };
        let rules = WordingRules::new("en", &[rule], None);
        assert_eq!(rules.checker(&ProjectPath::new("content/a.md")).check(text, &[]).len(), expected, "{text}");
    }

    #[test]
    fn nouns_are_no_verbs() {
        let setup = ("set up", "setup");
        for text in ["The TLS setup is done.", "Hardware setups", "Setup instructions", "After setup, go on.", "Setup"]
        {
            check(setup, text, 0);
        }
        for text in [
            "Setup the server.",
            "You can setup replication.",
            "how to setup replication",
            "We want to setup.",
            "Install and setup your server.",
            "It is setup by default.",
            "You don't setup anything.",
        ] {
            check(setup, text, 1);
        }
        check(("back up", "backup"), "Switch to backup codes. Use this backup. Backup codes help.", 0);
        check(("back up", "backup"), "To backup your files, start here.", 1);
        check(("set up", "set-up"), "The set-up takes long.", 0);
        check(("sign in", "login"), "The login and the logins.", 2);
    }

    #[test]
    fn a_place_is_no_part_of_a_verb() {
        let log_in = ("sign in", "log in");
        for text in ["Analyzing logs in system tables", "The logs in it.", "Put the log in this folder."] {
            check(log_in, text, 0);
        }
        check(("sign in", "log on"), "Logging on a session level, the log on another disk.", 0);
        for text in
            ["Log in.", "She logs in.", "Log in to your account.", "You are logged in with it.", "To log in, go."]
        {
            check(log_in, text, 1);
        }
        check(("select", "click on"), "Click on the button.", 1);
    }
}
