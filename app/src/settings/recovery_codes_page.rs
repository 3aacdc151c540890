//! `/settings/security/recovery-codes`: shows new codes until the user confirms having stored them, then how many are
//! left.

use super::{PutRecoveryCodesAway, RecoveryCodesView, RenewRecoveryCodes, way_back::WayBack};
use crate::{
    paths,
    submission::Submission,
    ui::{QUIET, Refused, SubmitButton, is_live, static_view, there_while},
    words::settings::{proof, recovery_codes},
};
use leptos::{ev::SubmitEvent, prelude::*, server_fn::ServerFn, task::spawn_local};
use wasm_bindgen_futures::JsFuture;

#[component]
pub fn RecoveryCodesPage(view: RecoveryCodesView, return_to: Option<String>) -> impl IntoView {
    match view.fresh.is_empty() {
        true => static_view(view! { <Left left=view.left return_to/> }),
        false => static_view(view! { <Fresh codes=view.fresh return_to/> }),
    }
}

#[component]
fn Left(left: u32, return_to: Option<String>) -> impl IntoView {
    let text = if left == 0 { recovery_codes::NONE_LEFT.into() } else { recovery_codes::left(left) };
    // A user who came from another page continues there.
    let way = match return_to {
        Some(_) => static_view(view! { <GoOn label=proof::CONTINUE return_to/> }),
        None => static_view(view! { <Renew/> }),
    };
    view! {
        <div class="panel panel--form panel__body stack">
            <p><strong>{text}</strong></p>
            {way}
        </div>
    }
}

#[component]
fn Renew() -> impl IntoView {
    let renewing = Submission::of::<RenewRecoveryCodes>();
    renewing.follow();
    view! {
        <Refused error=Signal::derive(move || renewing.error())/>
        <p class="soft">{recovery_codes::MAKE_TEXT}</p>
        <form
            method="post"
            action=RenewRecoveryCodes::url()
            on:submit=move |event: SubmitEvent| renewing.send_on(&event)
        >
            <SubmitButton label=recovery_codes::MAKE busy=Signal::derive(move || renewing.is_busy())/>
        </form>
    }
}

#[component]
fn Fresh(codes: Vec<String>, return_to: Option<String>) -> impl IntoView {
    let text = codes.join("\n");
    let list: Vec<_> = codes.into_iter().map(|code| view! { <li>{code}</li> }).collect();
    view! {
        <div class="panel panel--form panel__body stack">
            <h2>{recovery_codes::FRESH}</h2>
            <p>{recovery_codes::FRESH_TEXT}</p>
            <ol class="recovery-codes">{list}</ol>
            <Means text/>
            <GoOn label=recovery_codes::KEPT return_to/>
        </div>
    }
}

/// Confirms that the codes are stored. They are not shown again.
#[component]
fn GoOn(#[prop(into)] label: &'static str, return_to: Option<String>) -> impl IntoView {
    let keeping = Submission::of::<PutRecoveryCodesAway>();
    keeping.follow();
    view! {
        <Refused error=Signal::derive(move || keeping.error())/>
        <form
            method="post"
            action=PutRecoveryCodesAway::url()
            on:submit=move |event: SubmitEvent| keeping.send_on(&event)
        >
            <WayBack return_to/>
            <SubmitButton label busy=Signal::derive(move || keeping.is_busy())/>
        </form>
    }
}

/// Ways to store the codes. Copying and printing need JavaScript.
#[component]
fn Means(text: String) -> impl IntoView {
    let (is_live, is_copied) = (is_live(), RwSignal::new(false));
    let copy = move |_| {
        let copying = window().navigator().clipboard().write_text(&text);
        spawn_local(async move { is_copied.set(JsFuture::from(copying).await.is_ok()) });
    };
    let print = move |_| {
        let _ = window().print();
    };
    let is_off = there_while(move || !is_live.get());
    // The clipboard API needs a secure context: HTTPS or localhost.
    let cannot_copy = there_while(move || !is_live.get() || !window().is_secure_context());
    view! {
        <div class="actions">
            <a class=QUIET href=paths::SETTINGS_RECOVERY_CODES_FILE rel="external" download="">
                {recovery_codes::DOWNLOAD}
            </a>
            <button type="button" class=QUIET hidden=cannot_copy on:click=copy>{recovery_codes::COPY}</button>
            <button type="button" class=QUIET hidden=is_off on:click=print>{recovery_codes::PRINT}</button>
            <span role="status">{move || is_copied.get().then_some(recovery_codes::COPIED.text())}</span>
        </div>
    }
}
