//! The goal of the search for what is unusual, on two months of the many that the example prints.

#[path = "../examples/simulation/calls.rs"]
mod calls;

#[test]
fn eleven_of_twelve_anomalies_are_found_with_at_most_one_false_alarm_a_week() {
    for seed in [101, 102] {
        let month = calls::month(seed);
        assert!(month.calls > 3000, "{month:?}");
        assert!(month.found >= 11, "{month:?}");
        assert!(month.false_a_week() <= 1.0, "{month:?}");
    }
}
