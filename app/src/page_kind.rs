//! The kinds of pages whose code is in a chunk of the client.

use crate::paths::{CONSOLE_STYLE, FRAME_STYLE, JOIN_STYLE};
use serde::{Deserialize, Serialize};

/// A kind of page whose code is in a chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PageKind {
    SignUp,
    Recovery,
    NewPassword,
    NotMe,
    Code,
    Account,
    Settings,
    Undo,
    Admin,
    Invitation,
    Welcome,
    SecondStep,
}

impl PageKind {
    /// The style sheets that pages of this kind need besides the common one.
    pub const fn styles(self) -> &'static [&'static str] {
        match self {
            PageKind::Settings => &[FRAME_STYLE],
            PageKind::Admin => &[FRAME_STYLE, CONSOLE_STYLE],
            PageKind::Invitation | PageKind::Welcome | PageKind::SecondStep => &[JOIN_STYLE],
            _ => &[],
        }
    }

    /// The name of the chunk, as in the `wasm_split` attributes of `chunks.rs`.
    pub const fn chunk(self) -> &'static str {
        match self {
            PageKind::Code | PageKind::NotMe | PageKind::Account => "arrival",
            PageKind::SignUp | PageKind::Recovery | PageKind::NewPassword => "passwords",
            PageKind::Settings | PageKind::Undo => "settings",
            PageKind::Admin => "admin",
            PageKind::Invitation | PageKind::Welcome | PageKind::SecondStep => "join",
        }
    }
}
