//! The preview beside the policy's form: the card of the sign-in page, the rules in words, and what saving would change.
//! Without JavaScript it shows the form as the server rendered it.

use super::card::CardPreview;
use crate::prelude::*;
use crate::words::{admin::policy, password};
use domain::Policy;
use domain::policy::{CredentialGroup, PolicyError, SignedInGroup};

/// `read` is the policy of the form, `saved` the one until now.
#[component]
pub fn Preview(
    read: Memo<Result<Policy, PolicyError>>,
    saved: StoredValue<Option<Policy>>,
    groups: StoredValue<Vec<CredentialGroup>>,
    signed_in: Vec<SignedInGroup>,
    fields: RwSignal<Fields>,
    card: String,
) -> impl IntoView {
    let signed_in = StoredValue::new(signed_in);
    view! {
        // It scrolls by itself beside the form. Then the keyboard has to reach it.
        <section class="policy__preview stack" aria-labelledby="preview" tabindex="0">
            <h2 id="preview">{policy::PREVIEW}</h2>
            <CardPreview read fields card/>
            {move || match read.get() {
                Err(_) => static_view(view! { <p>{policy::PREVIEW_WRONG}</p> }),
                Ok(draft) => {
                    let saved = saved.get_value().unwrap_or_else(|| draft.clone());
                    let impact = groups.with_value(|groups| policy::impact(&draft.impact(&saved, groups)));
                    let (others, is_you) = signed_in.with_value(|groups| draft.second_step.signs_out(groups));
                    let signs_out = policy::signs_out(others, is_you);
                    static_view(view! {
                        <Changes old=policy::rules(&saved) new=policy::rules(&draft)/>
                        <Impacts sentences=impact.into_iter().chain(signs_out).collect()/>
                        <Rules draft/>
                    })
                }
            }}
        </section>
    }
}

/// The rules that saving would replace, and those that would replace them.
#[component]
fn Changes(old: Vec<String>, new: Vec<String>) -> impl IntoView {
    let gone = old.iter().filter(|line| !new.contains(line)).map(policy::until_now);
    let begun = new.iter().filter(|line| !old.contains(line)).map(policy::from_now);
    let lines: Vec<_> = gone.chain(begun).map(|line| view! { <li>{line}</li> }).collect();
    let list = match lines.is_empty() {
        true => static_view(view! { <p>{policy::NO_CHANGES}</p> }),
        false => static_view(view! { <ul class="preview">{lines}</ul> }),
    };
    view! {
        <h3>{policy::CHANGES}</h3>
        {list}
    }
}

/// What the draft means for how many people.
#[component]
fn Impacts(sentences: Vec<String>) -> impl IntoView {
    let notices: Vec<_> = sentences.into_iter().map(|title| view! { <Notice tone=Tone::Warning title/> }).collect();
    view! { <div class="stack">{notices}</div> }
}

/// The policy in sentences, and the list above the field of a new password.
#[component]
fn Rules(draft: Policy) -> impl IntoView {
    let passwords = draft.offers(Method::Password).then(|| {
        let lines = draft.password.rules().into_iter().map(|rule| view! { <li>{password::rule(rule)}</li> });
        view! {
            <h3>{password::NEEDS}</h3>
            <ul class="preview">{lines.collect::<Vec<_>>()}</ul>
        }
    });
    let lines: Vec<_> = policy::rules(&draft).into_iter().map(|line| view! { <li>{line}</li> }).collect();
    view! {
        {passwords}
        <h3>{policy::RULES}</h3>
        <ul class="preview">{lines}</ul>
    }
}
