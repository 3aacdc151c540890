//! The panel of a demonstration: accounts to sign in with, and a link to the inbox. It is an HTML string, because a
//! view would add more code to the client than the size limit of the sign-in page allows.

use super::{DemoAccount, sign_in_forms::SignInForms};
use crate::{
    paths,
    ui::{EMAIL, PASSWORD, PHONE, fill},
    words::{self, demo},
};
use leptos::{ev::MouseEvent, prelude::*, wasm_bindgen::JsCast as _};
use web_sys::Element;

/// The attribute that contains the email address of a button's account.
const ACCOUNT: &str = "data-account";

#[component]
pub fn Demo(desk: SignInForms) -> impl IntoView {
    let on_click = move |event: MouseEvent| {
        let pressed = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let Some(email) = pressed.and_then(|button| button.get_attribute(ACCOUNT)) else { return };
        desk.gate.with_value(|gate| {
            if let Some(account) = gate.demo.iter().find(|account| account.email == email) {
                fill(EMAIL.input, &email);
                fill(PHONE.input, &account.phone);
                fill(PASSWORD.input, &account.password);
            }
        });
        desk.email.set(email);
    };
    let panel = desk.gate.with_value(|gate| panel(&gate.demo));
    view! { <section class="demo" aria-labelledby="demo" inner_html=panel on:click=on_click></section> }
}

fn panel(accounts: &[DemoAccount]) -> String {
    let mut html = String::new();
    let add = |html: &mut String, parts: &[&str]| parts.iter().for_each(|part| html.push_str(part));
    let head = "<div class=\"demo__head\"><h2 class=\"demo__title\" id=\"demo\">";
    let link = "</h2><a class=\"target\" rel=\"external\" href=\"";
    add(&mut html, &[head, demo::TITLE.text(), link, paths::DEV_INBOX, "\">", demo::INBOX.text(), "</a></div>"]);
    for DemoAccount { email, phone, password } in accounts {
        html.push_str("<div class=\"demo__account\"><dl class=\"facts\">");
        for (name, value) in
            [(demo::EMAIL, email), (words::phone::NUMBER, phone), (words::password::PASSWORD, password)]
        {
            add(&mut html, &["<dt>", name.text(), "</dt> <dd>"]);
            escape(value, &mut html);
            html.push_str("</dd>");
        }
        html.push_str("</dl><button type=\"button\" class=\"button button--quiet with-script\" data-account=\"");
        escape(email, &mut html);
        html.push_str("\" aria-label=\"");
        escape(&demo::fill_in(email), &mut html);
        add(&mut html, &["\">", demo::FILL_IN.text(), "</button></div>"]);
    }
    html
}

/// Escapes text for HTML content and quoted attributes.
fn escape(text: &str, html: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '"' => html.push_str("&quot;"),
            letter => html.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_the_panel_is_escaped() {
        let account = DemoAccount { email: "\"<&>".to_owned(), phone: "1".to_owned(), password: "<b>".to_owned() };
        let html = panel(&[account]);
        assert!(
            html.contains("<dd>&quot;&lt;&amp;></dd>") && html.contains("data-account=\"&quot;&lt;&amp;>\""),
            "{html}"
        );
        assert!(!html.contains("<b>"), "{html}");
    }
}
