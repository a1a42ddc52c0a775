//! The three documents of a conversation.

use std::collections::{BTreeMap, BTreeSet};

use scripta_extract::OutcomeEvidence;

use super::Ledger;
use crate::record::{
    Analytics, Completeness, Conversation, ConversationFlow, Extracted, HistoryItem, Problem, ProblemKind,
    Speaker, Statistics, Summary, ToolStatus, Turn, Usage, VERSION,
};
use crate::time::{Length, Timestamp};

/// The three documents.
#[derive(Debug, Clone)]
pub(crate) struct Documents {
    /// Everything.
    pub(crate) conversation: Conversation,
    /// In short.
    pub(crate) summary: Summary,
    /// Facts.
    pub(crate) extracted: Extracted,
}

impl Ledger {
    /// The documents as things stand. `snapshot_limit`: bytes of JSON that snapshots with full histories may
    /// take together.
    pub(crate) fn documents(&self, snapshot_limit: usize) -> Documents {
        let mut documents = self.outline();
        documents.conversation.events = self.events.list().to_vec();
        let snapshots = self.snapshots.clone().into_stored(snapshot_limit, self.extractor.name());
        documents.conversation.history_snapshots = snapshots;
        documents
    }

    /// The same, in the place of the ledger: a long conversation is not in memory twice.
    pub(crate) fn into_documents(self, snapshot_limit: usize) -> Documents {
        let mut documents = self.outline();
        let Self { events, snapshots, extractor, items, .. } = self;
        // They share their versions with the snapshots, which can then give them away.
        drop(items);
        documents.conversation.events = events.into_list();
        documents.conversation.history_snapshots = snapshots.into_stored(snapshot_limit, extractor.name());
        documents
    }

    /// The documents but for events and snapshots.
    fn outline(&self) -> Documents {
        let turns = self.turns();
        let completeness = self.completeness();
        let end_time = self.end_time();
        let duration = self.duration();
        let history: Vec<HistoryItem> = self.listed().map(super::item::Item::as_history).collect();
        let statistics = Statistics {
            total_messages: self.counts.messages(),
            user_messages: self.counts.user,
            assistant_messages: self.counts.assistant,
            tool_calls: self.counts.tool_calls,
            duration: duration.formatted.clone(),
            interruptions: interruptions(&turns),
            items: history.len() as u64,
        };
        let topics = self.topics(&turns);
        let outcome = self.outcome(&turns, &topics);
        let (conversation_id, session_id) = (self.conversation_id, self.session_id.clone());
        Documents {
            summary: Summary {
                version: VERSION,
                conversation_id,
                session_id: session_id.clone(),
                start_time: self.start,
                end_time,
                statistics,
                topics,
                outcome,
                completeness: completeness.status,
            },
            extracted: Extracted {
                version: VERSION,
                conversation_id,
                session_id: session_id.clone(),
                facts: self.facts.values().as_ref().clone(),
                extracted_at: end_time,
                evidence: self.facts.evidence(),
                subjects: self.facts.subjects(),
                contradictions: self.facts.contradictions(),
            },
            conversation: Conversation {
                version: VERSION,
                conversation_id,
                session_id,
                start_time: self.start,
                end_time,
                duration,
                metadata: self.metadata.clone(),
                source: self.source(),
                completeness,
                turns,
                history,
                usage: self.usage(),
                redactions: self.found.total(),
                events: Vec::new(),
                history_snapshots: Vec::new(),
            },
        }
    }

    /// The conversation in figures, as things stand.
    pub(crate) fn analytics(&self) -> Analytics {
        let mut message_types = BTreeMap::new();
        for item in self.listed().filter(|item| !item.is("function_call_output")) {
            let kind = item.kind.as_deref().unwrap_or("message");
            *message_types.entry(kind.to_owned()).or_default() += 1;
        }
        Analytics {
            total_messages: self.counts.messages(),
            message_types,
            conversation_flow: ConversationFlow {
                user_initiated: self.counts.user,
                agent_initiated: self.counts.assistant,
                tool_calls: self.counts.tool_calls,
            },
            duration: self.duration(),
            interruptions: interruptions(&self.turns()),
        }
    }

    fn end_time(&self) -> Timestamp {
        self.end.unwrap_or(self.last).max(self.start)
    }

    fn duration(&self) -> Length {
        Length::between(self.start, self.end_time())
    }

    fn listed(&self) -> impl Iterator<Item = &super::item::Item> {
        self.order.iter().filter_map(|index| self.items.get(index))
    }

    fn source(&self) -> crate::record::Source {
        let mut source = self.source.clone();
        source.session_ids.retain(|id| !id.is_empty());
        source
    }

    /// The sum over responses, or what GPT-Live says that was used, which is a sum already.
    fn usage(&self) -> Usage {
        let mut usage = self.usage.clone();
        if let Some(live) = &self.live_usage {
            usage.add_response(live);
        }
        usage
    }

    fn completeness(&self) -> Completeness {
        let mut problems = Vec::new();
        let silent: Vec<&str> =
            self.listed().filter(|item| item.lacks_transcript()).map(|item| item.id.as_str()).collect();
        if self.transcription_off && !silent.is_empty() {
            problems.push(Problem::new(ProblemKind::TranscriptionOff).times(silent.len() as u64));
        } else {
            problems
                .extend(silent.into_iter().map(|id| Problem::of_item(ProblemKind::TranscriptMissing, id)));
        }
        problems.extend(self.listed().filter(|item| item.lacks_end_of_transcript()).map(|item| {
            let problem = Problem::of_item(ProblemKind::TranscriptMissing, &item.id);
            problem.with_detail("only its beginning came")
        }));
        // Only a conversation that is over can have left a response behind.
        let unfinished =
            self.responses.values().filter(|response| !response.done && !response.items.is_empty()).count();
        if self.end.is_some() && unfinished > 0 {
            problems.push(Problem::new(ProblemKind::ResponseUnfinished).times(unfinished as u64));
        }
        self.problems.with(problems)
    }

    /// Topics in the profile's order.
    fn topics(&self, turns: &[Turn]) -> Vec<String> {
        let mut found = BTreeSet::new();
        for turn in turns {
            if let (Some(words), true) = (&turn.transcript, turn.speaker != Speaker::System) {
                found.extend(self.extractor.topics_of_speech(words));
            }
            for call in &turn.tool_calls {
                found.extend(self.extractor.topics_of_tool(&call.tool_name));
            }
        }
        self.extractor.all_topics().iter().filter(|topic| found.contains(topic.as_str())).cloned().collect()
    }

    fn outcome(&self, turns: &[Turn], topics: &[String]) -> String {
        if let Some(reason) = &self.completion_reason {
            return reason.clone();
        }
        let calls = || turns.iter().flat_map(|turn| &turn.tool_calls);
        let named = |status| {
            calls()
                .filter(|call| call.status == status)
                .map(|call| call.tool_name.as_str())
                .collect::<Vec<_>>()
        };
        let (succeeded, failed) = (named(ToolStatus::Succeeded), named(ToolStatus::Failed));
        let topics: Vec<&str> = topics.iter().map(String::as_str).collect();
        let evidence =
            OutcomeEvidence { tools_succeeded: &succeeded, tools_failed: &failed, topics: &topics };
        self.extractor.outcome(evidence).unwrap_or("unknown").to_owned()
    }
}

fn interruptions(turns: &[Turn]) -> u64 {
    turns.iter().filter(|turn| turn.interruption.is_some()).count() as u64
}
