//! Figures of one conversation, set for reading.

use scripta_catalog::analytics::ConversationAnalytics;

use super::many::put_tools;
use super::numbers::{NOTHING, length, spread};
use crate::figures::{count, counted};
use crate::page::{DIM, PLAIN, Page, span};

const COLUMN: usize = 22;

/// Adds them.
pub(crate) fn put(page: &mut Page, figures: &ConversationAnalytics) {
    let analytics = &figures.analytics;
    let mut row = |label: &str, text: String| page.row(COLUMN, label, &[span(PLAIN, text)]);
    row("conversation", figures.conversation_id.to_string());
    row("duration", analytics.duration.formatted.clone());
    let flow = &analytics.conversation_flow;
    let messages = counted(analytics.total_messages, "message");
    row(
        "messages",
        format!("{messages}: {} of the caller, {} of the agent", flow.user_initiated, flow.agent_initiated),
    );
    let types: Vec<String> =
        analytics.message_types.iter().map(|(kind, number)| format!("{kind}: {}", count(*number))).collect();
    row("items", if types.is_empty() { NOTHING.to_owned() } else { types.join(", ") });
    row(
        "talk",
        match &figures.talk {
            Some(talk) => {
                let [user, agent, silence] = [talk.user_ms, talk.assistant_ms, talk.silence_ms].map(length);
                format!("caller {user}, agent {agent}, nobody {silence}")
            }
            None => "not known: no speech was seen".to_owned(),
        },
    );
    row("agent cut off", counted(analytics.interruptions, "time"));
    row("answered after", spread(figures.latency));
    if figures.errors + figures.transcripts_failed > 0 {
        let errors = counted(figures.errors, "error");
        row("errors", format!("{errors}, {}", counted(figures.transcripts_failed, "failed transcript")));
    }
    let usage = &figures.usage;
    let cached = usage.input_token_details.cached_tokens;
    let [input, cached, output] = [usage.input_tokens, cached, usage.output_tokens].map(count);
    row("tokens", format!("{input} in ({cached} of them cached), {output} out"));
    let cost = &figures.cost;
    row(
        "cost",
        match cost.total {
            Some(total) => format!("US$ {total}"),
            None => format!("not known: {}", cost.unknown.join("; ")),
        },
    );
    for line in &cost.lines {
        let told = format!("{}: {} for US$ {}", line.kind, amount(line.amount), line.usd);
        page.row(COLUMN, "", &[span(DIM, told)]);
    }
    put_tools(page, &figures.tools);
}

fn amount(amount: f64) -> String {
    if amount.fract() == 0.0 { format!("{amount:.0}") } else { format!("{amount:.1}") }
}
