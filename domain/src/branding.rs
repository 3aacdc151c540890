//! The branding of an organisation: its name, its colour, its support contact, and whom its messages are from.

use crate::{Color, EmailAddress, Fields, PersonName, SupportContact};
use std::str::FromStr;

/// The branding that the form asks for. The logo is not part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branding {
    pub name: PersonName,
    /// `None`: Portico's own colour.
    pub color: Option<Color>,
    /// `None`: pages and messages name no support contact.
    pub support: Option<SupportContact>,
    /// Whom messages are from; `None`: the name of the organisation.
    pub sender_name: Option<PersonName>,
    /// The address for replies to messages. `None`: replies are not read.
    pub reply_to: Option<EmailAddress>,
}

/// The form field of the name.
pub const NAME: &str = "name";
/// The form field of the colour.
pub const COLOR: &str = "color";
/// The form field of the support contact.
pub const SUPPORT: &str = "support";
/// The form field of the sender's name.
pub const SENDER_NAME: &str = "sender_name";
/// The form field of the address for replies.
pub const REPLY_TO: &str = "reply_to";
/// All fields of the form.
pub const FIELDS: [&str; 5] = [NAME, COLOR, SUPPORT, SENDER_NAME, REPLY_TO];

/// A form field whose value is not allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field} cannot be this")]
pub struct BrandingError {
    /// The name of the field.
    pub field: &'static str,
}

impl Branding {
    /// Reads the form. Any field but the name may be empty. Fails with the first field whose value is not allowed.
    pub fn read(fields: &Fields) -> Result<Self, BrandingError> {
        Ok(Branding {
            name: name(fields)?,
            color: optional(fields, COLOR)?,
            support: optional(fields, SUPPORT)?,
            sender_name: optional(fields, SENDER_NAME)?,
            reply_to: optional(fields, REPLY_TO)?,
        })
    }
}

/// The first field whose value is certainly not allowed, for the browser. It accepts some addresses that
/// `Branding::read` refuses, because the tables of international domains are too large for the client.
pub fn problem(fields: &Fields) -> Option<BrandingError> {
    let plausible = |field: &'static str, is_plausible: fn(&str) -> bool| {
        let text = fields.get(field).trim();
        (!text.is_empty() && !is_plausible(text)).then_some(BrandingError { field })
    };
    let before = name(fields).err().or_else(|| optional::<Color>(fields, COLOR).err());
    let support = || plausible(SUPPORT, SupportContact::is_plausible);
    let sender = || optional::<PersonName>(fields, SENDER_NAME).err();
    before.or_else(support).or_else(sender).or_else(|| plausible(REPLY_TO, |text| text.contains('@')))
}

/// Whether a field that is in order for `problem` may be the one that `Branding::read` refuses.
pub fn is_suspect(fields: &Fields, field: &str) -> bool {
    let has_address =
        |field: &str| fields.get(field).contains('@') && !fields.get(field).trim().starts_with("https://");
    match field {
        SUPPORT => has_address(SUPPORT) || !has_address(REPLY_TO),
        REPLY_TO => has_address(REPLY_TO),
        _ => false,
    }
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
        assert_eq!(
            read,
            Branding {
                name: "Alderway".parse().unwrap(),
                color: None,
                support: None,
                sender_name: None,
                reply_to: None
            }
        );
        let read = Branding::read(&fields("Alderway", "#0B6B4F", "help@alderway.example")).unwrap();
        assert_eq!(read.color.unwrap().to_string(), "#0b6b4f");
        assert_eq!(read.support.unwrap().to_string(), "help@alderway.example");
    }

    #[rstest]
    #[case("Alderway accounts", "help@alderway.example", None)]
    #[case("", "", None)]
    #[case("two\nlines", "", Some(SENDER_NAME))]
    #[case("Alderway\r\nBcc: all@alderway.example", "", Some(SENDER_NAME))]
    #[case("", "help", Some(REPLY_TO))]
    fn the_sender_is_one_line_and_replies_go_to_an_address(
        #[case] sender: &str,
        #[case] reply_to: &str,
        #[case] field: Option<&'static str>,
    ) {
        let mut fields = fields("Alderway", "", "");
        fields.set(SENDER_NAME, sender);
        fields.set(REPLY_TO, reply_to);
        assert_eq!(problem(&fields).map(|error| error.field), field);
        assert_eq!(Branding::read(&fields).err().map(|error| error.field), field);
    }

    #[test]
    fn only_an_address_can_be_refused_by_the_server_alone() {
        let mut fields = fields("Alderway", "", "https://alderway.example/@help");
        fields.set(REPLY_TO, "help@älderway.example");
        assert_eq!(FIELDS.map(|field| is_suspect(&fields, field)), [false, false, false, false, true]);
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
