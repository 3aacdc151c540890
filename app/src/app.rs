//! The app: one view that shows whichever page the address means.

use crate::{
    account::AccountPage,
    go_to::GoTo,
    not_me::NotMePage,
    page::{PageData, fetch_page},
    recovery::RecoveryPage,
    sign_in::{CodePage, ElsewherePage, LastTyped, SignInPage},
    sign_up::SignUpPage,
    ui::{FailurePage, NotFoundPage, focus_unless_elsewhere, still},
    words,
};
use leptos::{prelude::*, task::spawn_local, wasm_bindgen::JsCast as _};
use leptos_router::{
    NavigateOptions,
    components::Router,
    hooks::{use_location, use_navigate},
    location::{BrowserUrl, LocationProvider as _},
};
use web_sys::PageTransitionEvent;

/// `first` is the data of the page that is rendered or hydrated.
#[component]
pub fn App(first: PageData) -> impl IntoView {
    view! {
        <Router>
            <Pages first/>
        </Router>
    }
}

/// What a path means is said by the server, with the data of that page: so the routes stand once, in `paths::Address`.
#[component]
fn Pages(first: PageData) -> impl IntoView {
    provide_context(LastTyped(RwSignal::new(String::new())));
    let shown = RwSignal::new(first);
    follow_address(shown);
    renew_kept_page();
    Effect::new(move || document().set_title(&shown.with(words::page_title)));
    move || match shown.get() {
        PageData::SignIn(gate) => still(view! { <SignInPage gate/> }),
        PageData::SignUp(screen) => still(view! { <SignUpPage screen/> }),
        PageData::Recovery(help) => still(view! { <RecoveryPage help/> }),
        PageData::NotMe(screen) => still(view! { <NotMePage screen/> }),
        PageData::Code(screen) => still(view! { <CodePage screen/> }),
        PageData::Account(account) => still(view! { <AccountPage account/> }),
        PageData::GoTo(_) => still(()),
        PageData::Elsewhere => still(view! { <ElsewherePage/> }),
        PageData::NotFound => still(view! { <NotFoundPage/> }),
        PageData::Failed(error) => still(view! { <FailurePage error/> }),
    }
}

/// The address whose page is on the screen: nothing has to be fetched for it.
#[derive(Clone, Copy)]
pub struct ShownAddress(pub StoredValue<String>);

/// Fetches the page of a new address, and shows it when it is there.
fn follow_address(shown: RwSignal<PageData>) {
    let location = use_location();
    let address = Memo::new(move |_| match (location.pathname.get(), location.search.get()) {
        (path, search) if search.is_empty() => path,
        (path, search) => format!("{path}?{search}"),
    });
    let known = StoredValue::new(address.get_untracked());
    provide_context(ShownAddress(known));
    let navigate = use_navigate();
    let browser = use_context::<BrowserUrl>();
    Effect::new(move || {
        let wanted = address.get();
        let (navigate, browser) = (navigate.clone(), browser.clone());
        if known.with_value(|known| *known == wanted) {
            if let Some(browser) = browser {
                browser.ready_to_complete();
            }
            return;
        }
        spawn_local(async move {
            let data = fetch_page(wanted.clone()).await;
            if address.try_get_untracked().as_ref() != Some(&wanted) {
                return;
            }
            if let Some(browser) = browser {
                browser.ready_to_complete();
            }
            match data {
                PageData::GoTo(path) if path.starts_with('/') => {
                    navigate(&path, NavigateOptions { replace: true, ..Default::default() });
                }
                PageData::GoTo(path) => GoTo::away(path).follow(navigate),
                data => {
                    known.set_value(wanted);
                    shown.set(data);
                    request_animation_frame(focus_page);
                }
            }
        });
    });
}

/// A page that the browser kept while the person was elsewhere shows what was; its clocks and its answers are old.
fn renew_kept_page() {
    Effect::new(move || {
        let listener = window_event_listener_untyped("pageshow", |event| {
            if event.dyn_ref::<PageTransitionEvent>().is_some_and(PageTransitionEvent::persisted) {
                let _ = location().reload();
            }
        });
        on_cleanup(move || listener.remove());
    });
}

/// A page without a field of its own is announced by its main part.
fn focus_page() {
    if let Some(main) = document().get_element_by_id("main").and_then(|main| main.dyn_into().ok()) {
        focus_unless_elsewhere(&main);
    }
}
