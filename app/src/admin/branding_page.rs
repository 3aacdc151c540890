//! `/admin/branding`: name, colour, support contact and logo on the organisation's pages and in its messages.

use super::{
    BrandingDone, BrandingView, SaveBranding,
    branding_sample::{COLOR_FIELD, Picker, Sample, show_color},
    logo_form::LogoForm,
    policy_form::is_unfit,
    settings_fields::{IDENTITY, Line, Wrong, still_said, take_unsaved, typed_in},
};
use crate::{prelude::*, words::admin::branding};
use domain::{
    Fields,
    branding::{BrandingError, COLOR, FIELDS, NAME, SUPPORT, problem},
};
use leptos::html::Form;

const NAME_FIELD: FieldIds = FieldIds { input: "name", hint: "", error: "name-error" };
const SUPPORT_FIELD: FieldIds = FieldIds { input: "support", hint: "support-hint", error: "support-error" };

#[component]
pub fn BrandingPage(view: BrandingView, organisation: OrganisationView) -> impl IntoView {
    let done = view.done.map(|done| match done {
        BrandingDone::Saved => branding::SAVED,
        BrandingDone::Logo => branding::LOGO_SAVED,
        BrandingDone::LogoRemoved => branding::LOGO_REMOVED,
    });
    let done = done.map(|title| view! { <JustDone title/> });
    let [kept] = take_unsaved([IDENTITY]);
    let fields = kept.unwrap_or(view.fields);
    let typed = RwSignal::new(fields.clone());
    view! {
        {done}
        {static_view(view! { <Identity fields typed/> })}
        {static_view(view! { <LogoForm logo=organisation.branding.logo refused=view.logo_problem typed/> })}
    }
}

fn beside(said: RwSignal<Option<BrandingError>>, field: &'static str) -> Wrong {
    Signal::derive(move || {
        said.get().filter(|error| error.field == field).map(|error| branding::problem(error).text().into())
    })
}

#[component]
fn Identity(fields: Fields, typed: RwSignal<Fields>) -> impl IntoView {
    let saving = Submission::of::<SaveBranding>();
    saving.redirect_on_success();
    let said = RwSignal::new(problem(&fields));
    let form = NodeRef::<Form>::new();
    let read = move || {
        if let Some(now) = form.get_untracked().and_then(|form| typed_in(&form, &FIELDS)) {
            typed.set(now);
        }
        typed.with_untracked(problem)
    };
    let on_input = move |_| {
        still_said(said, read());
    };
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        let wrong = read();
        said.set(wrong);
        match wrong {
            Some(error) => focus(error.field),
            None => saving.send_on(&event),
        }
    };
    show_color(typed.into());
    let unfit = saving.field_error(is_unfit);
    // Where the browser finds nothing wrong, it is the support contact: only the server reads all of it.
    let wrong_support = move || {
        let refused = unfit.get().map(|_| BrandingError { field: SUPPORT });
        said.get()
            .or(refused)
            .filter(|error| error.field == SUPPORT)
            .map(|error| branding::problem(error).text().into())
    };
    let value = move |name: &str| fields.get(name).to_owned();
    view! {
        <Section id=IDENTITY title=branding::IDENTITY about=branding::ABOUT_IDENTITY>
            <form
                class="panel__body stack"
                method="post"
                action=SaveBranding::url()
                novalidate
                autocomplete="off"
                node_ref=form
                on:input=on_input
                on:submit=on_submit
            >
                <Refused error=saving.form_error(is_unfit)/>
                <Line
                    ids=NAME_FIELD
                    label=branding::NAME
                    value=value(NAME)
                    longest="100"
                    error=beside(said, NAME)
                />
                <Line
                    ids=COLOR_FIELD
                    label=branding::COLOR
                    hint=branding::COLOR_HINT
                    value=value(COLOR)
                    longest="7"
                    error=beside(said, COLOR)
                />
                <Picker typed/>
                <Sample/>
                <Line
                    ids=SUPPORT_FIELD
                    label=branding::SUPPORT
                    hint=branding::SUPPORT_HINT
                    value=value(SUPPORT)
                    longest="254"
                    error=Signal::derive(wrong_support)
                />
                <SubmitButton label=branding::SAVE busy=Signal::derive(move || saving.is_busy())/>
            </form>
        </Section>
    }
}
