//! Waiting in a simulation.

use std::pin::Pin;
use std::task::{Context, Poll};

struct Turns(u64);

impl Future for Turns {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        match self.0.checked_sub(1) {
            None => Poll::Ready(()),
            Some(rest) => {
                self.0 = rest;
                Poll::Pending
            }
        }
    }
}

/// Ready after `count` polls.
pub async fn turns(count: u64) {
    Turns(count).await;
}
