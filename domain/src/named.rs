//! Declares enums whose variants have names outside the program: in the database, in URLs or in forms.

/// Declares an enum with the name of each variant, and `ALL`, `NAMES`, `name` and `of`.
#[macro_export]
macro_rules! named_enum {
    ($(#[$meta:meta])* pub enum $Enum:ident { $($(#[$doc:meta])* $Variant:ident = $name:expr,)+ }) => {
        $(#[$meta])*
        pub enum $Enum { $($(#[$doc])* $Variant,)+ }

        impl $Enum {
            /// All variants, in the order of their declaration.
            pub const ALL: [$Enum; [$($name),+].len()] = [$($Enum::$Variant),+];
            /// The names of the variants, in the order of `ALL`.
            pub const NAMES: [&'static str; Self::ALL.len()] = [$($name),+];

            /// The name outside the program.
            pub const fn name(self) -> &'static str {
                Self::NAMES[self as usize]
            }

            /// The variant with this name. `None`: this release does not know the name.
            pub fn of(name: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|one| one.name() == name)
            }
        }
    };
}
