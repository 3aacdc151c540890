//! Where an application may send people after signing in.

use super::{SaveOrigins, policy_form::is_unfit, settings_fields::focus};
use crate::{
    submission::Submission,
    ui::{FieldFoot, FieldIds, Notice, Refused, Section, SubmitButton, Tone, in_textarea, still, while_true},
    words::{
        Sentence,
        admin::{branding, policy},
    },
};
use domain::return_to::read_origins;
use leptos::{ev::SubmitEvent, html::Textarea, prelude::*, server_fn::ServerFn};

const ORIGINS: FieldIds = FieldIds { input: "origins", hint: "origins-hint", error: "origins-error" };

/// What is wrong with a list.
fn wrong(typed: &str) -> Option<Sentence> {
    read_origins(typed).err().map(policy::origins_problem)
}

#[component]
pub fn OriginsForm(origins: String) -> impl IntoView {
    let saving = Submission::of::<SaveOrigins>();
    saving.follow();
    let said = RwSignal::new(wrong(&origins));
    let input = NodeRef::<Textarea>::new();
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        said.set(input.get_untracked().and_then(|input| wrong(&input.value())));
        match said.with_untracked(Option::is_some) {
            true => focus(ORIGINS.input),
            false => saving.send_on(&event),
        }
    };
    let unfit = saving.beside(is_unfit);
    let error = Signal::from(said);
    view! {
        <Section id="origins-section" title=policy::ORIGINS about=policy::ABOUT_ORIGINS>
            <form
                class="panel__body stack"
                method="post"
                action=SaveOrigins::url()
                novalidate
                on:submit=on_submit
            >
                <Refused error=saving.above(is_unfit)/>
                {move || {
                    unfit.get().filter(|_| said.with(Option::is_none)).map(|_| {
                        still(view! { <Notice tone=Tone::Error title=branding::NOT_SAVED/> })
                    })
                }}
                <div class="field">
                    <label class="field__label" for=ORIGINS.input>{policy::ORIGINS_FIELD}</label>
                    <textarea
                        class="input"
                        id=ORIGINS.input
                        name=ORIGINS.input
                        rows="4"
                        maxlength="2200"
                        autocomplete="off"
                        autocapitalize="none"
                        spellcheck="false"
                        aria-describedby=ORIGINS.described_by(error)
                        aria-invalid=while_true(move || error.with(Option::is_some))
                        node_ref=input
                        inner_html=in_textarea(&origins)
                    ></textarea>
                    <FieldFoot ids=ORIGINS hint=Signal::stored(policy::ORIGINS_HINT.into()) error/>
                </div>
                <SubmitButton label=policy::SAVE_ORIGINS busy=Signal::derive(move || saving.is_busy())/>
            </form>
        </Section>
    }
}
