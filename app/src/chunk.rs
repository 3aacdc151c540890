//! A chunk of the client: code that is not in its first file (docs/decisions/0009). A chunk is loaded once, when a page
//! or a form needs it; the server has all of them.

use leptos::{prelude::AnyView, wasm_split::SplitLoaderError};

/// Draws a page or a form.
pub type Draw<D> = fn(D) -> AnyView;

/// The code that draws a page or a form, once its chunk is loaded.
pub type Loaded<D> = Result<Draw<D>, NotLoaded>;

/// The network did not deliver a chunk. A retry may help.
#[derive(Clone, Copy, Debug)]
pub struct NotLoaded;

impl From<SplitLoaderError> for NotLoaded {
    fn from(_: SplitLoaderError) -> Self {
        NotLoaded
    }
}
