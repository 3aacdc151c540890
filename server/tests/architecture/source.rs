//! Splits a Rust source into comments, string literals and code, as far as the checks need it. Not a parser.

/// A source without its comments, once with and once without its string literals.
pub struct Source {
    /// All string literals are empty.
    pub code: String,
    pub texts: Vec<String>,
    pub with_texts: String,
}

impl Source {
    pub fn read(text: &str) -> Self {
        let mut source = Source { code: String::new(), texts: Vec::new(), with_texts: String::new() };
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let length = if rest.starts_with("//") {
                rest.find('\n').unwrap_or(rest.len())
            } else if rest.starts_with("/*") {
                rest.find("*/").map_or(rest.len(), |end| end + 2)
            } else if let Some((length, inner)) = literal(rest, source.code.chars().last()) {
                source.code.push_str("\"\"");
                source.with_texts.push_str(&rest[..length]);
                source.texts.push(inner.to_owned());
                length
            } else {
                let length = quoted_character(rest).unwrap_or(first.len_utf8());
                source.code.push_str(&rest[..length]);
                source.with_texts.push_str(&rest[..length]);
                length
            };
            rest = &rest[length..];
        }
        source
    }

    /// Whether the code contains the word, not as a part of a longer one.
    pub fn has(&self, word: &str) -> bool {
        let is_part = |character: Option<char>| character.is_some_and(|c| c.is_alphanumeric() || c == '_');
        self.code.match_indices(word).any(|(at, _)| {
            let (before, after) = (&self.code[..at], &self.code[at + word.len()..]);
            !is_part(before.chars().last()) && !is_part(after.chars().next())
        })
    }
}

/// The string literal that starts here, plain or raw: its whole length and its content.
fn literal(rest: &str, before: Option<char>) -> Option<(usize, &str)> {
    if let Some(inner) = rest.strip_prefix('"') {
        let mut is_escaped = false;
        let end = inner.find(|character| {
            let ends = character == '"' && !is_escaped;
            is_escaped = character == '\\' && !is_escaped;
            ends
        })?;
        return Some((end + 2, &inner[..end]));
    }
    let hashes = rest.strip_prefix('r').filter(|_| !before.is_some_and(|c| c.is_alphanumeric() || c == '_'))?;
    let many = hashes.len() - hashes.trim_start_matches('#').len();
    let inner = hashes[many..].strip_prefix('"')?;
    let end = inner.find(&format!("\"{}", "#".repeat(many)))?;
    Some((1 + many + 1 + end + 1 + many, &inner[..end]))
}

/// The length of a character literal that starts here, such as `'"'`, which starts no string.
fn quoted_character(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix('\'')?;
    let end = if let Some(escaped) = inner.strip_prefix('\\') {
        escaped.find('\'')? + 1
    } else {
        inner.chars().next()?.len_utf8()
    };
    inner[end..].starts_with('\'').then_some(end + 2)
}
