//! The branding of an organisation: its name, its colour and its support contact. Server and screen read the form with
//! the same code.

use crate::{Color, Fields, PersonName, SupportContact};

/// The branding that the form asks for. The logo is not part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branding {
    pub name: PersonName,
    /// `None`: Portico's own colour.
    pub color: Option<Color>,
    /// `None`: pages and messages name no support contact.
    pub support: Option<SupportContact>,
}

/// The form field of the name.
pub const NAME: &str = "name";
/// The form field of the colour.
pub const COLOR: &str = "color";
/// The form field of the support contact.
pub const SUPPORT: &str = "support";
/// All fields of the form.
pub const FIELDS: [&str; 3] = [NAME, COLOR, SUPPORT];

/// A form field whose value is not allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field} cannot be this")]
pub struct BrandingError {
    /// The name of the field.
    pub field: &'static str,
}

impl Branding {
    /// Reads the form. An empty colour or support contact becomes `None`. Fails with the first field whose value is not
    /// allowed.
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
