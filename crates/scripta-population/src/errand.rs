//! What people call for, and how such a call goes: exchanges of agent and caller, by rules of the grammar.

use crate::slots::Slot;

/// What somebody calls for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Errand {
    Quote,
    Claim,
    Billing,
    Change,
    Cancel,
}

/// The agent says something and the caller answers.
#[derive(Debug)]
pub(crate) struct Exchange {
    /// In so many of a hundred calls.
    pub(crate) percent: u64,
    /// What the agent looks up or does before.
    pub(crate) tool: Option<&'static str>,
    /// What the agent says.
    pub(crate) agent: &'static str,
    /// What the caller says.
    pub(crate) caller: &'static str,
    /// What the caller tells with it.
    pub(crate) tells: &'static [Slot],
    /// What it is about.
    pub(crate) topic: &'static str,
}

/// The answer that depends on how the call is to end.
pub(crate) const DECIDES: &str = "decides";

const fn exchange(percent: u64, agent: &'static str, caller: &'static str, topic: &'static str) -> Exchange {
    Exchange { percent, tool: None, agent, caller, tells: &[], topic }
}

impl Exchange {
    const fn after(self, tool: &'static str) -> Self {
        Self { tool: Some(tool), ..self }
    }

    const fn tells(self, tells: &'static [Slot]) -> Self {
        Self { tells, ..self }
    }
}

const QUOTE: &[Exchange] = &[
    exchange(100, "greeting", "wants_quote", "insurance_quote"),
    exchange(100, "asks_vehicle", "tells_vehicle", "vehicle_info").tells(&[
        Slot::Year,
        Slot::Make,
        Slot::Model,
    ]),
    exchange(100, "asks_zip", "tells_zip", "personal_info").after("lookup_vehicle").tells(&[Slot::Zip]),
    exchange(45, "reassures", "chats", "personal_info"),
    exchange(65, "asks_use", "tells_use", "vehicle_info").tells(&[Slot::Use, Slot::Miles]),
    exchange(45, "asks_record", "tells_record", "driving_history").tells(&[Slot::Accidents]),
    exchange(35, "asks_insurer", "tells_insurer", "insurance_quote").tells(&[Slot::Insurer]),
    exchange(100, "gives_quote", "wonders", "coverage_options")
        .after("get_quote")
        .tells(&[Slot::Coverage, Slot::Deductible]),
    exchange(40, "explains", "wonders", "coverage_options"),
    exchange(85, "explains", DECIDES, "insurance_quote"),
    exchange(70, "asks_contact", "tells_contact", "contact_info"),
];

const CLAIM: &[Exchange] = &[
    exchange(100, "greeting", "reports_accident", "claims"),
    exchange(100, "asks_policy", "tells_policy", "personal_info"),
    exchange(100, "asks_what_happened", "tells_what_happened", "claims").after("find_policy"),
    exchange(60, "reassures", "chats", "claims"),
    exchange(80, "asks_vehicle", "tells_vehicle", "vehicle_info").tells(&[
        Slot::Year,
        Slot::Make,
        Slot::Model,
    ]),
    exchange(70, "asks_repair", "tells_repair", "claims"),
    exchange(80, "confirms_claim", DECIDES, "claims").after("file_claim"),
];

const BILLING: &[Exchange] = &[
    exchange(100, "greeting", "asks_about_bill", "billing"),
    exchange(100, "asks_policy", "tells_policy", "personal_info"),
    exchange(100, "explains_bill", "disputes_bill", "billing").after("find_policy"),
    exchange(60, "reassures", "chats", "billing"),
    exchange(55, "offers_payment", DECIDES, "billing"),
    exchange(35, "confirms_payment", "thanks", "billing").after("take_payment"),
];

const CHANGE: &[Exchange] = &[
    exchange(100, "greeting", "wants_change", "policy_change"),
    exchange(100, "asks_policy", "tells_policy", "personal_info"),
    exchange(70, "asks_vehicle", "tells_vehicle", "vehicle_info").after("find_policy").tells(&[
        Slot::Year,
        Slot::Make,
        Slot::Model,
    ]),
    exchange(60, "asks_zip", "tells_zip", "personal_info").tells(&[Slot::Zip]),
    exchange(60, "reassures", "chats", "policy_change"),
    exchange(90, "confirms_change", DECIDES, "policy_change").after("change_policy"),
];

const CANCEL: &[Exchange] = &[
    exchange(100, "greeting", "wants_to_cancel", "cancellation"),
    exchange(100, "asks_policy", "tells_policy", "personal_info"),
    exchange(90, "asks_why", "tells_insurer", "cancellation").after("find_policy").tells(&[Slot::Insurer]),
    exchange(60, "reassures", "chats", "cancellation"),
    exchange(85, "makes_offer", DECIDES, "coverage_options"),
];

impl Errand {
    /// All, weighted.
    pub(crate) const ALL: &[(u64, Self)] =
        &[(58, Self::Quote), (14, Self::Claim), (13, Self::Billing), (9, Self::Change), (6, Self::Cancel)];

    pub(crate) fn exchanges(self) -> &'static [Exchange] {
        match self {
            Self::Quote => QUOTE,
            Self::Claim => CLAIM,
            Self::Billing => BILLING,
            Self::Change => CHANGE,
            Self::Cancel => CANCEL,
        }
    }

    /// How such a call ends when nothing comes in between, weighted.
    pub(crate) fn outcomes(self) -> &'static [(u64, &'static str)] {
        match self {
            Self::Quote => &[
                (22, "policy_purchased"),
                (58, "quote_completed"),
                (12, "callback_scheduled"),
                (8, "transferred"),
            ],
            Self::Claim => &[(58, "claim_filed"), (42, "transferred")],
            Self::Billing => &[(76, "bill_explained"), (14, "payment_taken"), (10, "transferred")],
            Self::Change => &[(90, "policy_changed"), (10, "callback_scheduled")],
            Self::Cancel => &[(55, "policy_cancelled"), (33, "policy_kept"), (12, "transferred")],
        }
    }

    /// The agent that it is handed over to where it is transferred.
    pub(crate) fn specialist(self) -> &'static str {
        match self {
            Self::Quote | Self::Change => "Licensed Agent",
            Self::Claim => "Claims",
            Self::Billing => "Billing",
            Self::Cancel => "Retention",
        }
    }
}

/// What the caller answers where it depends on the outcome.
pub(crate) fn decision(outcome: &str) -> &'static str {
    match outcome {
        "policy_purchased" | "claim_filed" | "payment_taken" | "policy_changed" | "policy_kept" => "agrees",
        "callback_scheduled" => "wants_callback",
        "policy_cancelled" => "declines",
        _ => "puts_off",
    }
}
