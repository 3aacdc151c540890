//! Scopes: what a client may know about the user.

use serde::{Deserialize, Serialize};
use std::fmt;

crate::named_enum! {
    /// What a client asks for. The names are those of OpenID Connect.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub enum Scope {
        /// Which account it is. Every request asks for it.
        OpenId = "openid",
        Profile = "profile",
        Email = "email",
        Phone = "phone",
        Groups = "groups",
        Organisation = "organisation",
        /// Access that outlasts the session.
        OfflineAccess = "offline_access",
    }
}

/// A set of scopes. As text, their names in the order of `Scope::ALL`, separated by spaces. It is stored and sent as
/// this text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Scopes(u8);

impl Scopes {
    /// Reads names that are separated by spaces. Unknown names are left out.
    pub fn read(text: &str) -> Self {
        text.split_ascii_whitespace().filter_map(Scope::of).fold(Scopes::default(), Scopes::with)
    }

    /// All scopes.
    pub fn all() -> Self {
        Scope::ALL.into_iter().fold(Scopes::default(), Scopes::with)
    }

    const fn of(scope: Scope) -> Self {
        Scopes(1 << scope as u8)
    }

    /// Whether the scope is among them.
    pub const fn has(self, scope: Scope) -> bool {
        self.contains(Scopes::of(scope))
    }

    /// These scopes and this one.
    pub const fn with(self, scope: Scope) -> Self {
        self.union(Scopes::of(scope))
    }

    /// These scopes except this one.
    pub const fn without(self, scope: Scope) -> Self {
        Scopes(self.0 & !Scopes::of(scope).0)
    }

    /// Whether all the others are among them.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// These scopes and the others.
    pub const fn union(self, other: Self) -> Self {
        Scopes(self.0 | other.0)
    }

    /// The scopes, in the order of `Scope::ALL`.
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.into_iter().filter(move |scope| self.has(*scope))
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.iter().map(Scope::name).collect();
        formatter.write_str(&names.join(" "))
    }
}

impl From<String> for Scopes {
    fn from(text: String) -> Self {
        Scopes::read(&text)
    }
}

impl From<Scopes> for String {
    fn from(scopes: Scopes) -> Self {
        scopes.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_read_in_any_order_and_unknown_ones_ignored() {
        let scopes = Scopes::read(" email  address openid email EMAIL ");
        assert_eq!(scopes.to_string(), "openid email");
        assert_eq!(Scopes::read(""), Scopes::default());
        assert_eq!(Scopes::read(&Scope::NAMES.join(" ")).iter().collect::<Vec<_>>(), Scope::ALL);
        assert_eq!(Scopes::all().to_string(), Scope::NAMES.join(" "));
    }

    #[test]
    fn sets_are_joined_and_compared() {
        let (few, more) = (Scopes::read("openid email"), Scopes::read("openid email groups"));
        assert!(more.contains(few) && more.contains(more) && !few.contains(more));
        assert_eq!(few.union(Scopes::read("groups openid")), more);
        assert_eq!((few.with(Scope::Groups), more.without(Scope::Groups)), (more, few));
        assert!(more.has(Scope::Groups) && !few.has(Scope::Groups) && few.without(Scope::Groups) == few);
    }
}
