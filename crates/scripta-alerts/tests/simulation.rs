//! The goal of the search for what is unusual, on one month of the many that the example prints.
#![expect(clippy::expect_used, reason = "a helper of tests")]

#[path = "../examples/simulation/calls.rs"]
mod calls;

#[test]
fn eleven_of_twelve_anomalies_are_found_with_at_most_one_false_alarm_a_week() {
    let month = calls::month(101);
    assert!(month.calls > 3000, "{month:?}");
    assert!(month.found >= 11, "{month:?}");
    assert!(month.false_a_week() <= 1.0, "{month:?}");
}
