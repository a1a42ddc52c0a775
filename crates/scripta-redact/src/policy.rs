//! What is done with a kind of personal data.

use serde::Deserialize;

use crate::kind::{BUILT_IN, Kind};
use crate::token_key::TokenKey;

/// What stands in the place of a value of some kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Policy {
    /// The kind's mask, such as `XXX-XXX-XXXX` or `[SSN]`.
    #[default]
    Mask,
    /// Nothing: the value is taken out, with one of the spaces around it.
    Drop,
    /// The value itself: this kind is not looked for.
    Keep,
    /// A pseudonym such as `[PHONE:3f9a1c0b7d2e4f68]`: the same for the same value however it was said or written, and
    /// of no use to whoever has not the key.
    Token,
}

/// The policies and masks of all kinds.
#[derive(Debug)]
pub(crate) struct Policies {
    built_in: Vec<(Policy, Option<String>)>,
    custom: Vec<Custom>,
    pub(crate) token_key: Option<TokenKey>,
}

/// A kind that the configuration adds.
#[derive(Debug)]
pub(crate) struct Custom {
    pub(crate) name: String,
    pub(crate) mask: String,
    pub(crate) policy: Policy,
}

impl Default for Policies {
    fn default() -> Self {
        Self { built_in: vec![(Policy::Mask, None); BUILT_IN.len()], custom: Vec::new(), token_key: None }
    }
}

impl Policies {
    pub(crate) fn new(token_key: Option<TokenKey>) -> Self {
        Self { token_key, ..Self::default() }
    }

    /// Adds a kind of the configuration.
    pub(crate) fn add(&mut self, name: String, mask: String) -> Kind {
        self.custom.push(Custom { name, mask, policy: Policy::Mask });
        Kind::Custom(self.custom.len() - 1)
    }

    pub(crate) fn set(&mut self, kind: Kind, policy: Policy) {
        match kind {
            Kind::Custom(at) => self.custom.get_mut(at).into_iter().for_each(|custom| custom.policy = policy),
            built_in => self.entry(built_in).into_iter().for_each(|entry| entry.0 = policy),
        }
    }

    pub(crate) fn set_mask(&mut self, kind: Kind, mask: &str) {
        match kind {
            Kind::Custom(at) => {
                self.custom.get_mut(at).into_iter().for_each(|custom| mask.clone_into(&mut custom.mask));
            }
            built_in => self.entry(built_in).into_iter().for_each(|entry| entry.1 = Some(mask.to_owned())),
        }
    }

    fn entry(&mut self, kind: Kind) -> Option<&mut (Policy, Option<String>)> {
        self.built_in.get_mut(kind.place()?)
    }

    pub(crate) fn policy(&self, kind: Kind) -> Policy {
        match kind {
            Kind::Custom(at) => self.custom.get(at).map_or(Policy::Mask, |custom| custom.policy),
            built_in => {
                built_in.place().and_then(|at| self.built_in.get(at)).map_or(Policy::Mask, |(p, _)| *p)
            }
        }
    }

    pub(crate) fn mask(&self, kind: Kind) -> &str {
        match kind {
            Kind::Custom(at) => self.custom.get(at).map_or("[REDACTED]", |custom| custom.mask.as_str()),
            built_in => {
                let own =
                    built_in.place().and_then(|at| self.built_in.get(at)).and_then(|(_, own)| own.as_deref());
                own.unwrap_or_else(|| built_in.mask())
            }
        }
    }

    pub(crate) fn name(&self, kind: Kind) -> &str {
        match kind {
            Kind::Custom(at) => self.custom.get(at).map_or("custom", |custom| custom.name.as_str()),
            built_in => built_in.name(),
        }
    }

    /// The kind of a name, in any case.
    pub(crate) fn kind(&self, name: &str) -> Option<Kind> {
        let custom = self.custom.iter().position(|custom| custom.name == name).map(Kind::Custom);
        custom.or_else(|| BUILT_IN.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(name)))
    }

    /// The names of all kinds that can have a policy.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let built_in = BUILT_IN.iter().filter(|kind| !kind.is_placeholder());
        built_in.map(|kind| kind.name()).chain(self.custom.iter().map(|custom| custom.name.as_str()))
    }

    /// Whether any kind has this policy.
    pub(crate) fn any(&self, policy: Policy) -> bool {
        self.built_in.iter().any(|(of, _)| *of == policy) || self.custom.iter().any(|c| c.policy == policy)
    }

    /// The masks that are not built in.
    pub(crate) fn own_masks(&self) -> impl Iterator<Item = &str> {
        let built_in = self.built_in.iter().filter_map(|(_, own)| own.as_deref());
        built_in.chain(self.custom.iter().map(|custom| custom.mask.as_str())).filter(|mask| !mask.is_empty())
    }
}
