//! An event log, read line by line in bounded memory.
//!
//! A line that is longer than [`LONGEST`] is passed over as it is read: a log of one endless line needs no more
//! memory than any other. `BufRead::lines` would hold it, and fail on bytes that are no UTF-8.

use std::io::{self, BufRead, BufReader, Read};

/// The longest line that is recorded. The longest event that the API sends or takes is about 16 MB.
pub(crate) const LONGEST: usize = 32 * 1024 * 1024;
/// A line's buffer goes on to the next line, unless it is larger than this.
const KEPT: usize = 1024 * 1024;

/// See the module.
pub(crate) struct EventLog<R> {
    reader: BufReader<R>,
    line: Vec<u8>,
    number: u64,
    read: u64,
    longest: usize,
}

/// A line of a log.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum LogLine<'a> {
    /// Its bytes, without the line's end.
    Bytes(&'a [u8]),
    /// It is longer than may be; so many bytes.
    TooLong(u64),
}

impl<R: Read> EventLog<R> {
    pub(crate) fn new(reader: R) -> Self {
        Self::with_longest(reader, LONGEST)
    }

    fn with_longest(reader: R, longest: usize) -> Self {
        Self {
            reader: BufReader::with_capacity(64 * 1024, reader),
            line: Vec::new(),
            number: 0,
            read: 0,
            longest,
        }
    }

    /// The number of the line that was read last, from 1.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// Bytes that were read so far.
    pub(crate) fn read(&self) -> u64 {
        self.read
    }

    /// The next line; `None` at the end. An interrupted read is tried again.
    pub(crate) fn next_line(&mut self) -> io::Result<Option<LogLine<'_>>> {
        self.line.clear();
        self.line.shrink_to(KEPT);
        let (mut length, mut ended) = (0_u64, false);
        while !ended {
            let chunk = match self.reader.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if chunk.is_empty() {
                if length == 0 {
                    return Ok(None);
                }
                break;
            }
            let end = chunk.iter().position(|byte| *byte == b'\n');
            let part = end.map_or(chunk, |end| chunk.get(..end).unwrap_or_default());
            if self.line.len() + part.len() <= self.longest && length <= self.longest as u64 {
                self.line.extend_from_slice(part);
            } else {
                self.line = Vec::new();
            }
            ended = end.is_some();
            let consumed = part.len() + usize::from(ended);
            length += consumed as u64;
            self.read += consumed as u64;
            self.reader.consume(consumed);
        }
        self.number += 1;
        let bytes = length - u64::from(ended);
        if bytes > self.longest as u64 {
            return Ok(Some(LogLine::TooLong(bytes)));
        }
        let line = self.line.strip_suffix(b"\r").unwrap_or(&self.line);
        let mark: &[u8] = if self.number == 1 { b"\xEF\xBB\xBF" } else { b"" };
        Ok(Some(LogLine::Bytes(line.strip_prefix(mark).unwrap_or(line))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(log: &[u8], longest: usize) -> Vec<String> {
        let mut log = EventLog::with_longest(log, longest);
        let mut lines = Vec::new();
        while let Some(line) = log.next_line().unwrap() {
            lines.push(match line {
                LogLine::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
                LogLine::TooLong(bytes) => format!("too long: {bytes}"),
            });
        }
        lines
    }

    #[test]
    fn lines_come_without_their_ends_and_the_mark_of_windows() {
        assert_eq!(all(b"\xEF\xBB\xBF{}\r\n\n{}\n", 9), ["{}", "", "{}"]);
        assert_eq!(all(b"{}\nlast", 9), ["{}", "last"]);
        assert!(all(b"", 9).is_empty());
        assert_eq!(all(b"\n", 9), [""]);
    }

    #[test]
    fn a_line_that_is_too_long_is_passed_over_and_the_next_is_read() {
        let log = [b"12345\n123456\n1\n".as_slice(), &[b'x'; 200_000], b"\n2"].concat();
        assert_eq!(all(&log, 5), ["12345", "too long: 6", "1", "too long: 200000", "2"]);
    }

    #[test]
    fn a_long_line_is_not_held() {
        let mut log = EventLog::with_longest(io::repeat(b'x').take(300_000_000), 1_000_000);
        assert_eq!(log.next_line().unwrap(), Some(LogLine::TooLong(300_000_000)));
        assert!(log.line.capacity() <= 2_000_000, "{}", log.line.capacity());
        assert_eq!((log.number(), log.read()), (1, 300_000_000));
    }
}
