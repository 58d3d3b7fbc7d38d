//! Finds words that an article should not use, by the rules of its language.
//!
//! [`WordingRules`] are prepared once for each locale; a [`WordingChecker`] applies them to the texts of one article.
//! Texts are compared word by word ([`forms`]); inflected forms are recognized by the language's stemmer. Addresses,
//! names of files and quoted words are left out ([`running`]). Nothing here knows Markdown.

mod english;
mod forms;
mod running;

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::ops::Range;

use globset::GlobMatcher;

use crate::codes;
use crate::config::TermRule;
use crate::content::product::{LabelProblem, ProductLabels};
use crate::diagnostic::{Certainty, Code, Diagnostic, Fix};
use crate::path::ProjectPath;
use crate::report::path_matcher;
use crate::source::Span;
use crate::words::language::Stemmer;

use forms::{Form, key};
use running::{ProseWord, prose_words};

/// The rules for the wording of articles in one locale.
#[derive(Debug, Default)]
pub struct WordingRules {
    language: String,
    terms: Vec<PreparedTerm>,
    forms: Vec<TermForm>,
    /// The forms that start with these letters.
    by_key: HashMap<String, Vec<usize>>,
    labels: Option<ProductLabels>,
}

/// A term with the patterns of its files.
#[derive(Debug)]
struct PreparedTerm {
    rule: TermRule,
    except_in: Vec<GlobMatcher>,
    only_in: Vec<GlobMatcher>,
}

/// A form of a term that texts may contain.
#[derive(Debug)]
struct TermForm {
    term: usize,
    form: Form,
    /// Whether it is the term itself, and not a form not to use.
    is_term: bool,
}

/// Words that should not be used, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordingProblem {
    /// Where the words are in the text.
    pub range: Range<usize>,
    code: Code,
    message: String,
    label: String,
    help: String,
    /// What to write instead, if it is known.
    replacement: Option<(String, Certainty)>,
}

impl WordingProblem {
    /// The problem as a diagnostic at `span`.
    #[must_use]
    pub fn diagnostic(&self, span: Span) -> Diagnostic {
        // A span of another length is that of the whole value, or of words with escapes.
        let is_exact = span.range.len() == self.range.len();
        let fix = self.replacement.as_ref().filter(|_| is_exact).map(|(replacement, certainty)| Fix {
            span: span.clone(),
            replacement: replacement.clone(),
            certainty: *certainty,
        });
        let diagnostic = Diagnostic::at(self.code, self.message.clone(), span).label(self.label.clone());
        diagnostic.help(self.help.clone()).fix(fix)
    }
}

impl WordingRules {
    /// The rules for these terms of a language, and the product's labels in it.
    #[must_use]
    pub fn new(language: &str, rules: &[TermRule], labels: Option<ProductLabels>) -> Self {
        let matchers = |patterns: &[String]| patterns.iter().filter_map(|pattern| path_matcher(pattern)).collect();
        let mut prepared = Self { language: language.to_owned(), labels, ..Self::default() };
        for (number, rule) in rules.iter().enumerate() {
            let term = Form::new(&rule.term, None);
            prepared.add(TermForm { term: number, form: term, is_term: true });
            for written in &rule.avoid {
                prepared.add(TermForm { term: number, form: Form::new(written, Some(&rule.term)), is_term: false });
            }
            prepared.terms.push(PreparedTerm {
                except_in: matchers(&rule.except_in),
                only_in: matchers(&rule.only_in),
                rule: rule.clone(),
            });
        }
        prepared
    }

    fn add(&mut self, form: TermForm) {
        let Some(first) = form.form.words.first() else { return };
        self.by_key.entry(key(&first.folded)).or_default().push(self.forms.len());
        self.forms.push(form);
    }

    /// Whether there are no rules.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.forms.is_empty() && self.labels.is_none()
    }

    /// A checker for the article at `path`.
    #[must_use]
    pub fn checker(&self, path: &ProjectPath) -> WordingChecker<'_> {
        let is_in = |patterns: &[GlobMatcher]| patterns.iter().any(|pattern| pattern.is_match(path.as_str()));
        let applies = |form: &TermForm| {
            let term = &self.terms[form.term];
            if form.is_term { !term.only_in.is_empty() && !is_in(&term.only_in) } else { !is_in(&term.except_in) }
        };
        WordingChecker { rules: self, applies: self.forms.iter().map(applies).collect(), stemmer: OnceCell::new() }
    }
}

/// Applies the rules to the texts of one article.
pub struct WordingChecker<'r> {
    rules: &'r WordingRules,
    /// Whether each form is forbidden in this article.
    applies: Vec<bool>,
    /// Created for the first word that is not exactly a form's.
    stemmer: OnceCell<RefCell<Stemmer>>,
}

/// Prints nothing of the stemmer, which cannot be printed.
impl std::fmt::Debug for WordingChecker<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WordingChecker").finish_non_exhaustive()
    }
}

impl WordingChecker<'_> {
    /// The words of a text that should not be used. `labels` are the ranges of names of buttons and keys, which stand
    /// for themselves.
    #[must_use]
    pub fn check(&self, text: &str, labels: &[Range<usize>]) -> Vec<WordingProblem> {
        let mut problems = Vec::new();
        if !self.applies.contains(&true) {
            return problems;
        }
        let words = prose_words(text, labels);
        let mut at = 0;
        while at < words.len() {
            let Some((number, length)) = self.longest(&words[at..]) else {
                at += 1;
                continue;
            };
            // A part of a compound such as `cherry-pick` is another word.
            let is_part = |at: usize| words.get(at).is_some_and(|word| word.gap == "-");
            let is_compound = is_part(at) || is_part(at + length);
            if self.applies[number] && !is_compound && !self.is_other_sense(number, &words, at) {
                problems.push(self.problem(number, text, &words[at..at + length]));
            }
            at += length;
        }
        problems
    }

    /// What is wrong with the name of a button or key in a range of a text.
    #[must_use]
    pub fn check_label(&self, text: &str, label: &Range<usize>) -> Option<WordingProblem> {
        label_problem(self.rules.labels.as_ref()?, text, label)
    }

    /// The longest form at the start of these words, and how many words it has. A term wins over a form not to use.
    fn longest(&self, words: &[ProseWord<'_>]) -> Option<(usize, usize)> {
        let first = words.first()?;
        let candidates = self.rules.by_key.get(&key(&first.folded))?;
        let fits =
            |number: &&usize| self.rules.forms[**number].form.starts(words, &|form, word| self.is_form(form, word));
        let length = |number: &usize| self.rules.forms[*number].form.words.len();
        // A form that differs from its term by case alone would be taken for the term.
        let rank = |number: &usize| {
            let TermForm { form, is_term, .. } = &self.rules.forms[*number];
            (length(number), form.is_exact, *is_term)
        };
        let best = candidates.iter().filter(fits).max_by_key(|number| rank(number));
        best.map(|number| (*number, length(number)))
    }

    /// Whether words that look like a form are something else.
    fn is_other_sense(&self, number: usize, words: &[ProseWord<'_>], at: usize) -> bool {
        let TermForm { term, form, .. } = &self.rules.forms[number];
        forms::is_english(&self.rules.language)
            && english::is_other_sense(form, &self.rules.terms[*term].rule.term, words, at)
    }

    /// Whether a word is an inflected form of another one.
    fn is_form(&self, form: &str, word: &str) -> bool {
        let stemmer = self.stemmer.get_or_init(|| RefCell::new(Stemmer::new(&self.rules.language)));
        let mut stemmer = stemmer.borrow_mut();
        forms::is_inflected(&self.rules.language, form, word) && {
            let stem = stemmer.stem(form).map(str::to_owned);
            stem.is_some() && stem.as_deref() == stemmer.stem(word)
        }
    }

    fn problem(&self, number: usize, text: &str, words: &[ProseWord<'_>]) -> WordingProblem {
        let TermForm { term, form, is_term } = &self.rules.forms[number];
        let rule = &self.rules.terms[*term].rule;
        let range = words[0].range.start..words[words.len() - 1].range.end;
        let seen = &text[range.clone()];
        let label = rule.why.clone();
        if *is_term {
            let message = format!("`{}` may stand only in `{}`", rule.term, rule.only_in.join("`, `"));
            let help = "write another word, or add the file to `only_in` of the term".to_owned();
            let code = codes::WORDING_MISPLACED_TERM;
            return WordingProblem { range, code, message, label, help, replacement: None };
        }
        let message = format!("the term is `{}`, not `{}`", rule.term, form.written);
        let replacement = match form.is_same_wording(seen) {
            // Only letter case or accents differ.
            true if form.is_exact => Some((rule.term.clone(), Certainty::Certain)),
            true => Some((forms::with_case_of(&rule.term, seen), Certainty::Possible)),
            false => None,
        };
        let help = match &replacement {
            Some((term, _)) => format!("did you mean `{term}`?"),
            None => format!("write a form of `{}`", rule.term),
        };
        WordingProblem { range, code: codes::WORDING_TERM, message, label, help, replacement }
    }
}

/// What is wrong with the label in a range of a text.
fn label_problem(labels: &ProductLabels, text: &str, range: &Range<usize>) -> Option<WordingProblem> {
    let written = text.get(range.clone())?.trim();
    // Bold words before a colon introduce what follows.
    if written.ends_with(':') || text[range.end..].trim_start().starts_with(':') {
        return None;
    }
    let (code, message, label) = match labels.problem(written)? {
        LabelProblem::Renamed(now) => {
            let message = format!("the product's label `{written}` is now `{now}`");
            (codes::LABEL_OUTDATED, message, Some(now))
        }
        LabelProblem::Removed => {
            let message = format!("the product no longer has the label `{written}`");
            (codes::LABEL_OUTDATED, message, None)
        }
        LabelProblem::Misspelled(label) => {
            let message = format!("the product has no label `{written}`");
            (codes::LABEL_MISSPELLED, message, Some(label))
        }
    };
    let help = match &label {
        Some(label) => format!("did you mean `{label}`?"),
        None => "look up what replaced it, and describe that".to_owned(),
    };
    let replacement = label.map(|label| (label, Certainty::Possible));
    Some(WordingProblem { range: range.clone(), code, message, label: String::new(), help, replacement })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(language: &str, rule: (&str, &[&str]), text: &str, expected: &[&str]) {
        let avoid = rule.1.iter().map(|form| (*form).to_owned()).collect();
        let rule = TermRule { term: rule.0.to_owned(), avoid, ..TermRule::default() };
        let rules = WordingRules::new(language, &[rule], None);
        let checker = rules.checker(&ProjectPath::new("content/a.md"));
        let found = checker.check(text, &[]);
        let found: Vec<&str> = found.iter().map(|problem| &text[problem.range.clone()]).collect();
        assert_eq!(found, expected, "{text}");
    }

    const SIGN_IN: (&str, &[&str]) = ("sign in", &["log in", "login", "log-in"]);

    #[test]
    fn forms_are_found_in_any_case_and_inflection() {
        check("en", SIGN_IN, "Log in, then sign in. She logged in.", &["Log in", "logged in"]);
        check("en", SIGN_IN, "The login, or Log-In; logins.", &["login", "Log-In", "logins"]);
        check("en", ("customer", &["client"]), "Our clients’ names, a client's plan", &["clients", "client"]);
        check("de", ("Rechnung", &["Beleg"]), "Die Belege, mit den Belegen, belegt.", &["Belege", "Belegen"]);
        check("ja", ("ログイン", &["サインイン"]), "アカウントにサインインします。", &["サインイン"]);
        check("fr", ("remboursement", &["restitution"]), "Les restitutions.", &["restitutions"]);
        check("ru", ("счёт", &["инвойс"]), "Два инвойса.", &["инвойса"]);
    }

    #[test]
    fn other_words_of_the_same_stem_are_not_forms() {
        check("en", ("buyer", &["customer"]), "Customs and custom colors, customize.", &[]);
        check("en", ("all", &["universe"]), "A university of universal size.", &[]);
        check("en", ("agent", &["operator"]), "Operate the operation.", &[]);
        check("en", ("sign in", &["log in"]), "Blog in a catalog in the log into.", &[]);
    }

    #[test]
    fn addresses_files_and_quotes_are_not_running_text() {
        check("en", SIGN_IN, "https://acme.example/login and login@acme.example, login.html, /login", &[]);
        check("en", SIGN_IN, "Choose “Log in” or \"Login\" or «Log in».", &[]);
        check("en", SIGN_IN, "the login's name and login.", &["login", "login"]);
        check("en", SIGN_IN, "user_login, LOGIN_URL, $login, --login, #login", &[]);
    }

    #[test]
    fn parts_of_compounds_are_other_words() {
        check("en", ("select", &["pick"]), "Cherry-picked, pick-up; pick one - pick", &["pick", "pick"]);
        check("en", SIGN_IN, "the log-in page, pre-login", &["log-in"]);
    }

    #[test]
    fn a_term_that_contains_a_form_is_a_term() {
        check("en", ("Acme Account", &["account"]), "Your Acme Account and your account.", &["account"]);
        check("en", ("log in to", &["log in"]), "Log in to it. Log in.", &["Log in"]);
    }

    #[test]
    fn forms_that_differ_by_case_or_accents_alone_are_exact() {
        check("en", ("GitHub", &["Github", "github"]), "GitHub, Github, GITHUB, github", &["Github", "github"]);
        check("en", ("email", &["Email"]), "Email us. Your Email. Use email", &["Email"]);
        check("en", ("résumé", &["resume"]), "Your résumé, your resume", &["resume"]);
    }

    #[test]
    fn words_of_a_phrase_must_follow_each_other() {
        check("en", SIGN_IN, "log; in, log. In", &[]);
        check("en", SIGN_IN, "log  in\nlog\nin", &["log  in", "log\nin"]);
    }

    #[test]
    fn suggestions_keep_the_case_of_the_first_letter() {
        let rule = TermRule { term: "sign in".into(), avoid: vec!["log in".into()], ..TermRule::default() };
        let rules = WordingRules::new("en", &[rule], None);
        let found = rules.checker(&ProjectPath::new("a.md")).check("Log in or logging in", &[]);
        let help: Vec<&str> = found.iter().map(|problem| problem.help.as_str()).collect();
        assert_eq!(help, ["did you mean `Sign in`?", "write a form of `sign in`"]);
    }

    #[test]
    fn a_term_may_be_for_some_files_only() {
        let only_in = vec!["content/internal/**".to_owned()];
        let rule = TermRule { term: "Phoenix".into(), only_in, ..TermRule::default() };
        let rules = WordingRules::new("en", &[rule], None);
        let count = |path: &str| rules.checker(&ProjectPath::new(path)).check("The Phoenix release", &[]).len();
        assert_eq!((count("content/internal/a.md"), count("content/a.md")), (0, 1));
    }

    #[test]
    fn labels_stand_for_themselves() {
        let rule = TermRule { term: "sign in".into(), avoid: vec!["log in".into()], ..TermRule::default() };
        let rules = WordingRules::new("en", &[rule], None);
        let checker = rules.checker(&ProjectPath::new("a.md"));
        let check = |label: Range<usize>| checker.check("Press Log in", std::slice::from_ref(&label)).len();
        assert_eq!((check(6..12), check(0..5)), (0, 1));
    }
}
