//! Waiting for a turn of whoever polls the tasks.

use std::future::poll_fn;
use std::task::Poll;

/// Lets others go on.
pub async fn turn() {
    let mut waited = false;
    poll_fn(|context| {
        if std::mem::replace(&mut waited, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
