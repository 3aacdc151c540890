//! `/undo/TOKEN`: restores the previous email address. Opening the page changes nothing; its button does.

use super::{UndoEmailChange, UndoLink, UndoScreen};
use crate::{
    paths,
    submission::Submission,
    ui::{AuthLayout, CheckIcon, Refused, SubmitButton, static_view},
    words::{self, settings::undo},
};
use leptos::{ev::SubmitEvent, prelude::*, server_fn::ServerFn};

#[component]
pub fn UndoPage(screen: UndoScreen) -> impl IntoView {
    let organisation = screen.organisation.clone();
    let content = match screen.link.clone() {
        UndoLink::Open { old, new } => static_view(view! { <Open token=screen.token old new/> }),
        UndoLink::Undone => static_view(view! { <Undone screen/> }),
        UndoLink::Over => static_view(view! { <Over screen/> }),
    };
    view! {
        <AuthLayout organisation>
            {content}
        </AuthLayout>
    }
}

#[component]
fn Open(token: String, old: String, new: String) -> impl IntoView {
    let undoing = Submission::of::<UndoEmailChange>();
    undoing.follow();
    view! {
        <div class="card">
            <div class="card__head">
                <h1>{undo::HEADING}</h1>
                <p>{undo::TEXT}</p>
            </div>
            <dl class="facts facts--boxed">
                <dt>{undo::COMES_BACK}</dt>
                <dd>{old}</dd>
                <dt>{undo::GOES}</dt>
                <dd>{new}</dd>
            </dl>
            <Refused error=Signal::derive(move || undoing.error())/>
            <form
                class="stack stack--tight"
                method="post"
                action=UndoEmailChange::url()
                on:submit=move |event: SubmitEvent| undoing.send_on(&event)
            >
                <input type="hidden" name="token" value=token/>
                <SubmitButton label=undo::TITLE busy=Signal::derive(move || undoing.is_busy())/>
                <p class="field__hint">{undo::EVERYWHERE}</p>
            </form>
        </div>
        <p class="gate__after">{undo::WAS_ME}</p>
    }
}

#[component]
fn Undone(screen: UndoScreen) -> impl IntoView {
    let (sign_in, recovery) = (paths::sign_in(&screen.organisation), paths::recovery(&screen.organisation));
    view! {
        <div class="card">
            <div class="card__head">
                <span class="card__icon card__icon--success"><CheckIcon/></span>
                <h1>{undo::undone::TITLE}</h1>
                <p>{undo::undone::TEXT}</p>
            </div>
            <div class="actions">
                <a class="button button--primary" href=sign_in>{words::sign_in::SIGN_IN}</a>
                <a class="button button--quiet" href=recovery>{undo::undone::NEW_PASSWORD}</a>
            </div>
        </div>
    }
}

#[component]
fn Over(screen: UndoScreen) -> impl IntoView {
    view! {
        <div class="card">
            <div class="card__head">
                <h1>{undo::over::TITLE}</h1>
                <p>{undo::over::text(&screen.organisation.name)}</p>
            </div>
            <div class="actions">
                <a class="button button--primary" href=paths::sign_in(&screen.organisation)>{words::sign_in::SIGN_IN}</a>
            </div>
        </div>
    }
}
