//! Requests, as a server of a test reads them.

use std::io::{BufRead, BufReader, Read};
use std::net::TcpStream;

/// The head of a request, and its body; `None` where there is none.
pub(crate) fn request(stream: &mut BufReader<TcpStream>) -> Option<(String, Vec<u8>)> {
    let (mut line, mut head) = (String::new(), String::new());
    while stream.read_line(&mut line).unwrap_or(0) > 2 {
        head.push_str(&std::mem::take(&mut line));
    }
    let length = |line: &str| line.to_lowercase().strip_prefix("content-length: ")?.trim().parse().ok();
    let mut body = vec![0; head.lines().find_map(length)?];
    stream.read_exact(&mut body).unwrap();
    Some((head, body))
}
