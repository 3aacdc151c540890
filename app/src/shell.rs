//! The document around the app, and the few lines that start the client.

use crate::{
    App,
    page::{DATA_NAME, PageData},
    words,
};
use leptos::{nonce::use_nonce, prelude::*};

/// Where the parts of the site are, with the hash of their content in the name.
#[derive(Clone, Debug)]
pub struct SiteFiles {
    pub style: String,
    pub script: String,
    pub wasm: String,
}

pub fn shell(files: SiteFiles, reload: Option<LeptosOptions>, data: PageData) -> impl IntoView {
    let start = format!(
        "import({:?}).then(m=>m.default({{module_or_path:{:?}}}).then(()=>m.hydrate()))",
        files.script, files.wasm
    );
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="robots" content="noindex"/>
                <title>{words::page_title(&data)}</title>
                <link rel="stylesheet" href=files.style/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="modulepreload" href=files.script crossorigin="anonymous"/>
                <link rel="preload" href=files.wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/>
                <meta name=DATA_NAME content=data.encode()/>
                <script type="module" nonce=use_nonce()>{start}</script>
                {reload.map(|options| view! { <AutoReload options/> })}
            </head>
            <body>
                <App first=data/>
            </body>
        </html>
    }
}
