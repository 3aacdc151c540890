//! Audit events on standard output, one line of JSON for each, when `PORTICO_AUDIT_LOG` says so. The keys are those of
//! `portico audit export`; accounts and applications are ids instead of names. A thread of its own writes them, so that
//! no request waits for the program that reads them.

use serde_json::json;
use service::delivery::rfc3339;
use std::io::{Write, stdout};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;
use store::Store;
use store::audit::AuditEvent;

/// Lines that may wait for the reader: some megabytes. More of them are lost.
const MOST_WAITING: usize = 10_000;
/// How long the end of the server waits for the reader.
const AT_THE_END: Duration = Duration::from_secs(1);

/// What the thread is to do.
enum Task {
    Write(String),
    /// Answer: everything before is written.
    Answer(SyncSender<()>),
}

/// The lines on their way to standard output.
pub struct AuditStream {
    tasks: SyncSender<Task>,
    losses: Losses,
}

/// Counts lost lines. Only the first one is logged: a reader that has stopped would fill the log.
#[derive(Clone, Default)]
struct Losses(Arc<AtomicBool>);

impl AuditStream {
    /// Writes every event that the store commits from now on to standard output.
    pub fn listen(store: &Store) -> anyhow::Result<Arc<Self>> {
        let stream = Arc::new(Self::to(stdout(), MOST_WAITING)?);
        let listener = stream.clone();
        store.listen_to_audit_events(Box::new(move |event| listener.write(event)));
        Ok(stream)
    }

    /// Starts the thread. It ends with the program.
    fn to(output: impl Write + Send + 'static, most_waiting: usize) -> anyhow::Result<Self> {
        let (tasks, received) = sync_channel(most_waiting);
        let losses = Losses::default();
        let stream = AuditStream { tasks, losses: losses.clone() };
        thread::Builder::new().name("audit-stream".to_owned()).spawn(move || write_all(output, &received, &losses))?;
        Ok(stream)
    }

    /// Hands over an event that was just stored. It never waits: what does not fit is lost here, and stays in the
    /// database.
    fn write(&self, event: &AuditEvent) {
        match line(event).map(|line| self.tasks.try_send(Task::Write(line)).is_ok()) {
            Ok(true) => {}
            Ok(false) => self.losses.add("they are read too slowly, or not at all"),
            Err(error) => self.losses.add(&format!("{error:#}")),
        }
    }

    /// Waits until everything is written, but not long.
    pub async fn finish(&self) {
        let (answer, answered) = sync_channel(1);
        if self.tasks.try_send(Task::Answer(answer)).is_ok() {
            let _ = tokio::task::spawn_blocking(move || answered.recv_timeout(AT_THE_END)).await;
        }
    }
}

impl Losses {
    fn add(&self, why: &str) {
        metrics::counter!("portico_audit_lines_lost_total").increment(1);
        if !self.0.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                why,
                "audit events could not be written to standard output. This is said once; \
                 portico_audit_lines_lost_total counts them, and the database has all of them"
            );
        }
    }
}

fn write_all(mut output: impl Write, tasks: &Receiver<Task>, losses: &Losses) {
    for task in tasks {
        match task {
            Task::Write(line) => {
                // A line at a time, also where standard output has a buffer.
                if let Err(error) = output.write_all(line.as_bytes()).and_then(|()| output.flush()) {
                    losses.add(&error.to_string());
                }
            }
            Task::Answer(answer) => {
                let _ = answer.send(());
            }
        }
    }
}

fn line(event: &AuditEvent) -> anyhow::Result<String> {
    let line = json!({
        "at": rfc3339(event.at)?,
        "id": event.id.simple().to_string(),
        "organisation": event.organisation.to_string(),
        "kind": event.activity.name(),
        "detail": event.detail,
        "whom": event.whom.map(|account| account.to_string()),
        "who": event.who.map(|account| account.to_string()),
        "operator": event.operator,
        "application": event.application.map(|application| application.to_string()),
        "client_address": event.client_address,
        "user_agent": event.user_agent,
    });
    Ok(format!("{line}\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{AuditEventKind, OrganisationId, Timestamp};
    use std::io;
    use std::sync::mpsc::{Sender, channel};
    use uuid::Uuid;

    /// An output whose reader reads nothing until the other end of `held` is gone.
    struct Held {
        held: Receiver<()>,
        written: Sender<String>,
    }

    impl Write for Held {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let _ = self.held.recv();
            self.written.send(String::from_utf8(bytes.to_vec()).unwrap()).unwrap();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn event(number: u128) -> AuditEvent {
        AuditEvent {
            id: Uuid::from_u128(number),
            at: Timestamp(0),
            organisation: OrganisationId::NONE,
            whom: None,
            who: None,
            application: None,
            activity: AuditEventKind::SignedIn,
            detail: None,
            client_address: String::new(),
            user_agent: String::new(),
            operator: None,
        }
    }

    #[tokio::test]
    async fn a_reader_that_stops_holds_up_no_request() {
        let (reader, held) = channel();
        let (written, lines) = channel();
        let stream = AuditStream::to(Held { held, written }, 3).unwrap();
        // One may be in the hands of the thread, and three wait.
        (0..100).for_each(|number| stream.write(&event(number)));
        assert!(stream.losses.0.load(Ordering::Relaxed), "nothing was lost, so something waited");
        drop(reader);
        let mut written: Vec<String> = lines.iter().take(3).collect();
        stream.write(&event(1_000));
        stream.finish().await;
        written.extend(lines.try_iter());
        assert!((4..=5).contains(&written.len()), "{written:?}");
        assert!(written.last().unwrap().contains(&Uuid::from_u128(1_000).simple().to_string()), "it went on");
    }
}
