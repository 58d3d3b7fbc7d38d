//! The macro that declares the tables of `answerbook.toml`: a struct, the reading of it, and its JSON Schema.

/// Whether a key is required, optional, or has a default.
macro_rules! presence {
    () => {
        KeyPresence::Optional
    };
    (required) => {
        KeyPresence::Required
    };
    ($default:tt) => {
        KeyPresence::Default(serde_json::json!($default))
    };
}

/// Declares tables as structs of optional values with their places. A trailing `_` is not part of a key's name.
macro_rules! tables {
    ($(
        $(#[doc = $doc:literal])+
        $table:ident {
            $($(#[doc = $key_doc:literal])+ $key:ident: $type:ty $(= $presence:tt)?;)*
        }
    )*) => {$(
        $(#[doc = $doc])+
        #[derive(Default)]
        pub(in crate::config) struct $table {
            $($(#[doc = $key_doc])+ pub $key: Option<Spanned<$type>>,)*
        }

        impl $table {
            fn keys() -> Vec<KeySchema> {
                vec![$(KeySchema {
                    name: stringify!($key).trim_end_matches('_'),
                    description: schema::description(&[$($key_doc),+]),
                    presence: presence!($($presence)?),
                    schema: <$type as FromToml>::schema(),
                },)*]
            }
        }

        impl FromToml for $table {
            fn expected() -> String {
                "a table".into()
            }

            fn schema() -> serde_json::Value {
                schema::table(&schema::description(&[$($doc),+]), &Self::keys())
            }

            fn read(value: &Toml, reader: &mut TomlReader) -> Option<Self> {
                let table = reader.table::<Self>(value)?;
                reader.check_keys(table, &Self::keys(), value);
                Some(Self { $($key: reader.field(table, stringify!($key).trim_end_matches('_')),)* })
            }
        }
    )*};
}

pub(super) use {presence, tables};
