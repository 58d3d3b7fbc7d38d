//! "Did you mean": the nearest of some known names.

/// How many edits per character of the longer word still count as a slip of the pen.
const MAX_DISTANCE_RATIO: f64 = 0.4;

/// The candidate nearest to `word` by Damerau–Levenshtein distance, case folded, if one is near enough.
/// The first of several equally near ones wins.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = word.to_lowercase();
    candidates
        .into_iter()
        .filter(|candidate| *candidate != word)
        .filter_map(|candidate| {
            let longer = candidate.chars().count().max(folded.chars().count());
            let shorter = candidate.chars().count().min(folded.chars().count());
            #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let allowed = (longer as f64 * MAX_DISTANCE_RATIO).floor() as usize;
            if longer - shorter > allowed {
                return None;
            }
            let distance = strsim::osa_distance(&folded, &candidate.to_lowercase());
            (distance <= allowed).then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[track_caller]
    fn check(word: &str, candidates: &[&str], expected: Option<&str>) {
        assert_eq!(nearest(word, candidates.iter().copied()), expected);
    }

    #[test]
    fn the_nearest_name_is_offered() {
        check("descripton", &["title", "description", "order"], Some("description"));
        check("Title", &["title"], Some("title"));
    }

    #[test]
    fn a_distant_name_is_not() {
        check("banana", &["title", "order"], None);
        check("", &["title"], None);
    }
}
