//! The app: one view that shows whichever page the address means.

use crate::{
    account::AccountPage,
    page::{PageData, fetch_page},
    sign_in::{CodePage, ElsewherePage, LastTyped, SignInPage},
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
    Effect::new(move || document().set_title(&shown.with(words::page_title)));
    move || match shown.get() {
        PageData::SignIn(gate) => still(view! { <SignInPage gate/> }),
        PageData::SignUp(_) | PageData::Recovery(_) | PageData::NotMe(_) => still(()),
        PageData::Code(screen) => still(view! { <CodePage screen/> }),
        PageData::Account(account) => still(view! { <AccountPage account/> }),
        PageData::GoTo(_) => still(()),
        PageData::Elsewhere => still(view! { <ElsewherePage/> }),
        PageData::NotFound => still(view! { <NotFoundPage/> }),
        PageData::Failed(error) => still(view! { <FailurePage error/> }),
    }
}

/// Fetches the page of a new address, and shows it when it is there.
fn follow_address(shown: RwSignal<PageData>) {
    let path = use_location().pathname;
    let navigate = use_navigate();
    let browser = use_context::<BrowserUrl>();
    Effect::new(move |before: Option<String>| {
        let wanted = path.get();
        if before.is_some_and(|before| before != wanted) {
            let (navigate, browser, wanted) = (navigate.clone(), browser.clone(), wanted.clone());
            spawn_local(async move {
                let data = fetch_page(wanted.clone()).await;
                if path.try_get_untracked() != Some(wanted) {
                    return;
                }
                if let Some(browser) = browser {
                    browser.ready_to_complete();
                }
                match data {
                    PageData::GoTo(path) => navigate(&path, NavigateOptions { replace: true, ..Default::default() }),
                    data => {
                        shown.set(data);
                        request_animation_frame(focus_page);
                    }
                }
            });
        }
        wanted
    });
}

/// A page without a field of its own is announced by its main part.
fn focus_page() {
    if let Some(main) = document().get_element_by_id("main").and_then(|main| main.dyn_into().ok()) {
        focus_unless_elsewhere(&main);
    }
}
