//! Reading the values of options.

use anyhow::anyhow;
use domain::application::StrengthLevel;
use domain::refusal::ApplicationRefusal;

/// The names of the levels on the command line, spelt as in path rules.
const LEVELS: [&str; StrengthLevel::ALL.len()] = ["signed-in", "second-step", "passkey"];

/// The values of an option that may be given several times. An empty value stands for none. `None`: it was not given.
pub fn given(mut values: Vec<String>) -> Option<Vec<String>> {
    if values.is_empty() {
        return None;
    }
    values.retain(|value| !value.trim().is_empty());
    Some(values)
}

/// The values of such an option, one on each line.
pub fn lines(values: Vec<String>) -> Option<String> {
    given(values).map(|values| values.join("\n"))
}

/// The values of options that may be given several times, one on each line.
#[derive(Debug, Default)]
pub struct Lists {
    pub origins: Option<String>,
    pub people: Option<String>,
    pub redirect_uris: Option<String>,
    pub sign_out_uris: Option<String>,
}

impl Lists {
    /// The refusal of a line, which a form would have, as that of the value of an option.
    pub fn named(&self, error: anyhow::Error) -> anyhow::Error {
        let Some(refusal) = error.downcast_ref::<ApplicationRefusal>().copied() else { return error };
        let (option, list, line) = match refusal {
            ApplicationRefusal::BadOrigin { line } => ("--origin", &self.origins, line),
            ApplicationRefusal::NoSuchPerson { line } => ("--person", &self.people, line),
            ApplicationRefusal::BadRedirectUri { line } => ("--redirect-uri", &self.redirect_uris, line),
            ApplicationRefusal::BadSignOutUri { line } => ("--sign-out-uri", &self.sign_out_uris, line),
            _ => return error,
        };
        let values = list.as_deref().unwrap_or_default();
        match values.lines().nth(line.saturating_sub(1)) {
            Some(value) => {
                anyhow!(refusal.to_string().replacen(&format!("line {line} "), &format!("{option} {value} "), 1))
            }
            None => error,
        }
    }
}

pub fn yes_or_no(text: &str) -> Result<bool, String> {
    choose(text, ["no", "yes"])
}

pub fn on_or_off(text: &str) -> Result<bool, String> {
    choose(text, ["off", "on"])
}

pub fn level(text: &str) -> Result<StrengthLevel, String> {
    let found = LEVELS.iter().position(|name| *name == text);
    found.map(|at| StrengthLevel::ALL[at]).ok_or_else(|| LEVELS.join(", "))
}

pub const fn level_name(level: StrengthLevel) -> &'static str {
    LEVELS[level as usize]
}

fn choose(text: &str, [no, yes]: [&str; 2]) -> Result<bool, String> {
    if text == yes {
        Ok(true)
    } else if text == no {
        Ok(false)
    } else {
        Err(format!("{yes} or {no}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_read_as_it_is_printed() {
        for one in StrengthLevel::ALL {
            assert_eq!(level(level_name(one)), Ok(one));
            assert_eq!(level_name(one), one.name().replace('_', "-"));
        }
        assert!(level("second_step").is_err());
    }

    #[test]
    fn a_refused_line_is_named_as_the_value_of_its_option() {
        let lists = Lists { origins: lines(vec!["https://a.example".to_owned(), "b".to_owned()]), ..Lists::default() };
        let told = |refusal: ApplicationRefusal| lists.named(refusal.into()).to_string();
        assert_eq!(
            told(ApplicationRefusal::BadOrigin { line: 2 }),
            "--origin b is not an origin like https://app.example"
        );
        assert!(told(ApplicationRefusal::NoSuchPerson { line: 1 }).starts_with("line 1 "));
        assert_eq!(told(ApplicationRefusal::OriginTaken), ApplicationRefusal::OriginTaken.to_string());
    }

    #[test]
    fn an_empty_value_stands_for_none() {
        assert_eq!(given(Vec::new()), None);
        assert_eq!(given(vec![String::new()]), Some(Vec::new()));
        assert_eq!(given(vec!["a".to_owned(), " ".to_owned()]), Some(vec!["a".to_owned()]));
        assert_eq!(lines(vec!["a".to_owned(), "b".to_owned()]).as_deref(), Some("a\nb"));
    }
}
