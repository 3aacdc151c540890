//! How many connections the limit on open files allows this process: each connection is an open file.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Files that are not connections of clients: the database, the mail server and other providers, the metrics, the log.
const OTHERS: u64 = 256;

/// As many of the wanted connections as the limit on open files allows. Raises the soft limit first if it is too low
/// and the hard limit allows it.
pub fn connections(wanted: usize) -> usize {
    let needed = (wanted as u64).saturating_add(OTHERS);
    let limit = getrlimit(Resource::Nofile);
    let most = |limit: Rlimit| limit.current.unwrap_or(u64::MAX);
    let mut may = most(limit);
    if may < needed {
        let raised = limit.maximum.map_or(needed, |hard| hard.min(needed));
        if setrlimit(Resource::Nofile, Rlimit { current: Some(raised), maximum: limit.maximum }).is_ok() {
            may = raised;
        }
    }
    let connections = fitting(wanted, may);
    if connections < wanted {
        tracing::warn!(
            wanted,
            connections,
            open_files = may,
            "this process may not open as many files as PORTICO_MAX_CONNECTIONS needs (RLIMIT_NOFILE, ulimit -n)"
        );
    }
    connections
}

/// How many of the wanted connections fit. Clients get at least half of the open files, however few there are.
fn fitting(wanted: usize, open_files: u64) -> usize {
    let free = open_files.saturating_sub(OTHERS).max(open_files / 2).max(1);
    wanted.min(usize::try_from(free).unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_never_more_connections_than_open_files() {
        let cases = [(4096, 1024, 768), (4096, 1_048_576, 4096), (100, 1024, 100), (4096, 64, 32), (4096, 0, 1)];
        for (wanted, open_files, connections) in cases {
            assert_eq!(fitting(wanted, open_files), connections, "{wanted} of {open_files}");
        }
    }
}
