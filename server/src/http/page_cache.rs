//! Rendered pages that are the same for all users, kept for a second.

use super::gzip::PackedPiece;
use axum::body::Bytes;
use domain::{Seconds, Timestamp};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

const FRESH: Seconds = Seconds(1);
/// Renderings in the cache: one per path, language and remembered method. Beyond this many, pages are rendered each
/// time.
const MOST_PAGES: usize = 1024;

/// A rendered page, cut at the placeholders of the nonce.
pub struct RenderedPage {
    pub pieces: Vec<Bytes>,
    pub length: usize,
    /// The pieces in gzip, if the page is the same for all users. On a personal page, the compressed length would
    /// reveal its content (BREACH).
    pub packed: Option<Vec<PackedPiece>>,
}

#[derive(Default)]
pub struct PageCache {
    pages: Mutex<HashMap<String, (Timestamp, Arc<RenderedPage>)>>,
}

impl PageCache {
    pub fn find(&self, path: &str, now: Timestamp) -> Option<Arc<RenderedPage>> {
        let pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        pages.get(path).filter(|(at, _)| now < *at + FRESH && *at <= now).map(|(_, page)| page.clone())
    }

    pub fn keep(&self, path: &str, page: &Arc<RenderedPage>, now: Timestamp) {
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        if pages.len() >= MOST_PAGES {
            pages.retain(|_, (at, _)| now < *at + FRESH);
        }
        if pages.len() < MOST_PAGES {
            pages.insert(path.to_owned(), (now, page.clone()));
        }
    }
}
