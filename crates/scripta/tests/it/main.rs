//! The program from outside: run as a user runs it, in a folder of its own.

mod captures;
mod crash;
mod demo;
mod folder;
mod garbage;
mod lookup;
mod program;
mod s3;
mod scale;
