//! Words around e-mail addresses that are read out.

use super::{Table, Traits};

const MAILER: Traits = Traits::HOST.with(Traits::MAILER);

#[rustfmt::skip] // One word a line would hide the lists in their length.
pub(super) const WORDS: Table = &[
    (Traits::EMAIL, &[
            "inbox", "mailbox", "hotmail", "icloud",
        ]),
    (
        MAILER,
        &[
            "gmail", "hotmail", "icloud", "protonmail", "ymail", "googlemail", "rocketmail", "fastmail",
            "hushmail", "tutanota", "gmx",
        ],
    ),
    (
        Traits::HOST,
        &[
            "yahoo", "outlook", "aol", "msn", "live", "proton", "comcast", "verizon", "att", "mac", "me",
            "zoho", "mail", "sbcglobal", "bellsouth", "cox", "example", "charter", "earthlink", "optonline",
            "roadrunner", "rediffmail", "btinternet", "yandex", "juno", "netzero", "windstream", "frontier",
            "centurylink", "spectrum", "suddenlink", "virginmedia", "talktalk", "ntlworld", "sky", "shaw",
            "rogers", "sympatico", "telus", "bigpond", "optusnet", "web", "email", "duck", "pm", "hey",
            "ameritech", "pacbell", "prodigy", "usa", "aim", "embarqmail", "mindspring", "orange", "qq",
            "wanadoo", "libero", "consultant",
        ],
    ),
    (
        Traits::TOP_LEVEL,
        &[
            "com", "org", "net", "edu", "gov", "mil", "int", "io", "co", "us", "uk", "ca", "info", "biz",
            "me", "tv", "ai", "dev", "app", "de", "fr", "es", "it", "nl", "eu", "au", "nz", "in", "mx",
            "br", "ie", "ch", "at", "se", "jp", "be", "dk", "no", "fi", "pl", "pt", "ru", "cn", "hk", "sg",
            "kr", "za", "il", "tr", "gr", "cz", "hu", "ro", "ua", "ph", "my", "th", "vn", "id", "pk", "bd",
            "lk", "ng", "ke", "gh", "ae", "sa", "ar", "cl", "pe", "pr", "sm", "xyz", "online", "site",
            "shop", "store", "tech", "club", "pro", "name", "mobi", "cloud", "email", "live", "life",
            "world", "agency", "solutions", "services", "systems", "company", "group", "team", "insurance",
            "health", "care", "law", "legal", "church", "school", "academy", "museum", "page", "link",
            "space", "website", "blog", "news", "media", "design", "studio", "digital", "network", "works",
            "house", "fm", "cc", "ws", "is", "to", "ly", "gg", "so", "realtor", "homes", "auto", "cars",
            "family", "ventures", "consulting", "aero", "coop", "travel", "jobs", "cat", "asia", "tel",
        ],
    ),
    (Traits::VERSION, &["release", "build", "firmware", "section", "paragraph", "clause", "chapter", "v"]),
    // What an address may follow, and never has in it.
    (
        Traits::LEAD,
        &[
            "is", "its", "it", "isn", "be", "was", "were", "are", "am", "been", "being", "that", "thats",
            "this", "these", "those", "sure", "yes", "yep", "yup", "yeah", "ya", "okay", "ok", "alright",
            "right", "certainly", "absolutely", "definitely", "correct", "email", "emails", "mail",
            "address", "addresses", "to", "at", "on", "for", "with", "from", "under", "through", "via",
            "by", "as", "about", "into", "hi", "hello", "hey", "thanks", "thank", "please", "well", 
            "hm", "huh", "but", "because", "cause", "if", "when",
            "where", "what", "whats", "which", "who", "how", "or", "contact", "reach", "send", "sent",
            "forward", "write", "use", "try", "put", "take", "got", "have", "has", "had", "do", "does",
            "did", "can", "could", "would", "will", "should", "might", "must", "just", "still", "probably",
            "actually", "currently", "basically", "maybe", "perhaps", "simply", "now", "here", "there",
            "then", "so", "like", "again", "also", "gonna", "going", "said", "says", "say", "saying", "spelled", "called",
            "account", "file", "us", "them", "him", "her", "you", "me", "we", "they", "he", "she", "work",
            "works", "working", "worked", "look", "looking", "visit", "follow", "online", "located",
            "hosted", "directly", "back", "up", "out", "over", "down", "register", "registered", "login",
            "reply", "message", "messages", "cc", "copy", "get", "goes", "go", "username", "user", "handle",
        ],
    ),
    // Ordinary words before the site of a company: `a quote at example dot com`.
    (
        Traits::ORDINARY,
        &[
            "the", "a", "an", "my", "your", "our", "their", "his", "and", "of", "in", "no", "not", "so",
            "all", "any", "some", "more", "less", "website", "site", "page", "pages", "shop", "read", "see",
            "chat", "policy", "policies", "quote", "quotes", "claim", "claims", "rate", "rates", "price",
            "prices", "cost", "costs", "info", "information", "details", "form", "forms", "options",
            "option", "coverage", "coverages", "deal", "deals", "discount", "discounts", "savings", "hour",
            "hours", "minutes", "day", "days", "week", "month", "year", "years", "anytime", "today",
            "tomorrow", "tonight", "time", "portal", "app", "find", "found", "check", "checking", "buy",
            "bought", "paid", "pay", "paying", "payment", "payments", "bill", "bills", "billing", "save",
            "saved", "apply", "applied", "start", "started", "begin", "ask", "question", "questions",
            "answer", "answers", "help", "support", "service", "services", "tool", "tools", "calculator",
            "review", "reviews", "job", "jobs", "car", "cars", "insurance", "document", "documents", "card",
            "cards", "id", "ids", "ticket", "tickets", "order", "orders", "location", "locations", "office",
            "offices", "agent", "agents", "team", "people", "customer", "customers", "department",
            "percent", "dollars", "available", "agreement", "terms", "privacy", "statement", "link",
            "instructions", "article", "blog", "store", "stuff", "things", "thing", "everything",
            "something", "anything", "profile", "dashboard", "sales", "manager", "employee", "someone",
            "somebody", "everyone", "anyone", "posted", "listed", "published", "download", "downloaded",
            "upload", "sign", "signed", "enroll", "renew", "cancel", "update", "updates", "manage",
            "change", "changes", "access", "view", "complete", "completed", "finish", "submit", "purchase",
            "purchased", "ordered", "compare", "learn", "signup", "renewal", "registration", "number",
            "numbers", "it", "home", "one", "ones", "parts", "tires", "estimate", "estimates", "survey",
            "feedback", "status", "history", "password", "picture", "pictures", "photos", "video", "videos",
        ],
    ),
    // The first word of a phrase on how an address is written.
    (
        Traits::WRITING,
        &[
            "under", "point", "full", "all", "one", "altogether", "lowercase", "uppercase", "lower",
            "upper", "capital", "capitals", "caps", "cap", "small", "big", "little", "no", "without",
            "with", "the", "letter", "letters", "number", "numbers", "digit", "digits", "numeral",
            "numerals", "nope", "wait", "sorry", "i", "scratch", "strike", "make", "excuse", "actually",
            "rather", "correction", "oops", "and", "in",
        ],
    ),
];
