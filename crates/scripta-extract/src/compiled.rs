//! A profile, made ready.

use crate::arguments::Arguments;
use crate::lexicon::Lexicon;
use crate::outcome::Rule;
use crate::profile::{Field, FieldType, Subject};
use crate::topics::Topics;
use crate::{Profile, ProfileError, read};

#[derive(Debug)]
pub(crate) struct Compiled {
    pub(crate) name: String,
    pub(crate) fields: Vec<Field>,
    pub(crate) arguments: Arguments,
    pub(crate) lexicon: Lexicon,
    pub(crate) topics: Topics,
    pub(crate) outcomes: Vec<Rule>,
    pub(crate) vehicle: VehicleFields,
}

/// The fields by which one vehicle is known from another, where the profile has them.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct VehicleFields {
    pub(crate) year: Option<usize>,
    pub(crate) make: Option<usize>,
    pub(crate) model: Option<usize>,
    pub(crate) vin: Option<usize>,
}

impl Compiled {
    pub(crate) fn new(profile: &Profile) -> Result<Self, ProfileError> {
        profile.report().into_result()?;
        read::prepare();
        let of_vehicle = |kind: FieldType| {
            let fits = |field: &Field| field.kind == kind && field.subject == Some(Subject::Vehicle);
            profile.fields.iter().position(fits)
        };
        Ok(Self {
            name: profile.name.clone(),
            arguments: Arguments::new(&profile.fields),
            lexicon: Lexicon::new(&profile.fields).map_err(ProfileError::too_large)?,
            topics: Topics::new(&profile.topics).map_err(ProfileError::too_large)?,
            outcomes: profile.outcomes.iter().map(Rule::new).collect(),
            vehicle: VehicleFields {
                year: of_vehicle(FieldType::Year),
                make: of_vehicle(FieldType::Make),
                model: of_vehicle(FieldType::Model),
                vin: of_vehicle(FieldType::Vin),
            },
            fields: profile.fields.clone(),
        })
    }

    pub(crate) fn subject(&self, field: usize) -> Option<Subject> {
        self.fields.get(field).and_then(|field| field.subject)
    }

    pub(crate) fn kind(&self, field: usize) -> FieldType {
        self.fields.get(field).map_or(FieldType::Text, |field| field.kind)
    }
}
