//! The server: its port, its thread, its folder.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use hyper_util::rt::TokioIo;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use s3s_fs::FileSystem;
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;

use crate::fault::Faults;
use crate::front::Front;
use crate::request::{Request, lock};
use crate::versions::Versions;

const BUCKET: &str = "conversations-under-test";
/// Beside the bucket, under a name that no bucket has.
const FORMER: &str = ".former";
const REGION: &str = "us-east-1";

/// An S3 server of this process with one empty bucket. Dropping it stops it and removes its files.
///
/// Its methods panic where they fail, as is right in a test.
pub struct S3Server {
    address: SocketAddr,
    front: Arc<Front>,
    folder: TempDir,
    orders: mpsc::UnboundedSender<Order>,
    thread: Option<JoinHandle<()>>,
}

/// What the server's thread is told; each is answered when done.
enum Order {
    Away(oneshot::Sender<()>),
    Back(oneshot::Sender<()>),
    Stop,
}

impl S3Server {
    /// The id of the only access key.
    pub const ACCESS_KEY_ID: &str = "test-access-key-id";
    /// Its secret.
    pub const SECRET_ACCESS_KEY: &str = "test-secret-access-key";

    /// Starts a server on a free port of the loopback interface.
    pub fn start() -> Self {
        Self::start_with(false)
    }

    /// Starts one whose bucket keeps versions. Faults are not for it.
    pub fn versioned() -> Self {
        Self::start_with(true)
    }

    #[expect(clippy::expect_used, reason = "a test can't go on without its server")]
    fn start_with(versions: bool) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::create_dir(folder.path().join(BUCKET)).expect("a folder for the bucket");
        let mut service = S3ServiceBuilder::new(FileSystem::new(folder.path()).expect("a file system"));
        service.set_auth(SimpleAuth::from_single(Self::ACCESS_KEY_ID, Self::SECRET_ACCESS_KEY));
        let front = Arc::new(Front {
            faults: Faults::default(),
            requests: Mutex::default(),
            service: service.build(),
            versions: versions
                .then(|| Versions::new(BUCKET, folder.path().join(BUCKET), folder.path().join(FORMER))),
        });
        let (orders, inbox) = mpsc::unbounded_channel();
        let (ready, started) = std::sync::mpsc::channel();
        let shared = front.clone();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let thread = std::thread::spawn(move || {
            runtime.block_on(async {
                let port = Port::take().expect("a free port");
                let _ = ready.send(port.address);
                run(port, shared, inbox).await;
            });
        });
        let address = started.recv().expect("the server to start");
        Self { address, front, folder, orders, thread: Some(thread) }
    }

    /// Its address, `http://127.0.0.1:<port>`.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The name of its bucket.
    pub fn bucket(&self) -> &'static str {
        BUCKET
    }

    /// Its region.
    pub fn region(&self) -> &'static str {
        REGION
    }

    /// An environment in which programs use this server: `CONVERSATIONS_BUCKET`, `AWS_ENDPOINT_URL`, …
    pub fn env(&self, name: &str) -> Option<String> {
        Some(match name {
            "CONVERSATIONS_BUCKET" => BUCKET.to_owned(),
            "AWS_ENDPOINT_URL" => self.endpoint(),
            "AWS_REGION" => REGION.to_owned(),
            "AWS_ACCESS_KEY_ID" => Self::ACCESS_KEY_ID.to_owned(),
            "AWS_SECRET_ACCESS_KEY" => Self::SECRET_ACCESS_KEY.to_owned(),
            _ => return None,
        })
    }

    /// What is to go wrong.
    pub fn faults(&self) -> &Faults {
        &self.front.faults
    }

    /// The requests so far, also those that failed.
    pub fn requests(&self) -> Vec<Request> {
        lock(&self.front.requests).clone()
    }

    /// Forgets the requests so far.
    pub fn clear_requests(&self) {
        lock(&self.front.requests).clear();
    }

    /// The folder with the bucket's objects as files, named by their keys.
    pub fn folder(&self) -> PathBuf {
        self.folder.path().join(BUCKET)
    }

    /// The folder with the former versions of objects, where the bucket keeps them.
    pub fn former(&self) -> PathBuf {
        self.folder.path().join(FORMER)
    }

    /// Overwrites an object with itself, twice, and deletes it in between, where the bucket keeps versions.
    pub fn overwrite(&self, key: &str) {
        if let Some(versions) = &self.front.versions {
            versions.overwrite(key);
        }
    }

    /// The bytes of an object.
    pub fn object(&self, key: &str) -> Option<Vec<u8>> {
        std::fs::read(self.folder().join(key)).ok()
    }

    /// The keys of all objects, sorted.
    pub fn objects(&self) -> Vec<String> {
        let mut keys = Vec::new();
        collect_keys(&self.folder(), "", &mut keys);
        keys.sort();
        keys
    }

    /// Breaks all connections and refuses new ones until [`S3Server::come_back`].
    pub fn go_away(&self) {
        self.order(Order::Away);
    }

    /// Accepts connections again, on the same port.
    pub fn come_back(&self) {
        self.order(Order::Back);
    }

    #[expect(clippy::expect_used, reason = "a test can't go on without its server")]
    fn order(&self, order: impl FnOnce(oneshot::Sender<()>) -> Order) {
        let (done, mut is_done) = oneshot::channel();
        self.orders.send(order(done)).expect("the server to run");
        // Not `blocking_recv`: that refuses to be called inside a test's own runtime.
        while let Err(oneshot::error::TryRecvError::Empty) = is_done.try_recv() {
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
    }
}

impl Drop for S3Server {
    fn drop(&mut self) {
        let _ = self.orders.send(Order::Stop);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn collect_keys(folder: &Path, prefix: &str, keys: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let key = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect_keys(&entry.path(), &format!("{key}/"), keys);
        } else {
            keys.push(key);
        }
    }
}

/// A port that stays ours while nothing listens on it: the second socket is bound to it and never listens.
struct Port {
    address: SocketAddr,
    _kept: TcpSocket,
}

impl Port {
    fn take() -> std::io::Result<Self> {
        let kept = TcpSocket::new_v4()?;
        kept.set_reuseaddr(true)?;
        kept.bind((Ipv4Addr::LOCALHOST, 0).into())?;
        Ok(Self { address: kept.local_addr()?, _kept: kept })
    }

    fn listen(&self) -> std::io::Result<TcpListener> {
        let socket = TcpSocket::new_v4()?;
        socket.set_reuseaddr(true)?;
        socket.bind(self.address)?;
        socket.listen(128)
    }
}

#[expect(clippy::expect_used, reason = "a test can't go on without its server")]
async fn run(port: Port, front: Arc<Front>, mut orders: mpsc::UnboundedReceiver<Order>) {
    let mut connections = JoinSet::new();
    let mut listener = Some(port.listen().expect("to listen on our port"));
    loop {
        let accept = async {
            match &listener {
                Some(listener) => listener.accept().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            order = orders.recv() => match order {
                Some(Order::Away(done)) => {
                    listener = None;
                    connections.shutdown().await;
                    let _ = done.send(());
                }
                Some(Order::Back(done)) => {
                    listener = Some(port.listen().expect("to listen on our port again"));
                    let _ = done.send(());
                }
                Some(Order::Stop) | None => break,
            },
            Ok((stream, _)) = accept => {
                let front = front.clone();
                let service = hyper::service::service_fn(move |request| front.clone().answer(request));
                let connection = hyper::server::conn::http1::Builder::new();
                connections.spawn(connection.serve_connection(TokioIo::new(stream), service));
                // Ended connections would pile up otherwise.
                while connections.try_join_next().is_some() {}
            }
        }
    }
    connections.shutdown().await;
}
