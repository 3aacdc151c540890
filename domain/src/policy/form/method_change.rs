//! Changing the order of the sign-in methods in the form, one step at a time. Nothing is saved.

use super::METHODS;
use crate::{Fields, Method};

/// The name of the buttons that change the draft without saving it.
pub const CHANGE: &str = "change";
/// The value of the button that only shows what the draft would change.
pub const PREVIEW: &str = "preview";
/// The value of the button that forgets the draft.
pub const DISCARD: &str = "discard";

crate::named_enum! {
    /// What happens to a method in the list.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Step {
        Up = "up",
        Down = "down",
        Remove = "remove",
        /// Puts the method at the end.
        Add = "add",
    }
}

/// One step for one method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MethodChange {
    pub step: Step,
    pub method: Method,
}

impl MethodChange {
    /// The value of the button, such as `up:password`.
    pub fn value(self) -> String {
        format!("{}:{}", self.step.name(), self.method.name())
    }

    /// The change that a button's value describes.
    pub fn of(value: &str) -> Option<Self> {
        let (step, method) = value.split_once(':')?;
        Some(MethodChange { step: Step::of(step)?, method: Method::of(method)? })
    }

    /// Changes the list in the form. A step that the list does not allow changes nothing.
    pub fn apply(self, fields: &mut Fields) {
        let mut methods = methods_of(fields);
        let at = methods.iter().position(|method| *method == self.method);
        match (self.step, at) {
            (Step::Up, Some(at)) if at > 0 => methods.swap(at, at - 1),
            (Step::Down, Some(at)) if at + 1 < methods.len() => methods.swap(at, at + 1),
            (Step::Remove, Some(at)) => {
                methods.remove(at);
            }
            (Step::Add, None) => methods.push(self.method),
            _ => {}
        }
        for (place, name) in METHODS.into_iter().enumerate() {
            fields.set(name, methods.get(place).map_or("", |method| method.name()));
        }
    }
}

/// The methods of the form in their order, each once. Skips names of no method.
pub fn methods_of(fields: &Fields) -> Vec<Method> {
    let mut methods = Vec::new();
    for method in METHODS.into_iter().filter_map(|name| Method::of(fields.get(name))) {
        if !methods.contains(&method) {
            methods.push(method);
        }
    }
    methods
}

#[cfg(test)]
mod tests {
    use super::{super::fields_of, *};
    use crate::Preset;
    use Method::{EmailCode, Passkey, Password, TextCode};

    #[test]
    fn a_method_moves_leaves_and_is_added_at_the_end() {
        let mut fields = fields_of(&Preset::Codes.policy());
        for (value, methods) in [
            ("up:password", vec![EmailCode, Password, TextCode]),
            ("up:email_code", vec![EmailCode, Password, TextCode]),
            ("down:email_code", vec![Password, EmailCode, TextCode]),
            ("down:text_code", vec![Password, EmailCode, TextCode]),
            ("remove:email_code", vec![Password, TextCode]),
            ("remove:email_code", vec![Password, TextCode]),
            ("add:passkey", vec![Password, TextCode, Passkey]),
            ("add:passkey", vec![Password, TextCode, Passkey]),
        ] {
            let change = MethodChange::of(value).unwrap();
            assert_eq!(change.value(), value);
            change.apply(&mut fields);
            assert_eq!(methods_of(&fields), methods, "{value}");
        }
        assert_eq!((MethodChange::of("up:fax"), MethodChange::of("preview")), (None, None));
    }
}
