//! Turns: the items in order, those of one side taken together.

use super::events::{is_failed, json_or_text, says_failure};
use super::heard::{CutOff, heard};
use super::item::Item;
use super::{Call, Ledger, Response};
use crate::record::{HeardBasis, Interruption, Speaker, ToolCall, ToolStatus, Turn, TurnStatus};
use crate::time::Timestamp;

impl Ledger {
    /// All turns. What was taken out of the history was said all the same, and is in them.
    pub(super) fn turns(&self) -> Vec<Turn> {
        let mut turns: Vec<Turn> = Vec::new();
        let mut run: Vec<&Item> = Vec::new();
        let mut speech_ended = None;
        for item in self.spoken_order() {
            if run.first().is_some_and(|first| first.speaker() != item.speaker()) {
                self.push_turn(&mut turns, &run, &mut speech_ended);
                run.clear();
            }
            run.push(item);
        }
        self.push_turn(&mut turns, &run, &mut speech_ended);
        turns
    }

    /// Items in order, each removed one where it stood before its successor came.
    fn spoken_order(&self) -> impl Iterator<Item = &Item> {
        // By when they were first heard of: the list no longer knows them, and times may be the same.
        let is_told = |item: &Item| item.removed && !item.words().is_empty();
        let mut removed =
            (0..self.items.len()).filter(|index| self.items.get(*index).is_some_and(is_told)).peekable();
        let mut merged = Vec::with_capacity(self.items.len());
        for index in self.order.iter() {
            while let Some(gone) = removed.next_if(|gone| *gone < index) {
                merged.push(gone);
            }
            merged.push(index);
        }
        merged.extend(removed);
        merged.into_iter().filter_map(|index| self.items.get(index))
    }

    fn push_turn(&self, turns: &mut Vec<Turn>, run: &[&Item], speech_ended: &mut Option<Timestamp>) {
        let Some(first) = run.first() else { return };
        let speaker = first.speaker();
        let words: Vec<String> =
            run.iter().map(|item| item.words()).filter(|words| !words.is_empty()).collect();
        let cut = run.iter().rev().find(|item| item.interrupted.is_some());
        let (heard, basis) = cut.map(|cut| self.heard(run, cut)).unwrap_or_default();
        let start = run.iter().filter_map(|item| self.began(item)).min().unwrap_or(self.start);
        let end = run.iter().filter_map(|item| self.finish_of(item)).max().unwrap_or(start).max(start);
        let audio_ms: u64 = run.iter().map(|item| item.audio.milliseconds).sum();
        let first_audio = run.iter().filter_map(|item| self.first_audio(item)).min();
        let latency = match speaker {
            Speaker::Assistant => {
                first_audio.zip(speech_ended.take()).map(|(audio, speech)| audio.since(speech))
            }
            _ => None,
        };
        if speaker == Speaker::User {
            *speech_ended =
                run.iter().rev().find_map(|item| item.times.speech_stopped.or(item.times.committed));
        }
        turns.push(Turn {
            speaker,
            item_ids: run.iter().map(|item| item.id.clone()).collect(),
            transcript: Some(words.join(" ")).filter(|words| !words.is_empty()),
            heard,
            status: self.status(run),
            interruption: cut.map(|cut| Interruption {
                item_id: cut.id.clone(),
                at_ms: self.interrupted_at(cut).since(self.start),
                audio_end_ms: cut.truncated.map(|truncation| truncation.audio_end_ms),
                basis,
            }),
            start_ms: start.since(self.start),
            end_ms: end.since(self.start),
            timestamp: start,
            response_latency_ms: latency,
            audio_ms: Some(audio_ms).filter(|ms| *ms > 0),
            tool_calls: run.iter().filter(|item| item.is_call()).map(|item| self.tool_call(item)).collect(),
        });
    }

    /// What was heard of a turn that was cut off at `cut`.
    fn heard(&self, run: &[&Item], cut: &Item) -> (Option<String>, Option<HeardBasis>) {
        let Some(truncation) = cut.truncated else { return (None, None) };
        let Some(part) = cut.parts.get(&truncation.index) else { return (None, None) };
        let response = cut.response_id.as_ref().and_then(|id| self.responses.get(id));
        let (words, basis) = heard(CutOff {
            text: part.text.as_deref().unwrap_or_default(),
            marks: &part.marks,
            audio_ms: cut.audio.milliseconds,
            audio_tokens: response
                .filter(|response| self.spoken_items(response) == 1)
                .and_then(|response| response.audio_tokens),
            audio_end_ms: truncation.audio_end_ms,
        });
        let before = run.iter().take_while(|item| item.id != cut.id).map(|item| item.words());
        let all: Vec<String> = before.chain([words.to_owned()]).filter(|words| !words.is_empty()).collect();
        (Some(all.join(" ")), Some(basis))
    }

    fn spoken_items(&self, response: &Response) -> usize {
        let spoken = |index: &&usize| self.items.get(**index).is_some_and(Item::is_message);
        response.items.iter().filter(spoken).count()
    }

    fn interrupted_at(&self, cut: &Item) -> Timestamp {
        let event = cut.interrupted.and_then(|event| self.events.list().get(event));
        event
            .map(|event| event.timestamp)
            .or(cut.truncated.map(|truncation| truncation.at))
            .unwrap_or(self.start)
    }

    fn first_audio(&self, item: &Item) -> Option<Timestamp> {
        let played = || item.response_id.as_ref().and_then(|id| self.responses.get(id)?.playback_started);
        item.times.audio.or_else(played)
    }

    fn began(&self, item: &Item) -> Option<Timestamp> {
        let heard = item.times.speech_started.or_else(|| self.first_audio(item));
        heard.or(item.times.text).or(item.times.first)
    }

    /// When an item's speech ended: the caller's when the server heard it end, the agent's when its audio
    /// was played out or cut; else when it was last heard of.
    fn finish_of(&self, item: &Item) -> Option<Timestamp> {
        if item.speaker() == Speaker::User {
            return item.times.speech_stopped.or(item.times.committed).or(item.times.first);
        }
        let Some(began) = item.times.audio.filter(|_| item.audio.milliseconds > 0) else {
            let played = || item.response_id.as_ref().and_then(|id| self.responses.get(id)?.playback_ended);
            return played().max(item.times.last);
        };
        let played = item.truncated.map_or(item.audio.milliseconds, |truncation| {
            truncation.audio_end_ms.min(item.audio.milliseconds)
        });
        Some(Timestamp::from_millis(began.as_millis().saturating_add(i64::try_from(played).unwrap_or(0))))
    }

    fn status(&self, run: &[&Item]) -> TurnStatus {
        let response = |item: &Item| item.response_id.as_ref().and_then(|id| self.responses.get(id));
        let failed = |item: &&Item| {
            item.transcript_failed
                || response(item).is_some_and(|response| response.status.as_deref() == Some("failed"))
        };
        if run.iter().any(|item| item.interrupted.is_some()) {
            TurnStatus::Interrupted
        } else if run.iter().any(failed) {
            TurnStatus::Failed
        } else if run.iter().any(|item| item.status.as_deref() == Some("incomplete")) {
            TurnStatus::Incomplete
        } else if run.iter().all(|item| item.done) {
            TurnStatus::Completed
        } else {
            TurnStatus::InProgress
        }
    }

    fn tool_call(&self, item: &Item) -> ToolCall {
        let by_id = |id: &String| self.calls.get(id);
        // An MCP call has no call id: its item's id is one.
        let call: Option<&Call> = item.call_id.as_ref().and_then(by_id).or_else(|| by_id(&item.id));
        let error = item.extra.get("error");
        let output = item.output.as_deref();
        let status = match output {
            _ if is_failed(item) => ToolStatus::Failed,
            Some(output) if says_failure(output) => ToolStatus::Failed,
            Some(_) => ToolStatus::Succeeded,
            None => ToolStatus::Unanswered,
        };
        let answered = call.and_then(|call| call.answered);
        ToolCall {
            item_id: item.id.clone(),
            call_id: item.call_id.clone(),
            tool_name: item.name.clone().unwrap_or_default(),
            arguments: json_or_text(item.arguments.as_deref().unwrap_or_default()),
            result: output.map(json_or_text).or_else(|| error.cloned()),
            status,
            duration_ms: answered.zip(item.times.called).map(|(answered, called)| answered.since(called)),
        }
    }
}
