//! What becomes of a request. There is no default: only `LetIn` lets a request in.

use crate::security::Token;
use domain::application::ProtectedOrigin;

/// The answer to a proxy.
#[derive(Clone, Debug)]
pub enum Decision {
    /// The request goes on to the application, with these headers. All of them are set; an empty one replaces what the
    /// visitor sent under its name.
    LetIn {
        headers: Vec<(&'static str, String)>,
    },
    /// The browser goes to the way into the application at Portico, and keeps `door` meanwhile.
    SignIn {
        sealed: String,
        door: Token,
    },
    /// The browser gets a pass and goes to the address that it asked for.
    TakeTicket {
        address: String,
        pass: Token,
    },
    /// The browser goes to the page of Portico about signing out. If `has_ended`, it forgets its pass; otherwise
    /// another site may have asked, and the page has a button.
    SignOut {
        sealed: String,
        has_ended: bool,
    },
    /// The visitor has to sign in, but the request is not one that can be led to a page.
    Unauthenticated {
        /// A page that leads to the sign-in when a browser opens it.
        sign_in: String,
        /// The origin whose pages may read this answer, beside the application's own.
        readable_by: Option<ProtectedOrigin>,
    },
    Forbidden(ForbiddenReason),
}

/// Why a request is refused without a way to sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForbiddenReason {
    /// No application has the origin.
    UnknownOrigin,
    /// The application is turned off.
    TurnedOff,
    /// A path rule closes the path for everyone.
    PathRule,
    /// The application does not let this user in.
    NotAllowed,
    /// Two tickets in a row were refused. Most likely the browser takes no cookies.
    NoCookies,
    /// Another site may have asked to sign the user out.
    NotDeliberate,
}

impl Decision {
    /// A name for metrics.
    pub const fn name(&self) -> &'static str {
        match self {
            Decision::LetIn { .. } => "let_in",
            Decision::SignIn { .. } => "sign_in",
            Decision::TakeTicket { .. } => "ticket",
            Decision::SignOut { .. } => "sign_out",
            Decision::Unauthenticated { .. } => "unauthenticated",
            Decision::Forbidden(_) => "forbidden",
        }
    }
}
