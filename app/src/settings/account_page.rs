//! Stands in until its page is there.
