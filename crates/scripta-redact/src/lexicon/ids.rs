//! Words that say what identifier a code nearby is, and words with which one is spelled.

use super::{Table, Traits};

pub(super) const WORDS: Table = &[
    (Traits::VIN.with(Traits::THING), &["vins", "chassis", "identification"]),
    (Traits::LICENSE, &["licenses", "licences", "dl", "dln", "dvla"]),
    (Traits::PASSPORT, &["passports"]),
    (Traits::PLATE, &["plate", "plates", "tag", "tags", "registration", "numberplate", "rego"]),
    (
        Traits::POLICY.with(Traits::THING),
        &["policies", "member", "membership", "subscriber", "certificate"],
    ),
    (Traits::CLAIM.with(Traits::THING), &["claims"]),
    (Traits::ACCOUNT.with(Traits::LABEL), &["acct", "accounts"]),
    (Traits::ROUTING.with(Traits::LABEL), &["aba"]),
    (Traits::SORT, &["sort"]),
    (Traits::SPELLING, &["as", "like", "for"]),
    (
        Traits::CODE_WORD,
        &[
            "alpha", "alfa", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliet",
            "juliett", "kilo", "lima", "mike", "november", "oscar", "papa", "quebec", "romeo", "sierra", "tango",
            "uniform", "victor", "whiskey", "whisky", "xray", "yankee", "zulu",
        ],
    ),
    (
        Traits::SPELLER,
        &[
            "able", "adam", "albert", "alice", "apple", "andrew", "baker", "banana", "bob", "boy", "brian", "cat",
            "charles", "dan", "daniel", "david", "dog", "don", "easy", "echo", "eddie", "edward", "elephant",
            "frank", "fred", "fox", "george", "girl", "gary", "harry", "henry", "hat", "ida", "igloo", "isaac",
            "jack", "john", "joseph", "king", "kite", "larry", "lincoln", "lion", "lucy", "mary", "mother",
            "monkey", "nancy", "nora", "nathan", "ocean", "orange", "paul", "peter", "paris", "queen", "quick",
            "ralph", "robert", "roger", "sam", "sugar", "susan", "steve", "tom", "thomas", "tiger", "uncle",
            "union", "umbrella", "van", "vincent", "violet", "walter", "william", "water", "xylophone", "yellow",
            "young", "york", "zebra", "zoo",
        ],
    ),
];
