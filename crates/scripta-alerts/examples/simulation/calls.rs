//! Thirty days of calls with twelve anomalies, two of each of six kinds, and what the alerts make of them.

use scripta_alerts::{Alerts, Call, Config, Kind, State};
use scripta_metrics::Values;

const DAY: i64 = 86_400;
/// A Monday.
const BEGIN: i64 = 1_767_571_200;
const DAYS: i64 = 30;
/// The anomalies are planted after so many days.
const QUIET_DAYS: i64 = 9;
/// An alert this long after an anomaly is still of it: the longest window, and its resolution.
const AFTER: i64 = 6 * 3600;

/// xorshift64*, so that a seed is always the same month.
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn next(&mut self) -> f64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11) as f64 / (1u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        let radius = (-2.0 * self.next().max(1e-300).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.next()).cos()
    }

    fn poisson(&mut self, mean: f64) -> u32 {
        let (limit, mut product, mut count) = ((-mean).exp(), self.next(), 0);
        while product > limit {
            product *= self.next();
            count += 1;
        }
        count
    }

    fn chance(&mut self, of: f64) -> bool {
        self.next() < of
    }
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Anomaly {
    Slow,
    ToolFailing,
    CutShort,
    Interrupted,
    NewTopic,
    NothingExtracted,
}

impl Anomaly {
    const ALL: [Self; 6] = [
        Self::Slow,
        Self::ToolFailing,
        Self::CutShort,
        Self::Interrupted,
        Self::NewTopic,
        Self::NothingExtracted,
    ];

    /// The alerts that name it.
    fn alerts(self) -> &'static [&'static str] {
        match self {
            Self::Slow => &["unusual/latency"],
            Self::ToolFailing => &["unusual/tool_failures"],
            Self::CutShort => &["unusual/duration", "unusual/turns"],
            Self::Interrupted => &["unusual/interruptions"],
            Self::NewTopic => &["unusual/topic/outage"],
            Self::NothingExtracted => &["unusual/nothing_extracted"],
        }
    }
}

struct Planted {
    kind: Anomaly,
    from: i64,
    until: i64,
}

/// What became of a month.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) calls: usize,
    pub(crate) found: usize,
    pub(crate) delays_min: Vec<i64>,
    pub(crate) false_alarms: Vec<String>,
    pub(crate) missed: Vec<String>,
}

impl Outcome {
    pub(crate) fn false_a_week(&self) -> f64 {
        self.false_alarms.len() as f64 * 7.0 / DAYS as f64
    }
}

/// Twelve anomalies of three to six hours in the daytime, in random order.
fn plant(random: &mut Random) -> Vec<Planted> {
    let mut kinds: Vec<Anomaly> = Anomaly::ALL.into_iter().chain(Anomaly::ALL).collect();
    for last in (1..kinds.len()).rev() {
        let other = (random.next() * (last + 1) as f64) as usize;
        kinds.swap(last, other);
    }
    let step = (DAYS - QUIET_DAYS) as f64 / kinds.len() as f64;
    let planted = kinds.into_iter().enumerate().map(|(at, kind)| {
        let day = QUIET_DAYS + (at as f64 * step) as i64;
        let from = BEGIN + day * DAY + (9.0 * 3600.0 + random.next() * 5.0 * 3600.0) as i64;
        Planted { kind, from, until: from + (3.0 * 3600.0 + random.next() * 3.0 * 3600.0) as i64 }
    });
    planted.collect()
}

/// Calls an hour: a day's and a week's rhythm, a trend of two percent a week, and days that differ.
fn rate(at: i64, of_day: f64) -> f64 {
    let (day, hour) = ((at - BEGIN) / DAY, (at % DAY) as f64 / 3600.0);
    let daily = 1.0 + 22.0 * (-((hour - 13.0) / 4.0).powi(2) / 2.0).exp();
    let weekend = if day % 7 >= 5 { 0.45 } else { 1.0 };
    daily * weekend * of_day * (1.0 + 0.02 * day as f64 / 7.0)
}

fn call(id: usize, start: i64, random: &mut Random, is: &dyn Fn(Anomaly) -> bool) -> Call {
    let factor = |kind, by: f64| if is(kind) { by } else { 1.0 };
    let weeks = (start - BEGIN) as f64 / (7.0 * DAY as f64);
    let rush = ((start % DAY) as f64 / 3600.0 - 13.0).abs() < 3.0;
    let length = (0.5 * random.normal()).exp() * factor(Anomaly::CutShort, 0.5);
    let turns = (14.0 * length).max(2.0) as u32;
    let tool_calls = random.poisson(1.6);
    let failing = if is(Anomaly::ToolFailing) { 0.3 } else { 0.04 };
    let interrupting = 0.06 * factor(Anomaly::Interrupted, 2.5);
    let latency = 0.9 * (0.3 * random.normal()).exp() * (1.0 + 0.02 * weeks) * if rush { 1.08 } else { 1.0 };
    let missing = if is(Anomaly::NothingExtracted) { 0.5 } else { 0.15 };
    let of_four = random.next();
    let usual = ["claim", "billing", "quote", "other"]
        [usize::from(of_four > 0.5) + usize::from(of_four > 0.75) + usize::from(of_four > 0.93)];
    let topic = if is(Anomaly::NewTopic) && random.chance(0.2) { "outage" } else { usual };
    Call {
        id: format!("c{id}"),
        start,
        duration_s: 180.0 * length,
        turns,
        interruptions: (0..turns).filter(|_| random.chance(interrupting)).count() as u32,
        tool_calls,
        tool_failures: (0..tool_calls).filter(|_| random.chance(failing)).count() as u32,
        silence_s: 180.0 * length * (0.1 + 0.1 * random.next()),
        latency_s: Some(latency * factor(Anomaly::Slow, 1.6)),
        extracted: !random.chance(missing),
        completed: !random.chance(0.2),
        topics: vec![topic.to_owned()],
    }
}

/// One month.
pub(crate) fn month(seed: u64) -> Outcome {
    let mut random = Random::new(seed);
    let planted = plant(&mut random);
    let mut alerts =
        Alerts::new(&Config::default(), State::default()).expect("the default configuration is right");
    let mut waiting: Vec<Call> = Vec::new();
    let mut found: Vec<Option<i64>> = planted.iter().map(|_| None).collect();
    let mut outcome =
        Outcome { calls: 0, found: 0, delays_min: Vec::new(), false_alarms: Vec::new(), missed: Vec::new() };
    let mut of_day = 1.0;
    for at in (BEGIN..BEGIN + DAYS * DAY).step_by(300) {
        if at % DAY == 0 {
            of_day = (0.07 * random.normal()).exp();
        }
        for _ in 0..random.poisson(rate(at, of_day) / 12.0) {
            let start = at + (random.next() * 300.0) as i64;
            let is = |kind| planted.iter().any(|it| it.kind == kind && (it.from..it.until).contains(&start));
            waiting.push(call(outcome.calls, start, &mut random, &is));
            outcome.calls += 1;
        }
        let now = at + 300;
        waiting.retain(|call| {
            let ended = call.start + call.duration_s as i64 <= now;
            if ended {
                alerts.call(call);
            }
            !ended
        });
        for notice in alerts.read(now, &Values::default()).iter().filter(|notice| notice.kind == Kind::Fired)
        {
            let near = |it: &Planted| (it.from..it.until + AFTER).contains(&now);
            if !planted.iter().any(near) {
                outcome.false_alarms.push(format!("day {}: {}", (now - BEGIN) / DAY, notice.summary));
            }
            let named = |it: &Planted| near(it) && it.kind.alerts().contains(&notice.fingerprint.as_str());
            if let Some(at) = planted.iter().position(named) {
                found[at].get_or_insert(now);
            }
        }
    }
    for (planted, found) in planted.iter().zip(found) {
        match found {
            Some(found) => outcome.delays_min.push((found - planted.from) / 60),
            None => outcome.missed.push(format!("{:?}", planted.kind)),
        }
    }
    outcome.found = outcome.delays_min.len();
    outcome.delays_min.sort_unstable();
    outcome
}
