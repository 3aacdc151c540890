//! The checks of the certification "Basic OpenID Provider". Each story is named after its module in the conformance
//! suite.

mod authorize;
mod tokens;
