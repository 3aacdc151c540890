//! Tells systemd that the server is ready, that it still runs, and that it stops. Without systemd it tells nobody.

use sd_notify::NotifyState;
use std::pin::pin;
use std::time::Duration;
use tokio::time::timeout;

/// Tells that the server is ready, waits until `end`, and tells that it stops. Meanwhile it tells that the server still
/// runs, twice in the time after which systemd would restart it (`WatchdogSec=`).
pub async fn report_until<T>(end: impl Future<Output = T>) -> T {
    let pause = sd_notify::watchdog_enabled().map_or(Duration::MAX, |patience| patience / 2);
    let mut end = pin!(end);
    tell(NotifyState::Ready);
    let ended = loop {
        match timeout(pause, end.as_mut()).await {
            Ok(ended) => break ended,
            Err(_) => tell(NotifyState::Watchdog),
        }
    };
    tell(NotifyState::Stopping);
    ended
}

fn tell(state: NotifyState<'_>) {
    if let Err(error) = sd_notify::notify(&[state]) {
        tracing::warn!(%error, "systemd cannot be told the state of the server");
    }
}
