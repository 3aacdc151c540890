//! What an organisation says of itself: its name, its colour, where its people get help. One reading for server and screen.

use crate::{Color, Fields, PersonName, SupportContact};

/// What a form asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branding {
    pub name: PersonName,
    /// `None`: the one of Portico.
    pub color: Option<Color>,
    pub support: Option<SupportContact>,
}

pub const NAME: &str = "name";
pub const COLOR: &str = "color";
pub const SUPPORT: &str = "support";
/// The fields of the form.
pub const FIELDS: [&str; 3] = [NAME, COLOR, SUPPORT];

/// A field that cannot be as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field} cannot be this")]
pub struct BrandingError {
    pub field: &'static str,
}

impl Branding {
    /// What was typed, or the first field that cannot be.
    pub fn read(fields: &Fields) -> Result<Self, BrandingError> {
        fn optional<T: std::str::FromStr>(text: &str, field: &'static str) -> Result<Option<T>, BrandingError> {
            match text.trim() {
                "" => Ok(None),
                text => text.parse().map(Some).map_err(|_| BrandingError { field }),
            }
        }
        Ok(Branding {
            name: fields.get(NAME).parse().map_err(|_| BrandingError { field: NAME })?,
            color: optional(fields.get(COLOR), COLOR)?,
            support: optional(fields.get(SUPPORT), SUPPORT)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn fields(name: &str, color: &str, support: &str) -> Fields {
        [(NAME, name), (COLOR, color), (SUPPORT, support)]
            .map(|(name, value)| (name.into(), value.into()))
            .into_iter()
            .collect()
    }

    #[test]
    fn what_is_left_empty_is_not_there() {
        let read = Branding::read(&fields(" Alderway ", " ", "")).unwrap();
        assert_eq!(read, Branding { name: "Alderway".parse().unwrap(), color: None, support: None });
        let read = Branding::read(&fields("Alderway", "#0B6B4F", "help@alderway.example")).unwrap();
        assert_eq!(read.color.unwrap().to_string(), "#0b6b4f");
        assert_eq!(read.support.unwrap().to_string(), "help@alderway.example");
    }

    #[rstest]
    #[case("", "#0b6b4f", "", NAME)]
    #[case("two\nlines", "", "", NAME)]
    #[case("Alderway", "green", "", COLOR)]
    #[case("Alderway", "", "http://alderway.example", SUPPORT)]
    fn the_first_field_that_cannot_be_is_named(
        #[case] name: &str,
        #[case] color: &str,
        #[case] support: &str,
        #[case] field: &'static str,
    ) {
        assert_eq!(Branding::read(&fields(name, color, support)), Err(BrandingError { field }));
    }
}
