//! The table that `make bench` prints. It is tested here because a bench target runs no tests.

#[path = "../benches/sign_in/report.rs"]
#[expect(dead_code, reason = "only the bench uses all of it")]
mod report;

use report::{Row, Table};

#[test]
fn what_was_measured_is_printed_whatever_fails() {
    let mut table = Table::default();
    table.row("first", |what| Ok(Row::at_most(what, 2, "bytes", 1, "")));
    table.attempt("second", |table| {
        table.add(Row::at_most("a part of it", 2, "bytes", 2, ""));
        anyhow::bail!("no answer\nof a | b");
    });
    table.row("third", |_| panic!("nobody is {}", "there"));
    table.row("fourth", |what| Ok(Row::at_most(what, 2, "bytes", 2, "")));
    let printed = table.to_string();
    let rows: Vec<_> = printed.lines().skip(2).take(5).collect();
    let expected = [
        "| first | at most 2 bytes | 1 bytes |",
        "| a part of it | at most 2 bytes | 2 bytes |",
        "| second | – | **failed**: no answer of a \\| b |",
        "| third | – | **failed**: nobody is there |",
        "| fourth | at most 2 bytes | 2 bytes |",
    ];
    assert_eq!(rows, expected);
    assert!(!table.is_kept(), "{printed}");
    assert_eq!(printed.matches("Not kept: ").count(), 2, "{printed}");
}

#[test]
fn a_table_is_kept_when_each_promise_is() {
    let mut table = Table::default();
    table.row("bytes", |what| Ok(Row::at_most(what, 2, "bytes", 2, "")));
    table.row("plans", |what| Ok(Row::without(what, "none reads a whole table", "3 plans", &[])));
    assert!(table.is_kept());
    table.row("plans", |what| Ok(Row::without(what, "none reads a whole table", "3", &["one does".to_owned()])));
    assert!(!table.is_kept() && table.to_string().contains("| plans | none reads a whole table | one does |"));
}
