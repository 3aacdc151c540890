//! Tests of what a message keeps to itself, and of its stored form.

use super::*;

fn new_sign_in() -> Content {
    let (browser, ip_address) = ("Firefox on Linux".to_owned(), "203.0.113.7".to_owned());
    Content::NewSignIn { at: Timestamp(0), zone: None, browser, ip_address, token: "t0k3n".to_owned() }
}

fn temporary_password() -> Content {
    Content::TemporaryPassword { password: "ABCDE-FGHJK-MNPQR-STUVW".to_owned() }
}

#[test]
fn debug_shows_neither_code_nor_token() {
    let code = OneTimeCode::from_number(482_913);
    assert_eq!(format!("{:?}", Content::sign_in_code(&code)), "Content(sign_in_code)");
    assert_eq!(format!("{:?}", Content::sign_up_code(&code)), "Content(sign_up_code)");
    assert_eq!(format!("{:?}", new_sign_in()), "Content(new_sign_in)");
    assert_eq!(format!("{:?}", temporary_password()), "Content(temporary_password)");
}

#[test]
fn codes_and_tokens_are_wiped_when_dropped() {
    fn is_wiped_when_dropped<T: ZeroizeOnDrop>(_: &T) {}
    let mut content = new_sign_in();
    is_wiped_when_dropped(&content);
    content.zeroize();
    assert!(matches!(&content, Content::NewSignIn { token, .. } if token.is_empty()));
    let mut content = Content::sign_in_code(&OneTimeCode::from_number(482_913));
    content.zeroize();
    assert!(matches!(&content, Content::SignInCode { code } if code.is_empty()));
}

#[test]
fn what_was_kept_reads_back() {
    let invitation_password = Content::InvitationPassword { password: "ABCDE-FGHJK".to_owned(), signs_in: true };
    for content in [
        new_sign_in(),
        temporary_password(),
        invitation_password,
        Content::AlreadyRegistered,
        Content::Lockout { until: Timestamp(1), token: None },
    ] {
        let kept = serde_json::to_string(&content).unwrap();
        assert!(kept.contains(content.template()), "{kept}");
        let read: Content = serde_json::from_str(&kept).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), kept);
    }
}

#[test]
fn a_message_that_an_older_release_kept_reads_back() {
    let kept = r#"{"new_sign_in":{"at":0,"browser":"Firefox on Linux","place":"203.0.113.7","token":"t0k3n"}}"#;
    let read: Content = serde_json::from_str(kept).unwrap();
    assert!(matches!(&read, Content::NewSignIn { ip_address, .. } if ip_address == "203.0.113.7"));
    let read: Content = serde_json::from_str(r#"{"sign_in_locked":{"until":1}}"#).unwrap();
    assert!(matches!(&read, Content::Lockout { token: None, .. }));
}
