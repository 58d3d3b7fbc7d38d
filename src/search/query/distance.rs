//! The optimal string alignment distance between two words: the number of letters that are missing, added, replaced, or
//! swapped with their neighbor.

/// The distance between two words in UTF-16 units; `None` if it is more than `most`.
#[must_use]
pub fn distance(a: &[u16], b: &[u16], most: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for row in 1..=a.len() {
        let mut current = Vec::with_capacity(b.len() + 1);
        current.push(row);
        let mut lowest = row;
        for column in 1..=b.len() {
            let replaced = last[column - 1] + usize::from(a[row - 1] != b[column - 1]);
            let mut value = replaced.min(last[column] + 1).min(current[column - 1] + 1);
            if row > 1 && column > 1 && a[row - 1] == b[column - 2] && a[row - 2] == b[column - 1] {
                value = value.min(before[column - 2] + 1);
            }
            lowest = lowest.min(value);
            current.push(value);
        }
        if lowest > most {
            return None;
        }
        before = std::mem::replace(&mut last, current);
    }
    last.last().copied().filter(|distance| *distance <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typos_count_one_each() {
        let check = |a: &str, b: &str, expected: Option<usize>| {
            let units = |word: &str| word.encode_utf16().collect::<Vec<_>>();
            assert_eq!(distance(&units(a), &units(b), 2), expected, "{a} {b}");
        };
        check("password", "password", Some(0));
        check("pasword", "password", Some(1));
        check("cancle", "cancel", Some(1));
        check("exprot", "export", Some(1));
        check("recieve", "receive", Some(1));
        check("pasowrd", "password", Some(2));
        check("form", "password", None);
        check("", "ab", Some(2));
    }
}
