//! One form for expressions that say the same in other nesting, so that stores see fewer shapes.

use crate::query::Expr;

impl Expr {
    /// The same condition with no `And` in an `And`, no `Or` in an `Or`, none of one part, no double `Not`, and
    /// in an `And` one range of time at most, in front.
    #[must_use]
    pub fn normal(self) -> Self {
        match self {
            Self::And(parts) => all(parts),
            Self::Or(parts) => any(parts),
            Self::Not(part) => match part.normal() {
                Self::Not(part) => *part,
                part => Self::Not(Box::new(part)),
            },
            Self::Began(range) if range == (i64::MIN..=i64::MAX) => Self::default(),
            other => other,
        }
    }
}

fn all(parts: Vec<Expr>) -> Expr {
    let mut began: Option<(i64, i64)> = None;
    let mut flat = Vec::with_capacity(parts.len());
    let mut add = |part| match part {
        Expr::Began(range) => {
            let (from, to) = began.unwrap_or((i64::MIN, i64::MAX));
            began = Some((from.max(*range.start()), to.min(*range.end())));
        }
        part => flat.push(part),
    };
    for part in parts {
        match part.normal() {
            Expr::And(parts) => parts.into_iter().for_each(&mut add),
            part => add(part),
        }
    }
    if let Some((from, to)) = began {
        flat.insert(0, Expr::Began(from..=to));
    }
    only(flat).unwrap_or_else(Expr::And)
}

fn any(parts: Vec<Expr>) -> Expr {
    let mut flat = Vec::with_capacity(parts.len());
    for part in parts {
        match part.normal() {
            Expr::Or(parts) => flat.extend(parts),
            part => flat.push(part),
        }
    }
    match only(flat) {
        Ok(part) => part,
        Err(none) if none.is_empty() => Expr::Not(Box::default()),
        Err(parts) => Expr::Or(parts),
    }
}

/// The only one of them.
fn only(mut parts: Vec<Expr>) -> Result<Expr, Vec<Expr>> {
    match (parts.pop(), parts.is_empty()) {
        (Some(part), true) => Ok(part),
        (part, _) => {
            parts.extend(part);
            Err(parts)
        }
    }
}
