//! Where an offset into the raw text ends up in the redacted one.

/// One replaced stretch, in bytes of the raw and of the redacted text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Edit {
    pub(crate) raw_start: usize,
    pub(crate) raw_end: usize,
    pub(crate) out_start: usize,
    pub(crate) out_end: usize,
}

/// Maps byte offsets into a raw text to offsets into its redacted form, for whoever cuts a transcript at a point found in
/// the raw text, such as where the caller stopped hearing it.
#[derive(Debug, Clone, Default)]
pub struct Remap {
    /// In ascending order.
    edits: Vec<Edit>,
    len: usize,
    /// The redacted text, kept only where an offset could fall inside a character.
    wide: Option<Box<str>>,
}

impl Remap {
    /// Nothing was replaced in `text`.
    pub(crate) fn identity(text: &str) -> Self {
        Self { edits: Vec::new(), len: text.len(), wide: (!text.is_ascii()).then(|| text.into()) }
    }

    /// `text` is what is left after these edits.
    pub(crate) fn new(edits: Vec<Edit>, text: &str) -> Self {
        Self { edits, ..Self::identity(text) }
    }

    /// The offset in the redacted text of a byte offset into the raw text. Inside a masked value it is the start of the
    /// mask; past the end it is the end; it is always a character boundary.
    pub fn to_redacted(&self, raw_byte_offset: usize) -> usize {
        let offset = through(&self.edits, raw_byte_offset).min(self.len);
        match &self.wide {
            Some(text) => text.floor_char_boundary(offset),
            None => offset,
        }
    }

    /// Whether nothing was replaced.
    pub fn is_identity(&self) -> bool {
        self.edits.is_empty()
    }
}

fn through(edits: &[Edit], offset: usize) -> usize {
    let after = edits.partition_point(|edit| edit.raw_start <= offset);
    let Some(edit) = after.checked_sub(1).and_then(|last| edits.get(last)) else { return offset };
    if offset < edit.raw_end {
        edit.out_start
    } else {
        // A raw offset beyond the last edit keeps its distance from it.
        edit.out_end.saturating_add(offset - edit.raw_end)
    }
}

/// The raw offset of a stretch that begins here in the redacted text; inside a mask it is where its value begins.
pub(crate) fn raw_start(edits: &[Edit], offset: usize) -> usize {
    let next = edits.partition_point(|edit| edit.out_end <= offset);
    match edits.get(next).filter(|edit| edit.out_start <= offset) {
        Some(edit) => edit.raw_start,
        None => next
            .checked_sub(1)
            .and_then(|last| edits.get(last))
            .map_or(offset, |e| e.raw_end + (offset - e.out_end)),
    }
}

/// The raw offset of a stretch that ends here in the redacted text; inside a mask it is where its value ends.
pub(crate) fn raw_end(edits: &[Edit], offset: usize) -> usize {
    let after = edits.partition_point(|edit| edit.out_start < offset);
    let Some(edit) = after.checked_sub(1).and_then(|last| edits.get(last)) else { return offset };
    edit.raw_end + offset.saturating_sub(edit.out_end)
}

#[cfg(test)]
mod tests {
    use super::{Edit, Remap, raw_end, raw_start};

    #[test]
    fn an_offset_inside_a_masked_value_goes_to_the_start_of_the_mask() {
        let edit = Edit { raw_start: 3, raw_end: 8, out_start: 3, out_end: 15 };
        let remap = Remap::new(vec![edit], "abcXXX-XXX-XXXXdef");
        assert_eq!([0, 3, 7, 8, 11, 99].map(|at| remap.to_redacted(at)), [0, 3, 3, 15, 18, 18]);
    }

    #[test]
    fn an_offset_inside_a_character_goes_to_its_start() {
        let remap = Remap::identity("aé");
        assert_eq!([0, 1, 2, 3, usize::MAX].map(|at| remap.to_redacted(at)), [0, 1, 1, 3, 3]);
    }

    #[test]
    fn a_stretch_of_the_redacted_text_is_one_of_the_raw_text() {
        // `ab` 6 raw bytes masked as 2, `c`, 3 raw bytes taken out, `d`.
        let masked = Edit { raw_start: 2, raw_end: 8, out_start: 2, out_end: 4 };
        let dropped = Edit { raw_start: 9, raw_end: 12, out_start: 5, out_end: 5 };
        let edits = [masked, dropped];
        assert_eq!([0, 2, 3, 4, 5, 6].map(|at| raw_start(&edits, at)), [0, 2, 2, 8, 12, 13]);
        assert_eq!([0, 2, 3, 4, 5, 6].map(|at| raw_end(&edits, at)), [0, 2, 8, 8, 9, 13]);
    }
}
