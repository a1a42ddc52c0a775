//! ONNX files, written by hand: a model is a message of Protocol Buffers, and of that little is needed
//! (<https://onnx.ai/onnx/repo-docs/IR.html>).

const FLOAT: u64 = 1;
const INT64: u64 = 7;
const BOOL: u64 = 9;

/// A message under way.
#[derive(Default)]
struct Message(Vec<u8>);

impl Message {
    fn varint(&mut self, mut value: u64) {
        while value > 0x7F {
            self.0.push((value & 0x7F) as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }

    fn number(mut self, field: u64, value: u64) -> Self {
        self.varint(field << 3);
        self.varint(value);
        self
    }

    fn bytes(mut self, field: u64, bytes: &[u8]) -> Self {
        self.varint(field << 3 | 2);
        self.varint(bytes.len() as u64);
        self.0.extend(bytes);
        self
    }

    fn text(self, field: u64, text: &str) -> Self {
        self.bytes(field, text.as_bytes())
    }

    fn message(self, field: u64, message: &Message) -> Self {
        self.bytes(field, &message.0)
    }
}

/// An input or output of any size, with so many dimensions.
fn value(name: &str, sort: u64, dimensions: usize) -> Message {
    let any = Message::default().text(2, "any");
    let shape = (0..dimensions).fold(Message::default(), |shape, _| shape.message(1, &any));
    let tensor = Message::default().number(1, sort).message(2, &shape);
    Message::default().text(1, name).message(2, &Message::default().message(1, &tensor))
}

/// A constant.
fn tensor(name: &str, sort: u64, dimensions: &[u64], raw: &[u8]) -> Message {
    let sized = dimensions.iter().fold(Message::default(), |tensor, size| tensor.number(1, *size));
    sized.number(2, sort).text(8, name).bytes(9, raw)
}

fn numbers(name: &str, numbers: &[i64]) -> Message {
    let raw: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
    tensor(name, INT64, &[numbers.len() as u64], &raw)
}

fn node(kind: &str, inputs: &[&str], output: &str) -> Message {
    let node = inputs.iter().fold(Message::default(), |node, input| node.text(1, input));
    node.text(2, output).text(4, kind)
}

/// The widest span that a GLiNER model looks at, in words.
pub(crate) const WIDEST: usize = 12;

/// The tokens before those of the text: one that begins, the labels with a mark each, one mark more.
fn before(labels: usize) -> i64 {
    2 + 2 * labels as i64
}

/// A span that the model finds wherever its first word is.
pub(crate) struct Known {
    pub(crate) token: usize,
    pub(crate) words: usize,
    pub(crate) label: usize,
}

/// A GLiNER model in span mode, as small as can be: the scores of a span depend on its first word alone, by a table. It
/// reads its words out of the tokens as they are given to it, and ignores the other inputs, of which `without` takes one
/// away.
pub(crate) fn gliner(tokens: usize, labels: usize, known: &[Known], without: &str) -> Vec<u8> {
    let mut table = vec![-4.0_f32; tokens * WIDEST * labels];
    for Known { token, words, label } in known {
        table[(token * WIDEST + words - 1) * labels + label] = 4.0;
    }
    let raw: Vec<u8> = table.iter().flat_map(|score| score.to_le_bytes()).collect();
    let scores = [tokens as u64, (WIDEST * labels) as u64];
    let nodes = [
        node("Slice", &["input_ids", "from", "to", "axis"], "words"),
        node("Gather", &["table", "words"], "scores"),
        node("Reshape", &["scores", "shape"], "logits"),
    ];
    let constants = [
        tensor("table", FLOAT, &scores, &raw),
        numbers("from", &[before(labels)]),
        numbers("to", &[-1]),
        numbers("axis", &[1]),
        numbers("shape", &[1, -1, WIDEST as i64, labels as i64]),
    ];
    let inputs = [
        ("input_ids", INT64, 2),
        ("attention_mask", INT64, 2),
        ("words_mask", INT64, 2),
        ("text_lengths", INT64, 2),
        ("span_idx", INT64, 3),
        ("span_mask", BOOL, 2),
    ];
    let mut graph = nodes.iter().fold(Message::default(), |graph, node| graph.message(1, node));
    graph = graph.text(2, "tiny");
    graph = constants.iter().fold(graph, |graph, constant| graph.message(5, constant));
    for (name, sort, dimensions) in inputs.into_iter().filter(|(name, ..)| *name != without) {
        graph = graph.message(11, &value(name, sort, dimensions));
    }
    let output =
        if without == "logits" { node("Identity", &["scores"], "other") } else { Message::default() };
    graph = if without == "logits" {
        graph.message(1, &output).message(12, &value("other", FLOAT, 3))
    } else {
        graph.message(12, &value("logits", FLOAT, 4))
    };
    let set = Message::default().text(1, "").number(2, 13);
    Message::default().number(1, 8).message(7, &graph).message(8, &set).0
}
