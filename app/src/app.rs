//! The root component: one view that shows the page of the current path.

use crate::api_error::ApiError;
use crate::chunk::{Draw, NotLoaded};
use crate::chunks;
use crate::page::{PageData, fetch_page};
use crate::redirect::ShownPath;
use crate::sign_in::{SignInPage, StartAgainPage, method_forms};
use crate::submission::LastTyped;
use crate::ui::{FailurePage, NotFoundPage, effect, focus_unless_elsewhere, static_view};
use crate::words::{self, code, no_cookies};
use leptos::{prelude::*, task::spawn_local, wasm_bindgen::JsCast as _};
use leptos_router::NavigateOptions;
use leptos_router::components::Router;
use leptos_router::hooks::{use_location, use_navigate};
use leptos_router::location::{BrowserUrl, LocationChange, LocationProvider as _};
use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use web_sys::PageTransitionEvent;

/// A page whose data and code are loaded.
#[derive(Clone)]
pub struct Page {
    title: String,
    draw: Arc<dyn Fn() -> AnyView + Send + Sync>,
}

impl Page {
    /// Loads the code that draws a page, unless it is loaded already. Fails if the network does not deliver it.
    pub async fn of(data: PageData) -> Result<Self, NotLoaded> {
        let title = data.title();
        let draw = match data {
            PageData::SignIn(screen) => {
                let form = method_forms::form_for(screen.selected, screen.is_known_with(screen.selected)).await?;
                let passkey = if screen.passkey.is_some() { Some(method_forms::passkey().await?) } else { None };
                let demo = if screen.demo.is_empty() { None } else { Some(method_forms::demo().await?) };
                let returning = if screen.is_returning() { Some(method_forms::returning().await?) } else { None };
                draw_with((screen, form, passkey, returning, demo), |(screen, form, passkey, returning, demo)| {
                    static_view(view! { <SignInPage screen form passkey returning demo/> })
                })
            }
            PageData::EncodedPage(encoded) => {
                let draw = encoded.kind.load().await?;
                draw_with(encoded, draw)
            }
            PageData::Redirect(_) => draw_with((), |()| ().into_any()),
            PageData::Elsewhere(sign_in) => draw_with(sign_in, |sign_in| {
                static_view(view! { <StartAgainPage title=code::elsewhere::TITLE text=code::elsewhere::TEXT sign_in/> })
            }),
            PageData::NoCookies(sign_in) => draw_with(sign_in, |sign_in| {
                static_view(view! { <StartAgainPage title=no_cookies::TITLE text=no_cookies::TEXT sign_in/> })
            }),
            PageData::NotFound => draw_with((), |()| static_view(view! { <NotFoundPage/> })),
            PageData::Failed(error) => return Ok(Self::failed(error)),
        };
        Ok(Page { title, draw })
    }

    /// The page that shows a failure.
    fn failed(error: ApiError) -> Self {
        Page {
            title: words::failure(&error).0.to_owned(),
            draw: draw_with(error, |error| static_view(view! { <FailurePage error/> })),
        }
    }
}

/// A page's `draw`, from its data and the code that draws it.
fn draw_with<D: Clone + Send + Sync + 'static>(data: D, draw: Draw<D>) -> Arc<dyn Fn() -> AnyView + Send + Sync> {
    Arc::new(move || draw(data.clone()))
}

/// `first` is the page that the server renders or the client hydrates.
#[component]
pub fn App(first: Page) -> impl IntoView {
    view! {
        <Router>
            <Pages first/>
        </Router>
    }
}

/// Shows the current page. There are no routes in the client: the server resolves the path and sends the page's data,
/// so `paths::Route` is the only place that defines routes.
#[component]
fn Pages(first: Page) -> impl IntoView {
    provide_context(LastTyped(RwSignal::new(String::new())));
    let shown = RwSignal::new(first);
    follow_path(shown);
    follow_popstate();
    reload_restored_page();
    effect(move || shown.with(|page| document().set_title(&page.title)));
    move || shown.with(|page| page.draw.clone())()
}

/// Fetches the page when the path changes, and shows it once it is loaded.
fn follow_path(shown: RwSignal<Page>) {
    let location = use_location();
    let path = Memo::new(move |_| match (location.pathname.get(), location.search.get()) {
        (path, search) if search.is_empty() => path,
        (path, search) => format!("{path}?{search}"),
    });
    let shown_path = ShownPath::new(path.get_untracked());
    provide_context(shown_path);
    let navigate = use_navigate();
    let browser = use_context::<BrowserUrl>();
    let navigation = Rc::new(Cell::new(0_u32));
    effect(move || {
        shown_path.track_renewal();
        let wanted = path.get();
        let this_navigation = navigation.get().wrapping_add(1);
        navigation.set(this_navigation);
        let navigation = Rc::clone(&navigation);
        let is_wanted = move || navigation.get() == this_navigation;
        let (navigate, browser) = (navigate.clone(), browser.clone());
        if shown_path.is(&wanted) {
            if let Some(browser) = browser {
                browser.ready_to_complete();
            }
            mark_loading(false);
            return;
        }
        mark_loading(true);
        spawn_local(async move {
            let prepared = wanted.clone();
            spawn_local(async move { chunks::prepare(&prepared).await });
            let data = fetch_page(wanted.clone()).await;
            if !is_wanted() {
                return;
            }
            match data {
                PageData::Redirect(path) if path.starts_with('/') => {
                    // When the user followed a link, its path is not in the history yet, so there is no entry to
                    // replace.
                    let replace = address_bar() == Some(wanted);
                    navigate(&path, NavigateOptions { replace, ..Default::default() });
                }
                PageData::Redirect(url) => {
                    // "Back" would only lead there again.
                    let _ = window().location().replace(&url);
                }
                data => {
                    if let Some(browser) = browser {
                        browser.ready_to_complete();
                    }
                    if let PageData::EncodedPage(encoded) = &data {
                        encoded.kind.load_styles().await;
                    }
                    let page = Page::of(data).await.unwrap_or_else(|NotLoaded| Page::failed(ApiError::Offline));
                    if is_wanted() {
                        shown_path.path.set_value(wanted);
                        shown.set(page);
                        mark_loading(false);
                        request_animation_frame(focus_page);
                    }
                }
            }
        });
    });
}

/// Sets `html[data-loading=true]` while the page on the screen is not yet the one at the current path. The style
/// sheet shows a progress bar when loading takes long; tests wait for the attribute.
fn mark_loading(is_loading: bool) {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("data-loading", if is_loading { "true" } else { "false" });
    }
}

/// Tells the router the current path at every `popstate`. The router does not push the same path twice in a row
/// and misses some back and forward navigations.
fn follow_popstate() {
    let Some(browser) = use_context::<BrowserUrl>() else { return };
    effect(move || {
        let browser = browser.clone();
        let listener = window_event_listener_untyped("popstate", move |_| {
            if let (Some(path), Ok(hash)) = (address_bar(), location().hash()) {
                let value = path + &hash;
                browser.complete_navigation(&LocationChange {
                    value,
                    replace: true,
                    scroll: false,
                    ..Default::default()
                });
            }
        });
        on_cleanup(move || listener.remove());
    });
}

/// Path and query in the browser's address bar.
fn address_bar() -> Option<String> {
    let at = location();
    Some(at.pathname().ok()? + &at.search().ok()?)
}

/// Reloads a page that the browser restored from its back/forward cache, because its clocks and its data are outdated.
fn reload_restored_page() {
    effect(move || {
        let listener = window_event_listener_untyped("pageshow", |event| {
            if event.dyn_ref::<PageTransitionEvent>().is_some_and(PageTransitionEvent::persisted) {
                let _ = location().reload();
            }
        });
        on_cleanup(move || listener.remove());
    });
}

/// Focuses the main element, so that screen readers announce the new page. A field that has the focus keeps it.
fn focus_page() {
    if let Some(main) = document().get_element_by_id("main").and_then(|main| main.dyn_into().ok()) {
        focus_unless_elsewhere(&main);
    }
}
