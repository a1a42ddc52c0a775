#![doc = include_str!("../README.md")]

mod fault;
mod front;
mod moto;
mod request;
mod server;
mod versions;

pub use crate::fault::{Fault, Faults};
pub use crate::moto::Moto;
pub use crate::request::Request;
pub use crate::server::S3Server;
