//! Finds the names of a script that can be shortened, and their short names.
//!
//! Brackets and keywords show where a name is declared and where its scope ends. Properties, exports, and names without
//! a declaration stay the same. Two variables can share a short name if neither is visible in the other's scope.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::tokens::{KEYWORDS, ScriptToken, TokenKind};

/// Tokens before a brace that is not a block, in addition to assignment and comparison operators.
const BEFORE_OBJECT: [&str; 18] = [
    "(", "[", ",", ":", "?", "??", "&&", "||", "...", "return", "const", "let", "var", "of", "in", "yield", "await",
    "import",
];

/// The tokens of a script, and what is known about its names.
pub struct ScriptNames<'s, 't> {
    tokens: &'s [ScriptToken<'t>],
    /// The closing bracket of each opening bracket.
    pairs: BTreeMap<usize, usize>,
    /// The innermost open bracket at each token.
    enclosing: Vec<Option<usize>>,
    /// The declared names, each with its scopes.
    declared: BTreeMap<&'t str, Vec<Range<usize>>>,
    /// Names that other scripts can see: imports, exports and class members.
    public: BTreeSet<&'t str>,
    /// The names that are declared outside all brackets.
    top_level: BTreeSet<&'t str>,
    /// A name of `top_level` that is declared again.
    repeated: Option<&'t str>,
}

impl<'s, 't> ScriptNames<'s, 't> {
    /// Reads the declarations of a script.
    #[must_use]
    pub fn new(tokens: &'s [ScriptToken<'t>]) -> Self {
        let (pairs, enclosing) = brackets(tokens);
        let (declared, public, top_level) = (BTreeMap::new(), BTreeSet::new(), BTreeSet::new());
        let mut script = Self { tokens, pairs, enclosing, declared, public, top_level, repeated: None };
        for (at, token) in tokens.iter().enumerate() {
            match token.kind {
                TokenKind::Name => script.read_name(at),
                TokenKind::Sign if token.text == "(" => script.read_parameters(at),
                _ => {}
            }
        }
        script
    }

    /// A name that is declared more than once outside all brackets, if there is one.
    #[must_use]
    pub fn repeated(&self) -> Option<&'t str> {
        self.repeated
    }

    /// The short name of each token that can be renamed.
    #[must_use]
    pub fn short_names(&self) -> BTreeMap<usize, String> {
        let mut variables = self.variables();
        variables.sort_by_key(|variable| (Reverse(variable.uses.len()), variable.uses.first().copied()));
        let renamed: BTreeSet<usize> = variables.iter().flat_map(|variable| &variable.uses).copied().collect();
        let is_kept =
            |at: &usize| self.tokens[*at].kind == TokenKind::Name && !renamed.contains(at) && !self.is_property(*at);
        let taken: BTreeSet<&str> =
            (0..self.tokens.len()).filter(is_kept).map(|at| self.tokens[at].text).chain(KEYWORDS).collect();
        let mut given: BTreeMap<String, Vec<Range<usize>>> = BTreeMap::new();
        let mut names = BTreeMap::new();
        for Variable { scope, uses } in variables {
            let is_free = |name: &String| {
                let overlaps = |other: &Range<usize>| other.start < scope.end && scope.start < other.end;
                !taken.contains(name.as_str()) && !given.get(name).is_some_and(|scopes| scopes.iter().any(overlaps))
            };
            let name = (0..usize::MAX).map(letters).find(is_free).expect("letters do not end");
            names.extend(uses.into_iter().map(|at| (at, name.clone())));
            given.entry(name).or_default().push(scope);
        }
        names
    }

    /// The declared variables with their uses. Overlapping scopes of the same name count as one variable.
    fn variables(&self) -> Vec<Variable> {
        let mut variables = Vec::new();
        for (name, scopes) in &self.declared {
            if self.public.contains(name) || KEYWORDS.contains(name) {
                continue;
            }
            let mut scopes = scopes.clone();
            scopes.sort_by_key(|scope| (scope.start, Reverse(scope.end)));
            let mut merged: Vec<Range<usize>> = Vec::new();
            for scope in scopes {
                match merged.last_mut() {
                    Some(last) if scope.start < last.end => last.end = last.end.max(scope.end),
                    _ => merged.push(scope),
                }
            }
            let uses = |scope: &Range<usize>| {
                scope.clone().filter(|&at| self.tokens[at].text == *name && !self.is_property(at)).collect()
            };
            variables.extend(merged.into_iter().map(|scope| Variable { uses: uses(&scope), scope }));
        }
        variables
    }

    /// Whether a name is that of a property rather than a variable.
    fn is_property(&self, at: usize) -> bool {
        let (before, next) = (self.before(at, 1), self.text(at + 1));
        let is_key = next == ":" && matches!(before, "{" | ",") && self.is_in_object(at);
        let is_field = matches!(next, "=" | ";") && self.is_in_class(at);
        matches!(before, "." | "?.") || is_key || is_field || self.is_method(at)
    }

    /// Whether a name is both a property and the variable of that name.
    #[must_use]
    pub fn is_shorthand(&self, at: usize) -> bool {
        matches!(self.before(at, 1), "{" | ",") && matches!(self.text(at + 1), "," | "}" | "=") && self.is_in_object(at)
    }

    /// Whether a name is that of a method in an object or a class.
    fn is_method(&self, at: usize) -> bool {
        let is_called = self.text(at + 1) == "(" && self.text(self.pairs[&(at + 1)] + 1) == "{";
        is_called
            && self.before(at, 1) != "function"
            && !matches!(self.text(at), "if" | "for" | "while" | "switch" | "with" | "catch" | "await" | "function")
    }

    /// Whether a token is directly in the body of a class, not in one of its methods.
    fn is_in_class(&self, at: usize) -> bool {
        self.enclosing[at].is_some_and(|open| matches!(self.before(open, 2), "class" | "extends"))
    }

    /// Whether the innermost bracket around a token is a brace of an object or an object pattern.
    fn is_in_object(&self, at: usize) -> bool {
        let Some(open) = self.enclosing[at].filter(|&open| self.text(open) == "{") else { return false };
        let before = self.before(open, 1);
        BEFORE_OBJECT.contains(&before) || before.ends_with('=') || before.ends_with("${")
    }

    fn text(&self, at: usize) -> &'t str {
        self.tokens.get(at).map_or("", |token| token.text)
    }

    /// The text of the token `count` places before `at`.
    fn before(&self, at: usize, count: usize) -> &'t str {
        at.checked_sub(count).map_or("", |at| self.text(at))
    }

    fn is_name(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.kind == TokenKind::Name)
    }

    /// Whether a sign can be removed: a trailing comma, the last semicolon of a block, or brackets around a single
    /// parameter.
    #[must_use]
    pub fn is_superfluous(&self, at: usize) -> bool {
        let is_alone =
            |open: usize| self.is_name(open + 1) && self.text(open + 2) == ")" && self.text(open + 3) == "=>";
        match (self.tokens[at].kind, self.text(at)) {
            (TokenKind::Sign, ",") => {
                matches!(self.text(at + 1), "}" | ")")
                    || self.text(at + 1) == "]" && self.before(at, 1) != "," && self.before(at, 1) != "["
            }
            (TokenKind::Sign, ";") => self.text(at + 1) == "}" && !self.ends_head(at - 1),
            (TokenKind::Sign, "(") => is_alone(at),
            (TokenKind::Sign, ")") => at >= 2 && self.text(at - 2) == "(" && is_alone(at - 2),
            _ => false,
        }
    }

    /// Whether a bracket closes the head of a loop or condition, whose body may be empty.
    fn ends_head(&self, at: usize) -> bool {
        let open = self.pairs.iter().find(|&(_, &close)| close == at).map(|(&open, _)| open);
        open.is_some_and(|open| matches!(self.before(open, 1), "if" | "for" | "while" | "with"))
    }

    /// Reads what a name declares: itself and names after it.
    fn read_name(&mut self, at: usize) {
        let (name, next) = (self.text(at), self.text(at + 1));
        match name {
            "const" | "let" | "var" => self.read_declaration(at),
            "function" | "class" if !self.is_property(at) => {
                let place = if next == "*" { at + 2 } else { at + 1 };
                if self.is_name(place) {
                    self.declare(at, place);
                }
            }
            "import" | "export" if next == "{" => {
                let names = at + 2..self.pairs[&(at + 1)];
                self.public.extend(self.tokens[names.clone()].iter().map(|token| token.text));
                if name == "import" {
                    for place in names {
                        if self.is_name(place) && self.text(place + 1) != "as" {
                            self.note_top_level(place, &(0..self.tokens.len()));
                        }
                    }
                }
            }
            "import" if self.is_name(at + 1) => {
                self.public.insert(next);
                self.note_top_level(at + 1, &(0..self.tokens.len()));
            }
            _ if next == "=>" => {
                let scope = at..self.body_end(at + 2);
                self.declared.entry(name).or_default().push(scope);
            }
            _ => {}
        }
    }

    /// Declares the name at `place`, with the keyword at `keyword`.
    fn declare(&mut self, keyword: usize, place: usize) {
        self.note_top_level(place, &self.scope(keyword));
        if (1..=2).any(|count| self.before(keyword, count) == "export") {
            self.public.insert(self.text(place));
        } else {
            let scope = self.scope(keyword);
            self.declared.entry(self.text(place)).or_default().push(scope);
        }
    }

    /// Notes the name at `place` if its scope is the whole script.
    fn note_top_level(&mut self, place: usize, scope: &Range<usize>) {
        let name = self.text(place);
        if *scope == (0..self.tokens.len()) && name != "as" && !self.top_level.insert(name) {
            self.repeated = self.repeated.or(Some(name));
        }
    }

    /// Reads the names after `const`, `let` or `var`.
    fn read_declaration(&mut self, keyword: usize) {
        let mut at = keyword + 1;
        loop {
            if matches!(self.text(at), "{" | "[") {
                let end = self.pairs[&at];
                self.read_pattern(at + 1..end, &self.scope(keyword));
                at = end + 1;
            } else {
                self.declare(keyword, at);
                at += 1;
            }
            if self.text(at) == "=" {
                at = self.next_comma(at, self.tokens.len());
            }
            if self.text(at) != "," {
                return;
            }
            at += 1;
        }
    }

    /// Reads the parameters in a bracket, if it belongs to a function.
    fn read_parameters(&mut self, open: usize) {
        let close = self.pairs[&open];
        let name = self.before(open, 1);
        let is_function = (1..=3).any(|count| self.before(open, count) == "function");
        let is_method = !is_function && open > 0 && self.is_name(open - 1) && self.is_method(open - 1);
        let body = match self.text(close + 1) {
            "=>" => close + 2,
            "{" if is_function || is_method || name == "catch" => close + 1,
            _ => return,
        };
        let scope = open..self.body_end(body);
        self.read_pattern(open + 1..close, &scope);
    }

    /// Declares the names in a list of parameters or a pattern.
    fn read_pattern(&mut self, range: Range<usize>, scope: &Range<usize>) {
        let mut at = range.start;
        while at < range.end {
            match self.text(at) {
                "{" | "[" => {
                    let end = self.pairs[&at];
                    self.read_pattern(at + 1..end, scope);
                    at = end;
                }
                "=" => {
                    at = self.next_comma(at, range.end);
                    continue;
                }
                text if self.is_name(at) && self.text(at + 1) != ":" => {
                    self.note_top_level(at, scope);
                    self.declared.entry(text).or_default().push(scope.clone());
                }
                _ => {}
            }
            at += 1;
        }
    }

    /// The scope of a name that is declared at a token: the innermost bracket around it, including the body of a loop
    /// if the name is declared in its head.
    fn scope(&self, at: usize) -> Range<usize> {
        let Some(open) = self.enclosing[at] else { return 0..self.tokens.len() };
        let end = self.pairs[&open] + 1;
        open..if self.text(open) == "(" { self.body_end(end) } else { end }
    }

    /// The end of the body of a function or loop that starts at `at`.
    fn body_end(&self, at: usize) -> usize {
        if self.text(at) == "{" {
            return self.pairs[&at] + 1;
        }
        let outer = self.enclosing.get(at).copied().flatten().map_or(self.tokens.len(), |open| self.pairs[&open]);
        self.next_comma(at, outer)
    }

    /// The position of the next comma or semicolon outside brackets, or `end`.
    fn next_comma(&self, mut at: usize, end: usize) -> usize {
        while at < end && !matches!(self.text(at), "," | ";" | ")" | "]" | "}") {
            at = self.pairs.get(&at).copied().unwrap_or(at) + 1;
        }
        at.min(end)
    }
}

/// A declared variable.
struct Variable {
    /// The tokens of its scope.
    scope: Range<usize>,
    /// The tokens with its name.
    uses: Vec<usize>,
}

/// The closing bracket of each opening bracket, and the innermost open bracket at each token.
fn brackets(tokens: &[ScriptToken<'_>]) -> (BTreeMap<usize, usize>, Vec<Option<usize>>) {
    let (mut open, mut pairs, mut enclosing) = (Vec::new(), BTreeMap::new(), Vec::new());
    for (at, token) in tokens.iter().enumerate() {
        let is_template = token.kind == TokenKind::Literal && !token.text.starts_with(['\'', '"', '/']);
        if token.kind == TokenKind::Sign && matches!(token.text, ")" | "]" | "}")
            || is_template && token.text.starts_with('}')
        {
            pairs.insert(open.pop().expect("brackets are paired"), at);
        }
        enclosing.push(open.last().copied());
        if token.kind == TokenKind::Sign && matches!(token.text, "(" | "[" | "{")
            || is_template && token.text.ends_with("${")
        {
            open.push(at);
        }
    }
    (pairs, enclosing)
}

/// The short name with this number: one letter, then two, and so on.
fn letters(mut number: usize) -> String {
    const LETTERS: &[u8] = b"etaoinsrhldcumfpgwybvkxjqzETAOINSRHLDCUMFPGWYBVKXJQZ";
    let mut name = String::new();
    loop {
        name.insert(0, char::from(LETTERS[number % LETTERS.len()]));
        match (number / LETTERS.len()).checked_sub(1) {
            Some(rest) => number = rest,
            None => return name,
        }
    }
}
