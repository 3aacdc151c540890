//! Reading the code from an incoming text, in browsers that support WebOTP.

use crate::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::js_sys::{Array, Object, Promise, Reflect};
use web_sys::{AbortController, CredentialRequestOptions, Event};

/// Aborts the request when the user leaves the page.
struct WaitingForText(AbortController);

impl Drop for WaitingForText {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Waits for the text and puts its code into the boxes, as if it were pasted.
pub fn fill_from_text(input: NodeRef<Input>) {
    effect(move || {
        let Some(Ok(controller)) = is_supported().then(AbortController::new) else { return };
        let Some(text) = request_text(&controller) else { return };
        keep_alive(WaitingForText(controller));
        spawn_local(async move {
            let code = JsFuture::from(text).await.and_then(|credential| Reflect::get(&credential, &"code".into()));
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

fn is_supported() -> bool {
    Reflect::has(&window(), &"OTPCredential".into()).unwrap_or(false)
}

fn request_text(controller: &AbortController) -> Option<Promise> {
    let transport = Object::new();
    Reflect::set(&transport, &"transport".into(), &Array::of1(&JsValue::from_str("sms"))).ok()?;
    let options = CredentialRequestOptions::new();
    options.set_signal(&controller.signal());
    Reflect::set(&options, &"otp".into(), &transport).ok()?;
    window().navigator().credentials().get_with_options(&options).ok()
}
