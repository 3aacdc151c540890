//! What nearly every handler and layer uses.

pub(super) use super::{HttpState, current_request::CurrentRequest};
pub(super) use app::paths;
pub(super) use axum::body::{Body, Bytes};
pub(super) use axum::extract::{Request, State};
pub(super) use axum::middleware::Next;
pub(super) use axum::response::{IntoResponse as _, Redirect, Response};
pub(super) use axum::{Extension, Router};
pub(super) use http::{HeaderMap, HeaderValue, StatusCode, header};
pub(super) use std::{sync::Arc, time::Duration};
