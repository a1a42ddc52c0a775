//! What of a call is put into its sentences.

use scripta_sample::Chance;

use crate::market::{COVERAGES, INSURERS, MAKES, REGIONS, USES, weighted};
use crate::names;

/// A blank in a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slot {
    Make,
    Model,
    Year,
    Zip,
    Use,
    Miles,
    Accidents,
    Insurer,
    Coverage,
    Deductible,
    Price,
    Saving,
    Place,
    Shop,
}

impl Slot {
    pub(crate) const ALL: [(&'static str, Self); 14] = [
        ("make", Self::Make),
        ("model", Self::Model),
        ("year", Self::Year),
        ("zip", Self::Zip),
        ("use", Self::Use),
        ("miles", Self::Miles),
        ("accidents", Self::Accidents),
        ("insurer", Self::Insurer),
        ("coverage", Self::Coverage),
        ("deductible", Self::Deductible),
        ("price", Self::Price),
        ("saving", Self::Saving),
        ("place", Self::Place),
        ("shop", Self::Shop),
    ];

    /// The fact that it is, as the insurance profile names it.
    pub(crate) fn fact(self) -> Option<&'static str> {
        Some(match self {
            Self::Make => "vehicleMake",
            Self::Model => "vehicleModel",
            Self::Year => "vehicleYear",
            Self::Zip => "zipCode",
            Self::Use => "primaryUse",
            Self::Miles => "annualMileage",
            Self::Accidents => "accidents",
            Self::Insurer => "currentInsurer",
            Self::Coverage => "coverageLevel",
            Self::Deductible => "deductible",
            Self::Price | Self::Saving | Self::Place | Self::Shop => return None,
        })
    }
}

/// The value of each slot.
#[derive(Debug)]
pub(crate) struct Slots([String; Slot::ALL.len()]);

impl Slots {
    pub(crate) fn new(chance: &mut Chance) -> Self {
        let (make, models) = weighted(MAKES, chance);
        let model = chance.pick(models);
        let year = 2024 - (chance.between(0, 17) * chance.between(1, 17)) / 17;
        let region = weighted(REGIONS, chance);
        // Within a region a few codes have most of the people.
        let code = chance.between(0, 999) * chance.between(0, 999) / 999;
        let accidents = weighted(&[(78, "0"), (17, "1"), (5, "2")], chance);
        let deductible = weighted(&[(60, "500"), (28, "1000"), (12, "250")], chance);
        Self([
            make.to_owned(),
            model.to_owned(),
            year.to_string(),
            format!("{region:02}{code:03}"),
            weighted(USES, chance).to_owned(),
            format!("{}", 500 * chance.between(6, 40)),
            accidents.to_owned(),
            weighted(INSURERS, chance).to_owned(),
            weighted(COVERAGES, chance).to_owned(),
            deductible.to_owned(),
            chance.between(48, 260).to_string(),
            chance.between(5, 60).to_string(),
            names::any(chance),
            names::any(chance),
        ])
    }

    pub(crate) fn get(&self, slot: Slot) -> &str {
        &self.0[slot as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_slot_stands_where_its_value_is() {
        for (place, (name, slot)) in Slot::ALL.into_iter().enumerate() {
            assert_eq!(slot as usize, place, "{name}");
        }
    }
}
