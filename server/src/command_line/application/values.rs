//! Reading the values of options.

use domain::application::StrengthLevel;

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
    fn an_empty_value_stands_for_none() {
        assert_eq!(given(Vec::new()), None);
        assert_eq!(given(vec![String::new()]), Some(Vec::new()));
        assert_eq!(given(vec!["a".to_owned(), " ".to_owned()]), Some(vec!["a".to_owned()]));
        assert_eq!(lines(vec!["a".to_owned(), "b".to_owned()]).as_deref(), Some("a\nb"));
    }
}
