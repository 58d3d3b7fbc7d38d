//! The languages that the lexer supports, with their keywords and marks.

/// A kind of string. A one-line string ends with its line, so that a stray apostrophe affects only that line.
pub(super) struct QuoteStyle {
    /// The opening mark.
    pub open: &'static str,
    /// The closing mark.
    pub close: &'static str,
    /// Whether a backslash escapes the next character.
    pub escapes: bool,
    /// Whether it may span several lines.
    pub is_long: bool,
}

/// What the lexer knows about a language. Lists of words are written as one string, separated by spaces.
#[allow(clippy::struct_excessive_bools)] // each describes a separate feature
pub(super) struct LexerLanguage {
    /// Names of the language in a fence's info string, in lower case.
    pub names: &'static [&'static str],
    /// Marks that begin a comment that ends with its line.
    pub line_comments: &'static [&'static str],
    /// Marks that begin and end a block comment.
    pub block_comment: Option<(&'static str, &'static str)>,
    /// Kinds of string; longer marks first.
    pub quotes: &'static [QuoteStyle],
    /// Keywords.
    pub keywords: &'static str,
    /// Names of constants, such as `true`.
    pub constants: &'static str,
    /// Names of types.
    pub types: &'static str,
    /// Whether keywords match in any case.
    pub ignores_case: bool,
    /// Characters allowed in names besides letters, digits and `_`.
    pub name_marks: &'static str,
    /// Whether capitalized names are types.
    pub has_capital_types: bool,
    /// Whether `$name` is a variable.
    pub has_variables: bool,
    /// Whether `@name` is a decorator.
    pub has_decorators: bool,
    /// Whether a name before `:` or `=` is a key.
    pub has_keys: bool,
    /// Whether `[name]` at the start of a line begins a section.
    pub has_sections: bool,
    /// Whether `'a` is a lifetime.
    pub has_lifetimes: bool,
    /// Whether lines are commands, as in a shell.
    pub is_shell: bool,
}

impl LexerLanguage {
    /// The class of a keyword, constant or type.
    pub fn class(&self, name: &str) -> Option<&'static str> {
        let lists = [(self.keywords, "k"), (self.constants, "n"), (self.types, "t")];
        let is_same = |word: &str| if self.ignores_case { word.eq_ignore_ascii_case(name) } else { word == name };
        lists.into_iter().find(|(words, _)| words.split(' ').any(is_same)).map(|(_, class)| class)
    }
}

/// Finds the language by name.
pub(super) fn find(name: &str) -> Option<&'static LexerLanguage> {
    LANGUAGES.iter().find(|language| language.names.contains(&name))
}

const fn short(mark: &'static str) -> QuoteStyle {
    QuoteStyle { open: mark, close: mark, escapes: true, is_long: false }
}

const fn long(mark: &'static str) -> QuoteStyle {
    QuoteStyle { open: mark, close: mark, escapes: true, is_long: true }
}

const fn literal(mark: &'static str) -> QuoteStyle {
    QuoteStyle { open: mark, close: mark, escapes: false, is_long: true }
}

const DOUBLE: &[QuoteStyle] = &[short("\"")];
const BOTH: &[QuoteStyle] = &[short("\""), short("'")];
const WITH_TEMPLATES: &[QuoteStyle] = &[short("\""), short("'"), long("`")];
const WITH_TRIPLES: &[QuoteStyle] = &[long("\"\"\""), long("'''"), short("\""), short("'")];
const OF_GO: &[QuoteStyle] = &[short("\""), short("'"), literal("`")];
const OF_SHELL: &[QuoteStyle] = &[long("\""), literal("'")];
const OF_SQL: &[QuoteStyle] = &[literal("'"), literal("\""), literal("`")];
const OF_BASIC: &[QuoteStyle] = &[QuoteStyle { open: "\"", close: "\"", escapes: false, is_long: false }];
const SLASHES: &[&str] = &["//"];
const HASH: &[&str] = &["#"];
const STARS: Option<(&str, &str)> = Some(("/*", "*/"));

/// A C-like language.
const C_LIKE: LexerLanguage = LexerLanguage {
    names: &[],
    line_comments: SLASHES,
    block_comment: STARS,
    quotes: BOTH,
    keywords: "",
    constants: "true false null",
    types: "",
    ignores_case: false,
    name_marks: "",
    has_capital_types: true,
    has_variables: false,
    has_decorators: true,
    has_keys: false,
    has_sections: false,
    has_lifetimes: false,
    is_shell: false,
};

/// A language whose comments begin with `#`.
const HASH_LIKE: LexerLanguage = LexerLanguage {
    line_comments: HASH,
    block_comment: None,
    has_capital_types: false,
    has_decorators: false,
    ..C_LIKE
};

const LANGUAGES: &[LexerLanguage] = &[
    LexerLanguage {
        names: &["js", "javascript", "jsx", "mjs", "cjs", "node", "ts", "typescript", "tsx", "mts"],
        quotes: WITH_TEMPLATES,
        name_marks: "$",
        keywords: "abstract as async await break case catch class const continue debugger declare default delete do else \
                   enum export extends finally for from function get if implements import in instanceof interface is \
                   keyof let namespace new of private protected public readonly return satisfies set static super \
                   switch this throw try type typeof var void while with yield",
        constants: "true false null undefined NaN Infinity",
        types: "any bigint boolean never number object string symbol unknown",
        ..C_LIKE
    },
    LexerLanguage {
        names: &["json", "json5", "jsonc", "jsonl", "geojson", "webmanifest"],
        has_keys: true,
        has_capital_types: false,
        has_decorators: false,
        ..C_LIKE
    },
    LexerLanguage {
        names: &[
            "bash",
            "sh",
            "shell",
            "zsh",
            "ksh",
            "console",
            "terminal",
            "shellscript",
            "shell-session",
            "sh-session",
            "azurecli",
        ],
        quotes: OF_SHELL,
        keywords: "case do done elif else esac export fi for function if in local readonly return select source sudo then \
                   time unset until while",
        constants: "true false",
        has_variables: true,
        is_shell: true,
        ..HASH_LIKE
    },
    LexerLanguage {
        names: &["powershell", "azurepowershell", "ps1", "ps", "pwsh"],
        block_comment: Some(("<#", "#>")),
        quotes: &[QuoteStyle { open: "\"", close: "\"", escapes: false, is_long: true }, literal("'")],
        keywords: "begin break catch continue do else elseif end exit filter finally for foreach function if in param \
                   process return switch throw trap try until using while",
        constants: "$true $false $null",
        ignores_case: true,
        has_variables: true,
        is_shell: true,
        ..HASH_LIKE
    },
    LexerLanguage {
        names: &["bat", "cmd", "batch"],
        line_comments: &["REM", "::"],
        quotes: OF_BASIC,
        keywords: "call do echo else endlocal errorlevel exist exit for goto if in not pause set setlocal start",
        ignores_case: true,
        is_shell: true,
        ..HASH_LIKE
    },
    LexerLanguage {
        names: &["dockerfile", "docker", "containerfile"],
        quotes: BOTH,
        keywords: "ADD ARG AS CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL ONBUILD RUN SHELL STOPSIGNAL USER \
                   VOLUME WORKDIR",
        constants: "",
        has_variables: true,
        is_shell: true,
        ..HASH_LIKE
    },
    LexerLanguage {
        names: &["python", "py", "py3", "python3", "pycon"],
        quotes: WITH_TRIPLES,
        keywords: "and as assert async await break case class continue def del elif else except finally for from global if \
                   import in is lambda match nonlocal not or pass raise return try while with yield",
        constants: "True False None self cls",
        types: "bool bytes dict float frozenset int list object set str tuple",
        has_capital_types: true,
        has_decorators: true,
        ..HASH_LIKE
    },
    LexerLanguage {
        names: &["ruby", "rb"],
        quotes: WITH_TEMPLATES,
        keywords: "alias and begin break case class def defined do else elsif end ensure for if in include module next not \
                   or private protected public raise redo require rescue retry return self super then undef unless \
                   until when while yield",
        constants: "true false nil",
        has_capital_types: true,
        name_marks: "?!",
        has_variables: true,
        has_decorators: true,
        ..HASH_LIKE
    },
    LexerLanguage {
        names: &["php"],
        line_comments: &["//", "#"],
        keywords: "abstract and array as break case catch class clone const continue declare default do echo else elseif \
                   empty enum extends final finally fn for foreach function global if implements include instanceof \
                   interface isset list match namespace new or print private protected public readonly require \
                   require_once return static switch throw trait try unset use var while yield",
        types: "bool float int iterable mixed object string void",
        ignores_case: true,
        has_variables: true,
        has_decorators: false,
        ..C_LIKE
    },
    LexerLanguage {
        names: &["java", "kotlin", "kt", "scala", "groovy", "gradle", "dart"],
        quotes: WITH_TRIPLES,
        keywords: "abstract as assert break by case catch class companion const continue data def default do else enum \
                   extends final finally for fun if implements import in instanceof interface internal is lateinit \
                   native new object open operator override package private protected public record return sealed static \
                   super suspend switch synchronized this throw throws trait transient try val var volatile when while \
                   with yield",
        types: "boolean byte char double float int long short void",
        ..C_LIKE
    },
    LexerLanguage {
        names: &["c", "h", "cpp", "c++", "cc", "hpp", "objc", "objective-c", "arduino"],
        line_comments: &["//"],
        keywords: "alignas auto break case catch class const constexpr continue default delete do else enum explicit \
                   export extern final for friend goto if inline mutable namespace new noexcept operator override private \
                   protected public register return sizeof static static_cast struct switch template this throw try \
                   typedef typename union using virtual volatile while include define ifdef ifndef endif",
        constants: "true false NULL nullptr",
        types: "bool char double float int int32_t int64_t long short signed size_t std string uint32_t uint64_t uint8_t \
                unsigned void",
        has_decorators: false,
        ..C_LIKE
    },
    LexerLanguage {
        names: &["csharp", "cs", "c#"],
        keywords: "abstract as async await base break case catch checked class const continue default delegate do else \
                   enum event explicit extern finally fixed for foreach get goto if implicit in init interface internal is \
                   lock namespace new operator out override params partial private protected public readonly record ref \
                   required return sealed set sizeof stackalloc static struct switch this throw try typeof unsafe using \
                   var virtual when where while yield",
        types: "bool byte char decimal double dynamic float int long object sbyte short string uint ulong ushort void",
        ..C_LIKE
    },
    LexerLanguage {
        names: &["go", "golang"],
        quotes: OF_GO,
        keywords: "break case chan const continue default defer else fallthrough for func go goto if import interface map \
                   package range return select struct switch type var",
        constants: "true false nil iota",
        types: "any bool byte complex128 complex64 error float32 float64 int int16 int32 int64 int8 rune string uint uint16 \
                uint32 uint64 uint8 uintptr",
        has_decorators: false,
        ..C_LIKE
    },
    LexerLanguage {
        names: &["rust", "rs"],
        quotes: &[long("\""), short("'")],
        keywords: "as async await break const continue crate dyn else enum extern fn for if impl in let loop match mod move \
                   mut pub ref return self static struct super trait type unsafe use where while",
        constants: "true false None Some Ok Err",
        types: "Self bool char f32 f64 i128 i16 i32 i64 i8 isize str u128 u16 u32 u64 u8 usize",
        has_decorators: false,
        has_lifetimes: true,
        ..C_LIKE
    },
    LexerLanguage {
        names: &["swift"],
        quotes: &[long("\"\"\""), short("\"")],
        keywords: "actor as async await break case catch class continue default defer deinit do else enum extension \
                   fallthrough fileprivate final for func guard if import in init inout internal is lazy let mutating \
                   open override private protocol public repeat rethrows return self some static struct subscript super \
                   switch throw throws try typealias var weak where while",
        constants: "true false nil",
        ..C_LIKE
    },
    LexerLanguage {
        names: &["sql", "mysql", "pgsql", "plsql", "postgres", "postgresql", "psql", "sqlite", "tsql", "clickhouse"],
        line_comments: &["--", "#"],
        quotes: OF_SQL,
        keywords: "add all alter analyze and any array as asc attach begin between by cascade case cast check cluster \
                   column commit constraint create cross cte database default delete desc describe detach distinct drop \
                   else end engine escape except exists explain fetch final first following for foreign format from full \
                   function global grant group having if ilike in index inner insert intersect interval into is join key \
                   last lateral left like limit materialized modify natural not nulls of offset on optimize or order \
                   outer over partition populate preceding prewhere primary procedure references rename replace returning \
                   revoke right role rollback row rows sample select set settings show system table temporary then to \
                   transaction trigger truncate ttl union unique update use user using values view when where window with",
        constants: "true false null",
        types: "bigint blob boolean char date datetime datetime64 decimal double float float32 float64 int int16 int32 int64 \
                int8 integer json jsonb lowcardinality nullable numeric real serial smallint string text time timestamp \
                uint16 uint32 uint64 uint8 uuid varchar",
        ignores_case: true,
        has_capital_types: false,
        has_decorators: false,
        ..C_LIKE
    },
    LexerLanguage {
        names: &["vb", "vba", "vbnet", "vbscript", "basic"],
        line_comments: &["'", "REM"],
        block_comment: None,
        quotes: OF_BASIC,
        keywords: "and as byref byval call case class const dim do each else elseif end enum erase error event exit explicit \
                   for friend function get gosub goto if implements in is let like loop me mod new next not on option \
                   optional or paramarray preserve private property public raiseevent redim resume return select set \
                   static step stop sub then to type until wend while with withevents xor",
        constants: "true false nothing null empty",
        types: "boolean byte currency date double integer long object single string variant",
        ignores_case: true,
        has_capital_types: false,
        has_decorators: false,
        ..C_LIKE
    },
    LexerLanguage {
        names: &["toml", "ini", "cfg", "conf", "properties", "env", "dotenv", "editorconfig", "gitconfig"],
        line_comments: &["#", ";"],
        quotes: WITH_TRIPLES,
        constants: "true false on off yes no",
        name_marks: "-.",
        has_keys: true,
        has_sections: true,
        ..HASH_LIKE
    },
    LexerLanguage {
        names: &["hcl", "terraform", "tf"],
        line_comments: &["#", "//"],
        block_comment: STARS,
        quotes: DOUBLE,
        keywords: "data dynamic for for_each if in locals module output provider resource terraform variable",
        name_marks: "-",
        has_keys: true,
        ..HASH_LIKE
    },
    LexerLanguage {
        names: &["graphql", "gql"],
        quotes: &[long("\"\"\""), short("\"")],
        keywords: "directive enum extend fragment implements input interface mutation on query scalar schema subscription \
                   type union",
        has_variables: true,
        has_capital_types: true,
        has_decorators: true,
        ..HASH_LIKE
    },
    LexerLanguage {
        names: &["protobuf", "proto"],
        keywords: "enum extend import message oneof option optional package repeated required reserved returns rpc service \
                   syntax",
        types: "bool bytes double fixed32 fixed64 float int32 int64 map sint32 sint64 string uint32 uint64",
        has_decorators: false,
        ..C_LIKE
    },
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_name_is_given_twice() {
        let names: Vec<&str> = LANGUAGES.iter().flat_map(|language| language.names).copied().collect();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
    }
}
