//! Calls the background jobs of this process when there is something to do. What other processes write is found by
//! reading the schedule.

use super::effects::Effects;
use tokio::sync::Notify;

/// A bell for each job. A call that comes while the job is busy is kept.
#[derive(Debug, Default)]
pub struct JobCalls {
    outbox: Notify,
    imports: Notify,
    logouts: Notify,
    schedule: Notify,
}

impl JobCalls {
    /// Calls the jobs that wait for what a transaction has written.
    pub(super) fn after(&self, effects: &Effects) {
        for (effect, job) in [
            (&effects.has_message, &self.outbox),
            (&effects.has_import, &self.imports),
            (&effects.has_logout, &self.logouts),
        ] {
            if Effects::has(effect) {
                job.notify_one();
            }
        }
    }

    /// Waits until a message is put into the outbox by this process, or `wake_outbox` is called.
    pub async fn outbox_written(&self) {
        self.outbox.notified().await;
    }

    /// Makes the delivery look for messages that are due.
    pub fn wake_outbox(&self) {
        self.outbox.notify_one();
    }

    /// Waits until a session is ended by this process, or `wake_logouts` is called.
    pub async fn logouts_written(&self) {
        self.logouts.notified().await;
    }

    /// Makes the delivery of logout notices look for those that are due.
    pub fn wake_logouts(&self) {
        self.logouts.notify_one();
    }

    /// Waits until an import is accepted by this process, or `wake_imports` is called.
    pub async fn imports_written(&self) {
        self.imports.notified().await;
    }

    /// Makes the work on imports look for one that waits.
    pub fn wake_imports(&self) {
        self.imports.notify_one();
    }

    /// Waits until `reschedule` is called.
    pub async fn rescheduled(&self) {
        self.schedule.notified().await;
    }

    /// Says that a job has put something off, so that the schedule is read again.
    pub fn reschedule(&self) {
        self.schedule.notify_one();
    }
}
