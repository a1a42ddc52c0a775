//! The key of every stored object. Nothing else builds a path.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use uuid::Uuid;

use crate::segment::Segment;

/// The folder that every key is in.
pub(crate) const ROOT: &str = "conversations/";

/// Where one object of a record is kept.
///
/// ```
/// use scripta_archive::{Key, Object};
///
/// let conversation = "67e55044-10b1-426f-9247-bb680e5fe0c8".parse()?;
/// let key = Key::new(1_705_314_600_000, "session_123", conversation, Object::Conversation);
/// let path = "conversations/2024-01-15/session_123/67e55044-10b1-426f-9247-bb680e5fe0c8_conversation.json";
/// assert_eq!(key.path(), path);
/// assert_eq!(Key::parse(path)?, key);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Invariants
///
/// - The path has four segments, each of `[A-Za-z0-9._%~-]` and none of them `.` or `..`: it stays in its folder.
/// - Two keys never have the same path, and [`Key::parse`] gives the key back.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// The day in UTC on which the conversation began.
    pub date: Date,
    /// The session, as given by the caller and made safe.
    pub session: Segment,
    /// The conversation.
    pub conversation: Uuid,
    /// Which object of the record.
    pub object: Object,
}

/// The objects of one record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Object {
    /// The whole conversation, written last: where it is, the record is whole.
    Conversation,
    /// Its summary and statistics.
    Summary,
    /// The facts taken out of it.
    Extracted {
        /// The extraction profile: `insurance` is stored as `…_insurance_data.json`.
        profile: Segment,
    },
}

impl Object {
    /// The facts that `profile` takes out of a conversation.
    pub fn extracted(profile: &str) -> Self {
        Self::Extracted { profile: Segment::new(profile) }
    }

    /// What every object is.
    pub const CONTENT_TYPE: &'static str = "application/json";
}

/// Why a path is not that of a record's object.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// It hasn't the form `conversations/<date>/<session>/<file>`.
    #[error("the path is not of the form conversations/<date>/<session>/<file>")]
    Form,
    /// The second segment isn't a date.
    #[error("the folder is not a date like 2024-01-15")]
    Date,
    /// The third segment isn't an encoded session id.
    #[error("the session's folder is not an encoded session id")]
    Session,
    /// The file name doesn't begin with a conversation id.
    #[error("the file name does not begin with a conversation id")]
    Conversation,
    /// The file name doesn't end with the name of an object.
    #[error("the file name does not end with _conversation.json, _summary.json or _<profile>_data.json")]
    Object,
}

impl Key {
    /// Names an object of the conversation that began at `started_at_ms`, in milliseconds since 1970 in UTC.
    ///
    /// A time outside the years 0 to 9999 gives the nearest day inside.
    pub fn new(started_at_ms: i64, session_id: &str, conversation: Uuid, object: Object) -> Self {
        Self { date: day(started_at_ms), session: Segment::new(session_id), conversation, object }
    }

    /// The same record's other object.
    pub fn with_object(&self, object: Object) -> Self {
        Self { object, ..self.clone() }
    }

    /// The path below the folder or bucket (and its prefix), with `/` between segments.
    pub fn path(&self) -> String {
        self.to_string()
    }

    /// Reads a path as [`Key::path`] gives it.
    ///
    /// # Errors
    ///
    /// When no key has this path.
    pub fn parse(path: &str) -> Result<Self, KeyError> {
        let mut segments = path.strip_prefix(ROOT).ok_or(KeyError::Form)?.split('/');
        let (Some(date), Some(session), Some(file), None) =
            (segments.next(), segments.next(), segments.next(), segments.next())
        else {
            return Err(KeyError::Form);
        };
        let date = parse_date(date).ok_or(KeyError::Date)?;
        let session = Segment::parse(session).ok_or(KeyError::Session)?;
        let (conversation, object) = file.split_at_checked(36).ok_or(KeyError::Conversation)?;
        let conversation = parse_uuid(conversation).ok_or(KeyError::Conversation)?;
        let object = parse_object(object).ok_or(KeyError::Object)?;
        Ok(Self { date, session, conversation, object })
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { date, session, conversation, object } = self;
        write!(f, "{ROOT}{date}/{session}/{conversation}_")?;
        match object {
            Object::Conversation => f.write_str("conversation.json"),
            Object::Summary => f.write_str("summary.json"),
            Object::Extracted { profile } => write!(f, "{profile}_data.json"),
        }
    }
}

fn day(ms: i64) -> Date {
    let earliest = Date::constant(0, 1, 1);
    let Ok(at) = Timestamp::from_millisecond(ms) else {
        return if ms < 0 { earliest } else { Date::MAX };
    };
    at.to_zoned(TimeZone::UTC).date().max(earliest)
}

/// Reads a date in exactly the form that a key has.
pub(crate) fn parse_date(text: &str) -> Option<Date> {
    text.parse::<Date>().ok().filter(|date| date.to_string() == text && date.year() >= 0)
}

pub(crate) fn parse_uuid(text: &str) -> Option<Uuid> {
    text.parse::<Uuid>().ok().filter(|id| id.to_string() == text)
}

fn parse_object(rest: &str) -> Option<Object> {
    match rest {
        "_conversation.json" => Some(Object::Conversation),
        "_summary.json" => Some(Object::Summary),
        _ => {
            let profile = rest.strip_prefix('_')?.strip_suffix("_data.json")?;
            Some(Object::Extracted { profile: Segment::parse(profile)? })
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::{Key, KeyError, Object};

    const ID: &str = "67e55044-10b1-426f-9247-bb680e5fe0c8";

    #[test]
    fn each_object_has_the_name_that_readers_know() {
        let key = Key::new(1_705_314_600_000, "session_123", ID.parse().unwrap(), Object::Conversation);
        let name = |object| key.with_object(object).path();
        let folder = "conversations/2024-01-15/session_123";
        assert_eq!(name(Object::Conversation), format!("{folder}/{ID}_conversation.json"));
        assert_eq!(name(Object::Summary), format!("{folder}/{ID}_summary.json"));
        assert_eq!(name(Object::extracted("insurance")), format!("{folder}/{ID}_insurance_data.json"));
    }

    #[test]
    fn the_day_is_that_of_the_start_in_utc() {
        let day = |ms| Key::new(ms, "s", Uuid::nil(), Object::Summary).date.to_string();
        assert_eq!(day(1_705_363_199_999), "2024-01-15");
        assert_eq!(day(1_705_363_200_000), "2024-01-16");
        assert_eq!(day(-1), "1969-12-31");
        assert_eq!(day(i64::MIN), "0000-01-01");
        assert_eq!(day(i64::MAX), "9999-12-31");
    }

    #[test]
    fn other_paths_are_not_keys() {
        for (path, error) in [
            (String::new(), KeyError::Form),
            ("conversations/.scripta-probe-1".to_owned(), KeyError::Form),
            (format!("conversations/2024-01-15/s/x/{ID}_summary.json"), KeyError::Form),
            (format!("/conversations/2024-01-15/s/{ID}_summary.json"), KeyError::Form),
            (format!("conversations/2024-1-15/s/{ID}_summary.json"), KeyError::Date),
            (format!("conversations/2024-02-30/s/{ID}_summary.json"), KeyError::Date),
            (format!("conversations/-000001-01-01/s/{ID}_summary.json"), KeyError::Date),
            (format!("conversations/2024-01-15/../{ID}_summary.json"), KeyError::Session),
            (format!("conversations/2024-01-15//{ID}_summary.json"), KeyError::Session),
            ("conversations/2024-01-15/s/notes.json".to_owned(), KeyError::Conversation),
            (
                "conversations/2024-01-15/s/é7e55044-10b1-426f-9247-bb680e5fe0c8_summary.json".to_owned(),
                KeyError::Conversation,
            ),
            (
                format!("conversations/2024-01-15/s/{}_summary.json", ID.to_uppercase()),
                KeyError::Conversation,
            ),
            (format!("conversations/2024-01-15/s/{ID}_summary.json.bak"), KeyError::Object),
            (format!("conversations/2024-01-15/s/{ID}__data.json"), KeyError::Object),
        ] {
            assert_eq!(Key::parse(&path), Err(error), "{path}");
        }
    }

    fn objects() -> impl Strategy<Value = Object> {
        prop_oneof![
            Just(Object::Conversation),
            Just(Object::Summary),
            "(?s).{0,60}".prop_map(|profile| Object::extracted(&profile)),
        ]
    }

    fn keys() -> impl Strategy<Value = Key> {
        let sessions = prop_oneof!["[a./~%]{0,4}", "(?s).{0,200}"];
        (any::<i64>(), sessions, any::<u128>(), objects())
            .prop_map(|(ms, session, id, object)| Key::new(ms, &session, Uuid::from_u128(id), object))
    }

    proptest! {
        #[test]
        fn a_path_gives_its_key_back(key in keys()) {
            prop_assert_eq!(Key::parse(&key.path()), Ok(key));
        }

        #[test]
        fn two_keys_never_share_a_path(one in keys(), other in keys()) {
            prop_assert_eq!(one == other, one.path() == other.path());
        }

        #[test]
        fn a_path_stays_inside_its_folder(key in keys()) {
            let path = key.path();
            let parts: Vec<_> = std::path::Path::new(&path).components().collect();
            prop_assert_eq!(parts.len(), 4);
            prop_assert!(parts.iter().all(|part| matches!(part, std::path::Component::Normal(_))));
            prop_assert!(path.split('/').all(|part| part.len() <= 255));
        }

        #[test]
        fn parsing_any_text_gives_an_error_or_the_key_of_that_text(path in "conversations/2024-01-15/[a%~.]{0,4}/[a-f0-9-]{36}_[a-z_.]{0,14}") {
            if let Ok(key) = Key::parse(&path) {
                prop_assert_eq!(key.path(), path);
            }
        }
    }
}
