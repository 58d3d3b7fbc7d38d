//! Patches for `git apply`.

use crate::content::changes;

/// A patch from `old` to `new`.
pub(super) fn changed_file(file: &str, is_new: bool, old: &str, new: &str) -> String {
    let (mode, from) = if is_new { ("new file mode 100644\n", "/dev/null") } else { ("", &*format!("a/{file}")) };
    format!("diff --git a/{file} b/{file}\n{mode}--- {from}\n+++ b/{file}\n{}", changes::unified(old, new))
}
