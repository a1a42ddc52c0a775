//! Sample conversations in the exact shape of the wire, for the demo, tests and benchmarks.
