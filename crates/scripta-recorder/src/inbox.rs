//! A worker's messages.
//!
//! Waking a thread that sleeps costs whoever wakes it many times what it costs to hand something over: tens of
//! microseconds on a busy machine, in the middle of somebody's call, for every event. So a worker that has just
//! had something to do looks for more by itself, every few milliseconds, and only falls asleep over its channel
//! when nothing has come for a while. What somebody waits for wakes it in any case.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long messages gather before the worker looks for them.
const GATHER: Duration = Duration::from_millis(5);
/// How long after a message the worker goes on looking.
const LIVELY: Duration = Duration::from_secs(1);

/// Makes both ends.
pub(crate) fn inbox<T>() -> (Sending<T>, Inbox<T>) {
    let (sender, receiver) = channel();
    let bell = Arc::new(Bell::default());
    let inbox = Inbox { receiver, bell: Arc::clone(&bell), last: None };
    (Sending { sender, bell }, inbox)
}

/// Where messages are put.
#[derive(Debug)]
pub(crate) struct Sending<T> {
    sender: Sender<T>,
    bell: Arc<Bell>,
}

impl<T> Sending<T> {
    /// Puts a message there, to be taken within [`GATHER`]. Lost where the worker is gone.
    pub(crate) fn send(&self, message: T) {
        drop(self.sender.send(message));
    }

    /// Puts a message there that somebody waits for.
    pub(crate) fn send_now(&self, message: T) {
        self.send(message);
        self.bell.ring();
    }
}

/// A worker that gathers is woken when it is dropped, too.
impl<T> Drop for Sending<T> {
    fn drop(&mut self) {
        self.bell.ring();
    }
}

/// Where a worker takes its messages.
#[derive(Debug)]
pub(crate) struct Inbox<T> {
    receiver: Receiver<T>,
    bell: Arc<Bell>,
    /// When there was a message last.
    last: Option<Instant>,
}

impl<T> Inbox<T> {
    /// The next message, if one comes before `timeout` is over.
    pub(crate) fn next(&mut self, timeout: Duration) -> Result<T, RecvTimeoutError> {
        let until = Instant::now() + timeout;
        while self.last.is_some_and(|last| last.elapsed() < LIVELY) {
            match self.receiver.try_recv() {
                Ok(message) => return Ok(self.taken(message)),
                Err(TryRecvError::Disconnected) => return Err(RecvTimeoutError::Disconnected),
                Err(TryRecvError::Empty) => {}
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(RecvTimeoutError::Timeout);
            }
            self.bell.wait(left.min(GATHER));
        }
        let message = self.receiver.recv_timeout(until.saturating_duration_since(Instant::now()))?;
        Ok(self.taken(message))
    }

    /// The next message, if there is one.
    pub(crate) fn try_next(&mut self) -> Option<T> {
        let message = self.receiver.try_recv().ok()?;
        Some(self.taken(message))
    }

    fn taken(&mut self, message: T) -> T {
        self.last = Some(Instant::now());
        message
    }
}

/// Ends a wait.
#[derive(Debug, Default)]
struct Bell {
    rung: Mutex<bool>,
    ringing: Condvar,
}

impl Bell {
    fn ring(&self) {
        *self.rung.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.ringing.notify_one();
    }

    /// Waits until somebody rings, or has since the last wait.
    fn wait(&self, timeout: Duration) {
        let rung = self.rung.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.ringing.wait_timeout_while(rung, timeout, |rung| !*rung);
        let (mut rung, _) = waited.unwrap_or_else(PoisonError::into_inner);
        *rung = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(30);

    #[test]
    fn messages_come_in_their_order_however_they_are_sent() {
        let (sending, mut inbox) = inbox();
        sending.send(1);
        sending.send_now(2);
        sending.send(3);
        let taken: Vec<i32> = (0..3).map(|_| inbox.next(LONG).unwrap()).collect();
        assert_eq!(taken, [1, 2, 3]);
        assert_eq!(inbox.try_next(), None);
    }

    #[test]
    fn a_wait_ends_with_its_time_whether_something_came_before_or_not() {
        let (sending, mut inbox) = inbox();
        let short = Duration::from_millis(20);
        assert_eq!(inbox.next(short), Err(RecvTimeoutError::Timeout));
        sending.send(1);
        assert_eq!(inbox.next(short), Ok(1));
        assert_eq!(inbox.next(short), Err(RecvTimeoutError::Timeout));
    }

    #[test]
    fn whoever_waits_is_heard_by_a_worker_that_gathers_and_by_one_that_sleeps() {
        for is_lively in [true, false] {
            let (sending, mut inbox) = inbox();
            if is_lively {
                sending.send(0);
                inbox.next(LONG).unwrap();
            }
            let worker = std::thread::spawn(move || (inbox.next(LONG), inbox.next(LONG)));
            sending.send_now(1);
            drop(sending);
            assert_eq!(worker.join().unwrap(), (Ok(1), Err(RecvTimeoutError::Disconnected)));
        }
    }
}
