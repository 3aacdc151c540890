//! What an error says, with its causes. Libraries repeat a cause in the error that it caused.

/// The error and its causes in one line. A cause that the one before says already is said once. The line of PostgreSQL's
/// own source is left out.
pub fn told(error: &anyhow::Error) -> String {
    let mut said: Vec<String> = Vec::new();
    for cause in error.chain().map(|cause| without_line(cause.to_string())) {
        if said.last().is_none_or(|last| !last.contains(&cause)) {
            said.push(cause);
        }
    }
    said.join(": ")
}

fn without_line(text: String) -> String {
    match text.rsplit_once(" at line ") {
        Some((before, line)) if line.bytes().all(|byte| byte.is_ascii_digit()) => before.to_owned(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::anyhow;

    #[test]
    fn a_cause_is_said_once() {
        let doubled = anyhow!("role \"jo\" does not exist at line 948")
            .context("error returned from database: role \"jo\" does not exist at line 948")
            .context("PORTICO_DATABASE_URL");
        let once = "PORTICO_DATABASE_URL: error returned from database: role \"jo\" does not exist";
        assert_eq!(told(&doubled), once);
        assert_eq!(
            told(&anyhow!("expected a value at line 1 column 2").context("a")),
            "a: expected a value at line 1 column 2"
        );
    }
}
