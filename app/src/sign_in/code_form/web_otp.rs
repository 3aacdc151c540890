//! Reads the code from an incoming text, in browsers that support WebOTP. Failures are silent.

use crate::ui::hold;
use leptos::{html::Input, prelude::*, task::spawn_local};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, CredentialRequestOptions, Event,
    js_sys::{Array, Object, Reflect},
};

/// Aborts the request when the user leaves the page.
struct Waiting(AbortController);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Waits for the text and puts its code into the boxes, as if it were pasted.
pub fn fill_from_text(input: NodeRef<Input>) {
    Effect::new(move || {
        let Some(Ok(controller)) = is_known().then(AbortController::new) else { return };
        let Some(asked) = ask(&controller) else { return };
        hold(Waiting(controller));
        spawn_local(async move {
            let code = JsFuture::from(asked).await.and_then(|credential| Reflect::get(&credential, &"code".into()));
            let code = code.ok().and_then(|code| code.as_string());
            if let (Some(code), Some(input), Ok(event)) =
                (code, input.try_get_untracked().flatten(), Event::new("input"))
            {
                input.set_value(&code);
                let _ = input.dispatch_event(&event);
            }
        });
    });
}

fn is_known() -> bool {
    Reflect::has(&window(), &"OTPCredential".into()).unwrap_or(false)
}

fn ask(controller: &AbortController) -> Option<web_sys::js_sys::Promise> {
    let way = Object::new();
    Reflect::set(&way, &"transport".into(), &Array::of1(&JsValue::from_str("sms"))).ok()?;
    let options = CredentialRequestOptions::new();
    options.set_signal(&controller.signal());
    Reflect::set(&options, &"otp".into(), &way).ok()?;
    window().navigator().credentials().get_with_options(&options).ok()
}
