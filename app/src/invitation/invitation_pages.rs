//! Renders a page of an invitation.

use super::{
    AcceptInvitation, FilledInvitation, InvitationPage, InvitationScreen, RequestInvitation, enter::EnterInvitation,
};
use crate::prelude::*;
use crate::words::invitation::{self, asked, confirmed, expired, over};

#[component]
pub fn InvitationPages(screen: InvitationScreen) -> impl IntoView {
    let organisation = screen.organisation.clone();
    let content = match screen.page.clone() {
        InvitationPage::Enter { filled } => static_view(view! { <EnterInvitation screen filled/> }),
        InvitationPage::Confirmed { good_for, filled } => static_view(view! { <Confirmed screen good_for filled/> }),
        InvitationPage::Expired { email, good_for } => static_view(view! { <Expired screen email good_for/> }),
        InvitationPage::Requested => static_view(view! { <Requested screen/> }),
        InvitationPage::SignedIn => {
            let sign_in = screen.onward(paths::sign_in(&screen.organisation));
            static_view(view! { <Over title=over::USED text=over::WHEN_USED href=sign_in label=confirmed::SIGN_IN/> })
        }
        InvitationPage::Unknown => {
            let enter = screen.onward(paths::invitation(&screen.organisation));
            static_view(view! { <Over title=over::UNKNOWN text=over::WHEN_UNKNOWN href=enter label=over::ENTER/> })
        }
    };
    view! {
        <AuthLayout organisation>
            {content}
        </AuthLayout>
    }
}

#[component]
fn Confirmed(screen: InvitationScreen, good_for: Option<Seconds>, filled: Option<FilledInvitation>) -> impl IntoView {
    let (text, sign_in) = match (good_for, &filled) {
        (Some(_), Some(_)) => (confirmed::ALREADY.into(), by_password(&screen)),
        (Some(good_for), None) => (invitation::by_password(good_for), by_password(&screen)),
        (None, _) => (confirmed::BY_CODE.into(), screen.onward(paths::sign_in(&screen.organisation))),
    };
    let enter = screen.onward(paths::invitation(&screen.organisation));
    let after = (good_for.is_some() && filled.is_none()).then(|| {
        view! {
            <p class="auth__after">{confirmed::NOTHING} " " <a href=enter>{confirmed::AGAIN}</a> "."</p>
        }
    });
    let another = filled.filter(|_| good_for.is_some()).map(|filled| view! { <Another screen=screen.clone() filled/> });
    view! {
        <div class="card">
            <div class="card__head">
                <span class="card__icon card__icon--success"><CheckIcon/></span>
                <h1>{confirmed::TITLE}</h1>
                <p>{text}</p>
            </div>
            <div class="stack stack--tight">
                <a class="button button--primary button--wide" href=sign_in>{confirmed::SIGN_IN}</a>
                {another}
            </div>
        </div>
        {after}
    }
}

fn by_password(screen: &InvitationScreen) -> String {
    screen.onward(paths::sign_in_with(&screen.organisation, Method::Password))
}

/// Requests another temporary password, if the first has expired or never arrived.
#[component]
fn Another(screen: InvitationScreen, filled: FilledInvitation) -> impl IntoView {
    let sending = Submission::of::<AcceptInvitation>();
    sending.redirect_on_success();
    let clock = ServerClock::from_reading(screen.now, screen.received);
    let pause = Pause { clock, label: words::code::UNTIL_NEXT.text(), text: words::recovery::PAUSED.text() };
    view! {
        <Refused error=Signal::derive(move || sending.error()) pause/>
        <form method="post" action=AcceptInvitation::url() on:submit=move |event: SubmitEvent| sending.send_on(&event)>
            <input type="hidden" name="organisation" value=screen.organisation.slug.to_string()/>
            <input type="hidden" name="return_to" value=screen.return_to.clone().unwrap_or_default()/>
            <input type="hidden" name="email" value=filled.email/>
            <input type="hidden" name="code" value=filled.code/>
            <input type="hidden" name="link" value=filled.link/>
            <SubmitButton label=confirmed::ANOTHER busy=Signal::derive(move || sending.is_busy()) look="quiet"/>
        </form>
    }
}

#[component]
fn Expired(screen: InvitationScreen, email: String, good_for: Seconds) -> impl IntoView {
    let requesting = Submission::of::<RequestInvitation>();
    requesting.redirect_on_success();
    let clock = ServerClock::from_reading(screen.now, screen.received);
    let pause = Pause { clock, label: words::code::UNTIL_NEXT.text(), text: words::recovery::PAUSED.text() };
    let contact = screen.support.clone().map(|support| {
        let words = expired::contact(support.strip_prefix("mailto:").unwrap_or(&support));
        view! { <p><a href=support>{words}</a></p> }
    });
    view! {
        <div class="card">
            <div class="card__head">
                <h1>{expired::TITLE}</h1>
                <p>{invitation::expired_text(&screen.organisation.name, good_for)}</p>
                {contact}
            </div>
            <Refused error=Signal::derive(move || requesting.error()) pause/>
            <form
                class="stack"
                method="post"
                action=RequestInvitation::url()
                on:submit=move |event: SubmitEvent| requesting.send_on(&event)
            >
                <input type="hidden" name="organisation" value=screen.organisation.slug.to_string()/>
                <input type="hidden" name="return_to" value=screen.return_to.clone().unwrap_or_default()/>
                <input type="hidden" name="email" value=email/>
                <SubmitButton label=invitation::ASK busy=Signal::derive(move || requesting.is_busy())/>
                <p class="link-line">
                    <a class="target" href=screen.onward(paths::sign_in(&screen.organisation))>{invitation::BACK}</a>
                </p>
            </form>
        </div>
    }
}

#[component]
fn Requested(screen: InvitationScreen) -> impl IntoView {
    view! {
        <div class="card">
            <div class="card__head">
                <span class="card__icon"><Envelope/></span>
                <h1>{asked::TITLE}</h1>
                <p>{asked::TEXT}</p>
            </div>
            <p class="link-line">
                <a class="target" href=screen.onward(paths::sign_in(&screen.organisation))>{invitation::BACK}</a>
            </p>
        </div>
    }
}

/// The invitation cannot be confirmed any more, or is unknown.
#[component]
fn Over(title: Word, text: Word, href: String, label: Word) -> impl IntoView {
    view! {
        <div class="card">
            <div class="card__head">
                <h1>{title}</h1>
                <p>{text}</p>
            </div>
            <div class="actions">
                <a class="button button--primary" href=href>{label}</a>
            </div>
        </div>
    }
}
