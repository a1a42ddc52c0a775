//! What goes wrong, and when.

use std::sync::Mutex;
use std::time::Duration;

use crate::request::{Request, lock};

/// One way for a request to fail.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Fault {
    /// An error answer of S3; nothing is done.
    Status {
        /// The HTTP status.
        status: u16,
        /// The code in the answer, such as `SlowDown`.
        code: String,
    },
    /// This answer; nothing is done. For what the server can't do itself.
    Answer {
        /// The HTTP status.
        status: u16,
        /// The body, XML.
        body: String,
    },
    /// No answer ever; nothing is done.
    Hang,
    /// The connection breaks while the request's body comes in; nothing is done.
    CutRequest,
    /// The request is carried out, and the connection breaks before the answer.
    LoseAnswer,
    /// The request is carried out, and the connection breaks in the middle of the answer's body.
    CutAnswer,
    /// The request is carried out late.
    Late(Duration),
}

impl Fault {
    /// An error answer, such as 503 `SlowDown`.
    pub fn status(status: u16, code: &str) -> Self {
        Self::Status { status, code: code.to_owned() }
    }
}

/// The faults that wait for their requests.
#[derive(Debug, Default)]
pub struct Faults {
    planned: Mutex<Vec<Planned>>,
}

#[derive(Debug)]
struct Planned {
    method: Option<String>,
    path_part: String,
    left: usize,
    fault: Fault,
}

impl Faults {
    /// The next `times` requests fail so.
    pub fn next(&self, times: usize, fault: Fault) {
        self.plan(None, "", times, fault);
    }

    /// The next `times` requests of `method` whose path contains `path_part` fail so. Of several plans that fit a request,
    /// the first made is used up first.
    pub fn on(&self, method: &str, path_part: &str, times: usize, fault: Fault) {
        self.plan(Some(method.to_owned()), path_part, times, fault);
    }

    /// Nothing fails from here on.
    pub fn clear(&self) {
        lock(&self.planned).clear();
    }

    /// How many failures are still to come.
    pub fn left(&self) -> usize {
        lock(&self.planned).iter().map(|planned| planned.left).sum()
    }

    fn plan(&self, method: Option<String>, path_part: &str, left: usize, fault: Fault) {
        lock(&self.planned).push(Planned { method, path_part: path_part.to_owned(), left, fault });
    }

    pub(crate) fn take(&self, request: &Request) -> Option<Fault> {
        let mut planned = lock(&self.planned);
        let found = planned.iter_mut().find(|planned| {
            planned.left > 0
                && planned.method.as_ref().is_none_or(|method| *method == request.method)
                && request.path.contains(&planned.path_part)
        })?;
        found.left -= 1;
        Some(found.fault.clone())
    }
}
