//! The HTML document around the app, and the script that starts the client.

use crate::page::{DATA_NAME, PageData};
use crate::sign_in::method_forms;
use crate::{App, Page, language};
use leptos::{nonce::use_nonce, prelude::*};
use std::collections::HashMap;

/// Paths of the client's files.
#[derive(Clone, Debug, Default)]
pub struct SiteFiles {
    pub style: String,
    pub script: String,
    pub wasm: String,
    /// The script that fetches the chunks.
    pub loader: String,
    /// For each language except English, its code and the path of its sentences.
    pub tables: &'static [(&'static str, &'static str)],
    /// For each chunk, by its name in `chunks.rs`, the files that contain it.
    pub chunks: HashMap<String, Vec<String>>,
}

pub fn shell(files: SiteFiles, reload: Option<LeptosOptions>, data: PageData, page: Page) -> impl IntoView {
    // The page's chunks are preloaded along with the first file, not after it.
    let mut chunks: Vec<String> =
        chunks(&data).into_iter().filter_map(|chunk| files.chunks.get(chunk)).flatten().cloned().collect();
    chunks.sort();
    chunks.dedup();
    let preload = |file: String| {
        view! { <link rel="preload" href=file r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/> }
    };
    let language = language::current_language();
    let table = files.tables.iter().find(|(code, _)| *code == language.code()).map(|(_, path)| *path);
    let start = start(&files, table);
    view! {
        <!DOCTYPE html>
        <html lang=language.code()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="robots" content="noindex"/>
                <title>{data.title()}</title>
                <link rel="stylesheet" href=files.style/>
                {styles(&data).iter().map(|&style| view! { <link rel="stylesheet" href=style/> }).collect_view()}
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="modulepreload" href=files.script crossorigin="anonymous"/>
                <link rel="modulepreload" href=files.loader crossorigin="anonymous"/>
                {preload(files.wasm)}
                {table.map(|table| view! { <link rel="preload" href=table r#as="fetch" crossorigin="anonymous"/> })}
                {chunks.into_iter().map(preload).collect_view()}
                <meta name=DATA_NAME content=data.encode()/>
                <script type="module" nonce=use_nonce()>{start}</script>
                {reload.map(|options| view! { <AutoReload options/> })}
            </head>
            <body>
                <App first=page/>
            </body>
        </html>
    }
}

/// Tells the server in which time zone the browser is, from the next request on. The name is that which `CookieGuard`
/// gives to the cookie `TIME_ZONE`, and its age is a year.
const TELL_TIME_ZONE: &str = "{let s=location.protocol=='https:';document.cookie=(s?'__Host-':'')+'portico-time-zone='\
    +Intl.DateTimeFormat().resolvedOptions().timeZone+';path=/;max-age=31536000;samesite=lax'+(s?';secure':'')}";

/// The script that starts the client. For a language other than English it loads the sentences first.
fn start(SiteFiles { script, wasm, .. }: &SiteFiles, table: Option<&str>) -> String {
    let (before, after) = match table {
        Some(table) => {
            let fetched = format!("fetch({table:?}).then(r=>r.ok?r.text():Promise.reject(r.status))");
            (
                format!("Promise.all([{fetched},"),
                format!("]).then(([w,m])=>m.hydrate({:?},w))", language::current_language().code()),
            )
        }
        None => (String::new(), ".then(m=>m.hydrate())".to_owned()),
    };
    format!(
        "{TELL_TIME_ZONE}{before}import({script:?}).then(m=>m.default({{module_or_path:{wasm:?}}}).then(()=>m)){after}"
    )
}

/// The style sheets that a page needs besides the common one.
fn styles(data: &PageData) -> &'static [&'static str] {
    match data {
        PageData::EncodedPage(encoded) => encoded.kind.styles(),
        _ => &[],
    }
}

/// The chunks that a page needs besides the first file, by their names in `chunks.rs`.
fn chunks(data: &PageData) -> Vec<&'static str> {
    match data {
        PageData::SignIn(screen) => {
            let form = method_forms::chunk(screen);
            let returning = screen.is_returning().then_some("returning");
            let passkey = screen.passkey.map(|_| "passkey");
            let demo = (!screen.demo.is_empty()).then_some("demo");
            [form, passkey, returning, demo].into_iter().flatten().collect()
        }
        PageData::EncodedPage(encoded) => vec![encoded.kind.chunk()],
        PageData::Redirect(_)
        | PageData::Elsewhere(_)
        | PageData::NoCookies(_)
        | PageData::NotFound
        | PageData::Failed(_) => Vec::new(),
    }
}
