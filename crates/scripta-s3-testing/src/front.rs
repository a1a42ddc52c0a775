//! What stands between the socket and the S3 service: it writes requests down and makes faults happen.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::body::{Frame, Incoming};
use s3s::Body;
use s3s::service::S3Service;

use crate::fault::{Fault, Faults};
use crate::request::{Request, lock};
use crate::versions::{Versions, Way};

/// The state that the server's handle and its connections share.
pub(crate) struct Front {
    pub(crate) faults: Faults,
    pub(crate) requests: Mutex<Vec<Request>>,
    pub(crate) service: S3Service,
    /// Where the bucket keeps versions.
    pub(crate) versions: Option<Versions>,
}

type Answer = Result<hyper::Response<Body>, io::Error>;

impl Front {
    /// An error breaks the connection.
    pub(crate) async fn answer(self: Arc<Self>, request: hyper::Request<Incoming>) -> Answer {
        let head = Request::of(&request);
        let fault = self.faults.take(&head);
        lock(&self.requests).push(head.clone());
        let way = match (&fault, &self.versions) {
            (None, Some(versions)) => versions.before(&head),
            _ => Way::Through,
        };
        if let Way::Answer(status, body) = way {
            return answer_with(request, status, body).await;
        }
        match fault {
            None => self.serve(request).await,
            Some(Fault::Status { status, code }) => {
                let declared = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
                let body = format!("{declared}<Error><Code>{code}</Code><Message>A fault.</Message></Error>");
                answer_with(request, status, body).await
            }
            Some(Fault::Answer { status, body }) => answer_with(request, status, body).await,
            Some(Fault::Hang) => std::future::pending().await,
            Some(Fault::CutRequest) => {
                let mut body = request.into_body();
                let _some_of_it = body.frame().await;
                Err(cut())
            }
            Some(Fault::LoseAnswer) => {
                self.serve(request).await?.into_body().collect().await.map_err(io::Error::other)?;
                Err(cut())
            }
            Some(Fault::CutAnswer) => self.cut_answer(request).await,
            Some(Fault::Late(by)) => {
                tokio::time::sleep(by).await;
                self.serve(request).await
            }
        }
    }

    async fn serve(&self, request: hyper::Request<Incoming>) -> Answer {
        self.service
            .call(request.map(Body::from))
            .await
            .map_err(|_| io::Error::other("the S3 service failed"))
    }

    async fn cut_answer(&self, request: hyper::Request<Incoming>) -> Answer {
        let (mut head, body) = self.serve(request).await?.into_parts();
        let whole = body.collect().await.map_err(io::Error::other)?.to_bytes();
        head.headers.insert(hyper::header::CONTENT_LENGTH, whole.len().into());
        let half = whole.slice(..whole.len() / 2);
        Ok(hyper::Response::from_parts(head, Body::http_body_unsync(Half(Some(half)))))
    }
}

async fn answer_with(request: hyper::Request<Incoming>, status: u16, body: String) -> Answer {
    // A client that is still sending would see the connection break instead.
    let _ = request.into_body().collect().await;
    let answer = hyper::Response::builder().status(status).header("content-type", "application/xml");
    answer.body(Body::from(body)).map_err(io::Error::other)
}

fn cut() -> io::Error {
    io::Error::new(io::ErrorKind::ConnectionAborted, "a fault cuts the connection")
}

/// A body that ends with an error.
struct Half(Option<Bytes>);

impl http_body::Body for Half {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        Poll::Ready(Some(self.0.take().map_or_else(|| Err(cut()), |half| Ok(Frame::data(half)))))
    }
}
