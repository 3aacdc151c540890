//! The card of the sign-in page under the policy of the form. The server draws it, from the components of the sign-in
//! page. It is only to be looked at.

use crate::prelude::*;
use crate::submission::{call, decode};
use crate::words::admin::policy;
use domain::Policy;
use domain::policy::PolicyError;
#[cfg(feature = "ssr")]
use service::account::as_admin;
use std::time::Duration;
use web_sys::UrlSearchParams;

/// How long the form has to rest before the card is drawn again.
const REST: Duration = Duration::from_millis(400);

/// The card as HTML.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawnCard {
    pub html: String,
}

#[cfg(feature = "ssr")]
impl crate::server::Reply for DrawnCard {}

/// Draws the card of the sign-in page under a policy that is not saved. Changes nothing.
#[server(endpoint = "preview_policy", input = PostUrl, output = Postcard)]
pub async fn preview_policy(#[server(flatten)] fields: Fields) -> Result<DrawnCard, ApiError> {
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        as_admin(&signed_in)?;
        let draft = domain::policy::form::read(&fields).map_err(|_| Refusal::InvalidForm)?;
        Ok(DrawnCard { html: crate::sign_in::card_html(&web, &signed_in.organisation, &draft).await? })
    })
    .await
}

/// `card` is the HTML for the form as it was rendered.
#[component]
pub fn CardPreview(read: Memo<Result<Policy, PolicyError>>, fields: RwSignal<Fields>, card: String) -> impl IntoView {
    let html = RwSignal::new(card);
    // The card depends on nothing else. While the form cannot be read, it stays.
    let methods = Memo::new(move |before: Option<&Vec<Method>>| match read.get() {
        Ok(draft) => draft.methods,
        Err(_) => before.cloned().unwrap_or_default(),
    });
    let newest = StoredValue::new(0_u32);
    Effect::new(move |was_drawn: Option<()>| {
        // The effect reads the memo: if it only tracked it, the memo would never be computed, and so would not change.
        methods.with(|_| ());
        newest.update_value(|number| *number = number.wrapping_add(1));
        let this = newest.get_value();
        let is_newest = move || newest.try_get_value() == Some(this);
        if was_drawn.is_none() {
            return;
        }
        set_timeout(
            move || {
                if is_newest() {
                    spawn_local(async move {
                        let drawn = draw(fields).await;
                        if let (true, Some(drawn)) = (is_newest(), drawn) {
                            html.set(drawn.html);
                        }
                    });
                }
            },
            REST,
        );
    });
    view! {
        <h3>{policy::CARD}</h3>
        {move || static_view(view! { <div class="policy__card" inert=true inner_html=html.get()></div> })}
    }
}

/// Asks the server for the card. Without an answer the old one stays.
async fn draw(fields: RwSignal<Fields>) -> Option<DrawnCard> {
    let posted = UrlSearchParams::new().ok()?;
    fields.try_with_untracked(|fields| {
        for (name, value) in fields.iter() {
            posted.append(name, value);
        }
    })?;
    call(PreviewPolicy::PATH, &posted).await.and_then(decode).ok()
}
