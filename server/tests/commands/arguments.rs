//! Bad, missing and repeated arguments of every command. No database is needed to refuse them.

use crate::support::prelude::*;

const NOWHERE: &str = "sqlite:///nonexistent/portico.db?mode=rwc";

#[rstest]
// Missing.
#[case("organisation create", "--slug")]
#[case("organisation create --slug a", "--name")]
#[case("organisation show", "--slug")]
#[case("organisation edit", "--slug")]
#[case("organisation delete", "--slug")]
#[case("organisation", "Usage")]
#[case("policy show", "--organisation")]
#[case("policy set", "--organisation")]
#[case("account", "Usage")]
#[case("account create", "--email")]
#[case("account show", "--email")]
#[case("account edit", "--email")]
#[case("account delete", "--email")]
#[case("account set-role --email a@b.example", "--role")]
#[case("account set-password", "--email")]
#[case("account reset-second-step", "--email")]
#[case("account end-sessions", "--email")]
#[case("account unlock", "--email")]
#[case("account deactivate", "--email")]
#[case("account reactivate", "--email")]
#[case("session list", "--email")]
#[case("session end", "<ID>")]
#[case("message retry", "<ID>")]
#[case("group create", "--name")]
#[case("group add --name a", "--email")]
#[case("group remove --name a", "--email")]
#[case("group delete", "--name")]
#[case("application show", "<ID>")]
#[case("application delete", "<ID>")]
#[case("completions", "<SHELL>")]
#[case("doctor forward-auth", "<APPLICATION>")]
#[case("doctor --json forward-auth https://app.example", "--json")]
#[case("", "Usage")]
// Bad.
#[case("organisation create --slug Not_A_Slug --name A", "--slug")]
#[case("organisation create --slug a --name A --preset fax", "--preset")]
#[case("organisation list --limit 0", "--limit")]
#[case("organisation list --limit 1001", "--limit")]
#[case("organisation list --limit many", "--limit")]
#[case("account create --email nobody", "--email")]
#[case("account create --email a@b.example --role king", "--role")]
#[case("account list --state asleep", "--state")]
#[case("account list --after nobody", "--after")]
#[case("account set-password --email a@b.example --link --password-stdin", "--link")]
#[case("account edit --email a@b.example --phone 1 --no-phone", "--no-phone")]
#[case("account edit --email a@b.example --new-email nobody", "--new-email")]
#[case("session list --email a@b.example --after yesterday", "--after")]
#[case("session end first", "ID")]
#[case("message list --state lost", "--state")]
#[case("group list --limit 0", "--limit")]
#[case("application list --limit 1001", "--limit")]
#[case("application list --after first", "--after")]
#[case("key list --limit many", "--limit")]
#[case("message list --to nobody", "--to")]
#[case("message retry last", "ID")]
#[case("audit export --from yesterday", "--from")]
#[case("audit export --until 2026-13-01", "--until")]
#[case("audit export --kind nonsense", "signed_in")]
#[case("doctor forward-auth https://app.example --listen 4180", "like 127.0.0.1:4180")]
#[case("audit export --installation --email a@b.example", "--email")]
#[case("key list --algorithm RSA", "--algorithm")]
#[case("check --send-to nobody", "--send-to")]
#[case("setup --preset fax", "--preset")]
#[case("setup --email nobody", "--email")]
#[case("completions cmd", "cmd")]
#[case("man --markdown --directory a", "--directory")]
#[case("serve --now", "--now")]
#[case("healthcheck now", "now")]
#[case("acount list", "account")]
// Repeated.
#[case("organisation create --slug a --slug b --name A", "multiple times")]
#[case("organisation list --json --json", "multiple times")]
#[case("account show --email a@b.example --email c@d.example", "multiple times")]
#[case("account list --limit 1 --limit 2", "multiple times")]
#[case("account delete --email a@b.example --yes --yes", "multiple times")]
#[case("audit export --from 2026-01-01 --from 2026-01-02", "multiple times")]
#[case("session end 00000000000000000000000000000001 00000000000000000000000000000002", "unexpected")]
#[case("migrate migrate", "unexpected")]
fn what_cannot_be_meant_is_refused_and_named(#[case] line: &str, #[case] told: &str) {
    let arguments: Vec<&str> = line.split_whitespace().collect();
    let (is_done, said, wrong) = portico_on(NOWHERE, &arguments, "");
    assert!(!is_done && said.is_empty() && wrong.contains(told), "{line}: {said}{wrong}");
    assert!(!wrong.contains("there is no database"), "{line}: refused too late: {wrong}");
}

#[rstest]
#[case("organisation list")]
#[case("account list")]
#[case("session list --email a@b.example")]
#[case("message list")]
#[case("audit export")]
#[case("group list")]
#[case("application list")]
#[case("policy show --organisation a")]
#[case("key list")]
fn without_a_database_it_says_how_to_make_one(#[case] line: &str) {
    let arguments: Vec<&str> = line.split_whitespace().collect();
    let (is_done, _, wrong) = portico_on(NOWHERE, &arguments, "");
    assert!(!is_done && wrong.contains("portico setup") && wrong.lines().count() == 1, "{line}: {wrong}");
}
