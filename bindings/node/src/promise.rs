//! Promises that are settled from a thread of the recorder.

use napi::bindgen_prelude::{Error, Object, Result, ToNapiValue};
use napi::{Env, JsDeferred};

/// What a promise comes to: a value, or why there is none.
pub(crate) type Answer<T> = std::result::Result<T, String>;

type Resolver<T> = Box<dyn FnOnce(Env) -> Result<T>>;

/// Settles a promise. Dropped before it was told how, it settles it with what stands for an answer that never
/// came, so that nobody waits for ever.
pub(crate) struct Settle<T: ToNapiValue + 'static> {
    deferred: Option<JsDeferred<T, Resolver<T>>>,
    answer: Option<Answer<T>>,
}

/// A promise, and what settles it.
pub(crate) fn promise<T: ToNapiValue + 'static>(
    env: &Env,
    otherwise: Answer<T>,
) -> Result<(Settle<T>, Object<'_>)> {
    let (deferred, promise) = env.create_deferred()?;
    Ok((Settle { deferred: Some(deferred), answer: Some(otherwise) }, promise))
}

impl<T: ToNapiValue + 'static> Settle<T> {
    pub(crate) fn with(mut self, answer: Answer<T>) {
        self.answer = Some(answer);
    }
}

impl<T: ToNapiValue + 'static> Drop for Settle<T> {
    fn drop(&mut self) {
        let (Some(deferred), Some(answer)) = (self.deferred.take(), self.answer.take()) else { return };
        match answer {
            Ok(value) => deferred.resolve(Box::new(move |_| Ok(value))),
            Err(reason) => deferred.reject(Error::from_reason(reason)),
        }
    }
}
