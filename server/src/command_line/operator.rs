//! Who runs a command.

use crate::settings::variable_of_system;
use rustix::process::getuid;

/// The name of the operating system's user, or the number of one without a name, as in a container. Of root it is the
/// user who became root, if sudo or doas says who that was: `ada (sudo)`.
pub fn name() -> String {
    let own = || whoami::username().unwrap_or_else(|_| format!("uid {}", getuid().as_raw()));
    // Other users can set these variables to anything. Only for root it is sudo or doas that has set them.
    let became_root = getuid().is_root().then(|| who_became_root(variable_of_system)).flatten();
    became_root.unwrap_or_else(own)
}

fn who_became_root(variable: impl Fn(&str) -> Option<String>) -> Option<String> {
    let user = |name: &str| variable(name).filter(|user| is_plain(user) && user != "root");
    let number = || variable("SUDO_UID")?.parse::<u32>().ok().filter(|number| *number != 0);
    let by_sudo = user("SUDO_USER").or_else(|| number().map(|number| format!("uid {number}")));
    let by_doas = || user("DOAS_USER").map(|user| format!("{user} (doas)"));
    by_sudo.map(|user| format!("{user} (sudo)")).or_else(by_doas)
}

/// Whether a name can stand in the audit log.
fn is_plain(name: &str) -> bool {
    (1..=64).contains(&name.chars().count())
        && name.chars().all(|letter| letter.is_alphanumeric() || "._-@+\\".contains(letter))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::neither(&[], None)]
    #[case::sudo(&[("SUDO_USER", "ada"), ("SUDO_UID", "1000")], Some("ada (sudo)"))]
    #[case::a_number(&[("SUDO_UID", "1000")], Some("uid 1000 (sudo)"))]
    #[case::doas(&[("DOAS_USER", "ada")], Some("ada (doas)"))]
    #[case::root_by_sudo(&[("SUDO_USER", "root"), ("SUDO_UID", "0")], None)]
    #[case::doas_and_then_sudo(&[("SUDO_USER", "root"), ("SUDO_UID", "0"), ("DOAS_USER", "ada")], Some("ada (doas)"))]
    #[case::of_a_domain(&[("SUDO_USER", "COMPANY\\ada")], Some("COMPANY\\ada (sudo)"))]
    #[case::no_name(&[("SUDO_USER", "ada\nroot")], None)]
    fn of_root_it_is_the_user_who_became_root(#[case] variables: &[(&str, &str)], #[case] who: Option<&str>) {
        let variable = |name: &str| {
            let found = variables.iter().find(|(other, _)| *other == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        assert_eq!(who_became_root(variable).as_deref(), who);
    }
}
