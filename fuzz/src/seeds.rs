//! What fuzzing starts from: the requests and expressions of the conformance corpus.

use std::path::Path;

use hashrange::model::{MapRef, Raw, ValueRef};
use hashrange::operation::shape::{self, ShapeId};
use hashrange::protocol::json_reader;

/// Everything in the corpus that one target or another can start from.
#[derive(Default)]
pub struct Seeds {
    /// Every text: expressions and statements among them.
    pub texts: Vec<Vec<u8>>,
    /// Every map as JSON: requests among them.
    pub documents: Vec<Vec<u8>>,
    /// Every map as item bytes.
    pub bodies: Vec<Vec<u8>>,
}

/// Longer ones slow everything down and teach nothing.
const LONGEST: usize = 2_000;

impl Seeds {
    /// Reads all cases in a folder.
    pub fn read(folder: &Path) -> Self {
        let mut seeds = Self::default();
        for entry in std::fs::read_dir(folder).expect("the corpus is there") {
            let bytes = std::fs::read(entry.expect("an entry").path()).expect("a case file");
            let document = json_reader::read(&bytes).expect("case files are JSON");
            seeds.map(MapRef::new(&document));
        }
        for list in [&mut seeds.texts, &mut seeds.documents, &mut seeds.bodies] {
            list.retain(|seed| seed.len() <= LONGEST);
            list.sort();
            list.dedup();
        }
        seeds
    }

    fn map(&mut self, map: MapRef<'_>) {
        let mut json = String::new();
        shape::raise_json(ShapeId::default(), map, &mut json);
        self.documents.push(json.into_bytes());
        self.bodies.push(map.body().to_vec());
        for (_, value) in map.iter() {
            self.value(value);
        }
    }

    fn value(&mut self, value: Raw<'_>) {
        match value.view() {
            ValueRef::S(text) => self.texts.push(text.to_vec()),
            ValueRef::L(list) => list.iter().for_each(|inner| self.value(inner)),
            ValueRef::M(map) => self.map(map),
            _ => {}
        }
    }
}

/// The words of texts, for mutations to put in: names, numbers, and single signs.
pub fn words(texts: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut words: Vec<Vec<u8>> = Vec::new();
    for text in texts {
        let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || b"_#:?".contains(byte);
        for part in text.chunk_by(|left, right| is_word(left) == is_word(right)) {
            words.push(part.to_vec());
        }
    }
    words.sort();
    words.dedup();
    words.retain(|word| word.len() <= 40);
    words
}
