//! The ticket in the address that leads a browser back to a protected origin: `?portico-ticket=…`, always the last
//! parameter. It is taken off before the application sees the address.

use crate::security::Token;

const PARAMETER: &str = "portico-ticket=";
/// Follows the token in a ticket that was made after an earlier one was refused. No character of a token is a dot.
const SECOND: &str = ".2";

/// A ticket in an address. It has not been checked yet.
#[derive(Clone, Debug)]
pub struct PresentedTicket {
    pub token: Token,
    /// Whether it was made after an earlier one was refused.
    pub is_second: bool,
}

/// The address without its ticket, and the ticket, if there is one.
pub fn split(path_and_query: &str) -> (&str, Option<PresentedTicket>) {
    find(path_and_query).map_or((path_and_query, None), |(address, ticket)| (address, Some(ticket)))
}

fn find(path_and_query: &str) -> Option<(&str, PresentedTicket)> {
    let at = path_and_query.rfind(PARAMETER)?;
    let (before, value) = (&path_and_query[..at], &path_and_query[at + PARAMETER.len()..]);
    let address =
        before.strip_suffix('?').or_else(|| before.strip_suffix('&').filter(|before| before.contains('?')))?;
    let (token, is_second) = value.strip_suffix(SECOND).map_or((value, false), |token| (token, true));
    Some((address, PresentedTicket { token: Token::parse(token)?, is_second }))
}

/// The address with a ticket, as `split` takes it off again.
pub fn add(address: &str, token: &Token, is_second: bool) -> String {
    let joint = if address.contains('?') { '&' } else { '?' };
    let second = if is_second { SECOND } else { "" };
    format!("{address}{joint}{PARAMETER}{}{second}", token.expose())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SystemRandom;
    use proptest::prelude::*;
    use rstest::rstest;

    proptest! {
        #[test]
        fn an_address_comes_back_as_it_was(address in "/[!-~]{0,40}", is_second in any::<bool>()) {
            let token = Token::fresh(&SystemRandom).unwrap();
            let with_ticket = add(&address, &token, is_second);
            let (without, ticket) = split(&with_ticket);
            let ticket = ticket.unwrap();
            prop_assert_eq!(without, address.as_str());
            prop_assert_eq!((ticket.token.expose(), ticket.is_second), (token.expose(), is_second));
        }
    }

    #[rstest]
    #[case("/")]
    #[case("/portico-ticket=TOKEN")]
    #[case("/&portico-ticket=TOKEN")]
    #[case("/?portico-ticket=")]
    #[case("/?portico-ticket=short")]
    #[case("/?portico-ticket=TOKEN.3")]
    #[case("/?portico-ticket=TOKEN&more")]
    #[case("/?xportico-ticket=TOKEN")]
    fn everything_else_is_no_ticket(#[case] address: &str) {
        let address = address.replace("TOKEN", Token::fresh(&SystemRandom).unwrap().expose());
        let (without, ticket) = split(&address);
        assert!(without == address && ticket.is_none());
    }
}
