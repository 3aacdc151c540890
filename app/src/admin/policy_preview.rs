//! Describes in sentences what the rules in the form mean for users.

use crate::{prelude::*, words::admin::policy};
use domain::{
    Policy,
    policy::{MissingCredentials, PolicyError},
};

/// Without JavaScript it describes the form as the server rendered it.
#[component]
pub fn Preview(read: Memo<Result<Policy, PolicyError>>, lacking: MissingCredentials) -> impl IntoView {
    move || match read.get() {
        Err(_) => static_view(view! { <p>{policy::PREVIEW_WRONG}</p> }),
        Ok(rules) => {
            let warning =
                rules.shuts_out(lacking).then(|| view! { <Notice tone=Tone::Warning title=policy::SHUTS_OUT/> });
            let lines: Vec<_> = policy::rules(&rules).into_iter().map(|line| view! { <li>{line}</li> }).collect();
            static_view(view! {
                <ul class="preview">{lines}</ul>
                {warning}
            })
        }
    }
}
