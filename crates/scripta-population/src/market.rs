//! What cars are on the road, where their owners live, and who insures them.

use scripta_sample::Chance;

/// One of several, by weight.
pub(crate) fn weighted<T: Copy>(of: &[(u64, T)], chance: &mut Chance) -> T {
    let total: u64 = of.iter().map(|(weight, _)| weight).sum();
    let mut left = chance.between(1, total.max(1));
    let found = of.iter().find(|(weight, _)| {
        let here = left <= *weight;
        left = left.saturating_sub(*weight);
        here
    });
    found.unwrap_or(&of[0]).1
}

/// Makes with their models, weighted about as they sell in the United States.
pub(crate) const MAKES: &[(u64, (&str, &[&str]))] = &[
    (143, ("Toyota", &["Camry", "Corolla", "RAV4", "Highlander", "Tacoma", "Prius", "Sienna"])),
    (125, ("Ford", &["F-150", "Escape", "Explorer", "Focus", "Fusion", "Mustang"])),
    (108, ("Chevrolet", &["Silverado", "Equinox", "Malibu", "Tahoe", "Traverse"])),
    (84, ("Honda", &["Civic", "Accord", "CR-V", "Odyssey", "Pilot"])),
    (58, ("Nissan", &["Altima", "Rogue", "Sentra", "Pathfinder"])),
    (52, ("Hyundai", &["Elantra", "Tucson", "Sonata", "Santa Fe"])),
    (50, ("Kia", &["Sorento", "Sportage", "Forte", "Telluride"])),
    (44, ("Jeep", &["Wrangler", "Cherokee", "Compass"])),
    (41, ("Subaru", &["Outback", "Forester", "Crosstrek"])),
    (35, ("GMC", &["Sierra", "Acadia", "Terrain"])),
    (32, ("Ram", &["1500", "2500"])),
    (28, ("Tesla", &["Model 3", "Model Y"])),
    (23, ("Mazda", &["CX-5", "Mazda3"])),
    (22, ("Volkswagen", &["Jetta", "Tiguan", "Atlas"])),
    (22, ("BMW", &["X3", "X5", "330i"])),
    (20, ("Dodge", &["Charger", "Durango"])),
    (19, ("Lexus", &["RX 350", "ES 350"])),
    (14, ("Buick", &["Enclave", "Encore"])),
    (8, ("Volvo", &["XC60", "XC90"])),
    (6, ("Chrysler", &["Pacifica", "300"])),
    (5, ("Acura", &["MDX", "TLX"])),
    (3, ("Mitsubishi", &["Outlander"])),
    (2, ("Lincoln", &["Navigator"])),
    (1, ("Mini", &["Cooper"])),
];

/// First two digits of ZIP codes, weighted about as people live there.
pub(crate) const REGIONS: &[(u64, u64)] = &[
    (60, 90),
    (40, 91),
    (35, 92),
    (45, 75),
    (45, 77),
    (38, 33),
    (32, 30),
    (30, 60),
    (28, 11),
    (26, 48),
    (24, 19),
    (22, 28),
    (20, 85),
    (18, 98),
    (16, 80),
    (14, 21),
    (12, 55),
    (10, 37),
    (9, 63),
    (8, 97),
    (6, 70),
    (5, 84),
    (4, 68),
    (3, 87),
    (2, 59),
    (1, 99),
];

/// Other insurers.
pub(crate) const INSURERS: &[(u64, &str)] = &[
    (18, "State Farm"),
    (14, "Progressive"),
    (13, "GEICO"),
    (10, "Allstate"),
    (6, "USAA"),
    (5, "Liberty Mutual"),
    (5, "Farmers"),
    (4, "Nationwide"),
    (3, "Travelers"),
    (2, "American Family"),
    (1, "Erie"),
    (1, "Amica"),
];

/// What a car is used for.
pub(crate) const USES: &[(u64, &str)] =
    &[(55, "commute"), (30, "pleasure"), (9, "business"), (4, "rideshare"), (2, "farm")];

/// What is wanted.
pub(crate) const COVERAGES: &[(u64, &str)] =
    &[(58, "full coverage"), (27, "liability only"), (10, "state minimum"), (5, "premium")];

/// Where callers heard of the agency.
pub(crate) const CAMPAIGNS: &[(u64, &str)] = &[
    (40, "none"),
    (20, "search"),
    (12, "radio"),
    (9, "mailing"),
    (7, "billboard"),
    (5, "podcast"),
    (4, "referral"),
    (3, "sponsorship"),
];
