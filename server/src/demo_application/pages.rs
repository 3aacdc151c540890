//! The pages of the sample applications. They share nothing with Portico's own pages.

use axum::response::{Html, IntoResponse as _, Response};
use http::header;
use minijinja::{Environment, Value, context};
use service::forward_auth::unverified_claims;

/// The path of the style sheet.
pub const STYLE: &str = "/style.css";
/// For a user whom the check has let in.
pub const GUARDED: &str = "guarded.html";
/// For a user who has signed in by OpenID Connect.
pub const SIGNED_IN: &str = "signed_in.html";
/// Says what has happened, and leads to the sign-in.
pub const NOTICE: &str = "notice.html";

pub struct Pages {
    templates: Environment<'static>,
    /// The public URL of Portico.
    portico: String,
}

impl Pages {
    pub fn load(portico: &str) -> anyhow::Result<Self> {
        let mut templates = Environment::new();
        templates.add_template("layout.html", include_str!("layout.html"))?;
        templates.add_template(GUARDED, include_str!("guarded.html"))?;
        templates.add_template(SIGNED_IN, include_str!("signed_in.html"))?;
        templates.add_template(NOTICE, include_str!("notice.html"))?;
        Ok(Pages { templates, portico: portico.to_owned() })
    }

    /// Renders a page. Its forms lead to this application or to Portico.
    pub fn show(&self, template: &str, values: Value) -> anyhow::Result<Response> {
        let own = context! { style => STYLE, portico => self.portico.as_str(), ..values };
        let html = self.templates.get_template(template)?.render(own)?;
        let policy = format!(
            "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'self' {}; \
            frame-ancestors 'none'",
            self.portico,
        );
        let headers = [(header::CONTENT_SECURITY_POLICY, policy), (header::CACHE_CONTROL, "no-store".to_owned())];
        Ok((headers, Html(html)).into_response())
    }
}

/// The claims of a token, for people to read. An application that relies on them has to verify the signature.
pub fn claims(token: &str) -> Option<String> {
    unverified_claims(token).map(|claims: serde_json::Value| format!("{claims:#}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};

    #[test]
    fn the_claims_of_a_token_can_be_read() {
        let token = format!("e30.{}.signature", BASE64_URL_SAFE_NO_PAD.encode(r#"{"sub":"jo"}"#));
        assert_eq!(claims(&token).unwrap(), "{\n  \"sub\": \"jo\"\n}");
        for broken in ["", "e30", "e30.%.x", "e30.aGVsbG8.x"] {
            assert_eq!(claims(broken), None, "{broken}");
        }
    }
}
