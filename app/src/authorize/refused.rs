//! A request that is not answered with a redirect, because it does not name a client and one of its addresses. Says so
//! to the user and to the developers of the client. Never leads to an address of the request.

use crate::prelude::*;
use crate::words::{authorize, enter};
use domain::oidc::PageFault;

#[component]
pub fn RefusedRequest(fault: PageFault) -> impl IntoView {
    let text = match fault {
        PageFault::TooOften => authorize::TOO_OFTEN_TEXT,
        _ => authorize::REFUSED_TEXT,
    };
    view! {
        <p>{text}</p>
        <p>{authorize::fault(fault)}</p>
        <div class="actions">
            <a class="button button--primary" href=paths::ACCOUNT>{enter::TO_START}</a>
        </div>
    }
}
