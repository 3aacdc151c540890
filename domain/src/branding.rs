//! The branding of an organisation: its name, its colour and its support contact.

use crate::{Color, Fields, PersonName, SupportContact};
use std::str::FromStr;

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
        Ok(Branding { name: name(fields)?, color: optional(fields, COLOR)?, support: optional(fields, SUPPORT)? })
    }
}

/// The first field whose value is certainly not allowed, for the browser. It accepts some support contacts that
/// `Branding::read` refuses.
pub fn problem(fields: &Fields) -> Option<BrandingError> {
    let support = fields.get(SUPPORT);
    let is_plausible = support.trim().is_empty() || SupportContact::is_plausible(support);
    let before = name(fields).err().or_else(|| optional::<Color>(fields, COLOR).err());
    before.or_else(|| (!is_plausible).then_some(BrandingError { field: SUPPORT }))
}

fn name(fields: &Fields) -> Result<PersonName, BrandingError> {
    fields.get(NAME).parse().map_err(|_| BrandingError { field: NAME })
}

fn optional<T: FromStr>(fields: &Fields, field: &'static str) -> Result<Option<T>, BrandingError> {
    match fields.get(field).trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| BrandingError { field }),
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

    #[rstest]
    #[case("", "#0b6b4f", "", Some(NAME))]
    #[case("Alderway", "green", "", Some(COLOR))]
    #[case("Alderway", "", "http://alderway.example", Some(SUPPORT))]
    #[case("Alderway", "", "https://alderway .example", Some(SUPPORT))]
    #[case("Alderway", "", "hilfe@älderway.example", None)]
    #[case("Alderway", "", "", None)]
    fn a_browser_refuses_only_what_is_refused(
        #[case] name: &str,
        #[case] color: &str,
        #[case] support: &str,
        #[case] field: Option<&'static str>,
    ) {
        let fields = fields(name, color, support);
        assert_eq!(problem(&fields).map(|error| error.field), field);
        assert_eq!(Branding::read(&fields).is_err(), field.is_some());
    }
}
