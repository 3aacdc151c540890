//! The sentences of `app/languages`, as one module for each section.

use super::word::{Section, Word, filled};

include!(concat!(env!("OUT_DIR"), "/sentences.rs"));
