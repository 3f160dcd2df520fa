//! The reads that a SELECT comes to: its condition taken apart into parts of the key, each read as a query.
//!
//! A condition that leaves the partition key open in any of its branches is a scan instead.

use crate::expression::key_condition::{KeyConditions, Test};
use crate::model::{Failure, Raw};
use crate::operation::items::query;
use crate::operation::items::select;
use crate::operation::items::source::Source;
use crate::partiql::{Branch, Branches, Probe, Statement};
use crate::table::key::Span;
use crate::table::schema::{KeyAttribute, KeySchema};

/// Reads that a statement may come to.
const MOST: usize = 50;

/// A part of the key to read.
#[derive(Debug)]
pub struct Piece<'a> {
    /// The value of the partition key.
    pub partition: &'a [u8],
    /// What is read.
    pub span: Span,
    /// What of it the tests of the sort key leave together.
    narrow: Span,
    /// The attributes that are tested besides.
    names: Vec<&'a [u8]>,
    /// Whether it is one item at most.
    pub single: bool,
}

/// A condition taken apart by the key of a table or index, and not yet compared with its types.
#[derive(Debug)]
pub struct Reads<'a> {
    branches: Vec<Branch<'a>>,
    /// Whether OR or IN leave several reads, or might have.
    pub is_split: bool,
    /// Whether IN leaves several reads.
    pub is_listed: bool,
}

impl<'a> Reads<'a> {
    /// Takes the condition of a statement apart; `None` is a scan.
    ///
    /// # Errors
    /// Keys of several attributes, more reads than are made for one statement.
    pub fn of(source: &Source<'_>, statement: &Statement<'a>) -> Result<Option<Self>, Failure> {
        let schema = source.key();
        check_attributes(schema)?;
        let (Some((ast, root)), [partition]) = (&statement.condition, &schema.partition[..]) else {
            return Ok(None);
        };
        let sort = schema.sort.first().map(|attribute| attribute.name.as_bytes());
        let Some(branches) = Branches::of(ast, *root, partition.name.as_bytes(), sort) else {
            return Err(too_many());
        };
        let (mut count, mut listed) = (0, false);
        for branch in &branches {
            let Some(partitions) = branch.partitions() else { return Ok(None) };
            let sorts = branch.sorts().map_or(1, |sorts| sorts.len());
            listed |= partitions.len() > 1 || sorts > 1;
            count += partitions.len() * sorts;
        }
        if count > MOST {
            return Err(too_many());
        }
        let lists = |branch: &Branch<'_>| {
            branch.partition.iter().any(|values| values.len() > 1)
                || branch.sort.iter().any(|probe| matches!(probe, Probe::In(_)))
        };
        let is_split = branches.len() > 1 || branches.iter().any(lists);
        Ok(Some(Self { branches, is_split, is_listed: listed }))
    }

    /// The values of the whole key, when the condition says nothing else.
    #[must_use]
    pub fn key(&self, schema: &KeySchema) -> Option<Vec<Raw<'a>>> {
        let [branch] = &self.branches[..] else { return None };
        if !branch.is_exact() || schema.sort.is_empty() != branch.sort.is_empty() {
            return None;
        }
        let partition = branch.partitions()?.first().copied();
        let sort = branch.sorts().and_then(|sorts| sorts.first().copied());
        Some(partition.into_iter().chain(sort).collect())
    }

    /// The values of the partition key that are read.
    pub fn partitions(&self) -> impl Iterator<Item = Raw<'a>> {
        self.branches.iter().flat_map(|branch| branch.partitions().unwrap_or_default().iter().copied())
    }

    /// The parts of the key, ascending.
    ///
    /// # Errors
    /// Values that no key could have, parts that overlap.
    pub fn pieces(&self, source: &Source<'_>) -> Result<Vec<Piece<'a>>, Failure> {
        let mut found = Vec::new();
        for branch in &self.branches {
            let sorts: Vec<Option<Test<'a>>> = match branch.sorts() {
                Some(sorts) => sorts.into_iter().map(|value| Some(Test::Equal(value))).collect(),
                None => vec![tests(branch, source.key()).next()],
            };
            for partition in branch.partitions().unwrap_or_default() {
                for sort in &sorts {
                    let piece = self.piece(source, branch, *partition, *sort)?;
                    insert(&mut found, piece, |one, two| {
                        (one.partition, &one.narrow.lower) <= (two.partition, &two.narrow.lower)
                    });
                }
            }
        }
        let parts: Vec<_> = found.iter().filter(|piece| !is_empty(&piece.narrow)).collect();
        if parts.windows(2).any(|pair| matches!(pair, [one, two] if meet(one, two))) {
            if !self.branches.iter().any(|branch| branch.negated) {
                return Err(Failure::validation(
                    "Overlapping conditions with range keys are not supported in where clause",
                ));
            }
            found = merged(found);
        } else if found.len() > 1 {
            // Nothing may be read twice.
            for piece in &mut found {
                piece.span = piece.narrow.clone();
            }
        }
        Ok(found)
    }

    fn piece(
        &self,
        source: &Source<'_>,
        branch: &Branch<'a>,
        partition: Raw<'a>,
        sort: Option<Test<'a>>,
    ) -> Result<Piece<'a>, Failure> {
        let schema = source.key();
        if self.is_split {
            check_types(&schema.partition, core::iter::once(partition))?;
            check_types(&schema.sort, sort.into_iter().flat_map(Test::values))?;
        }
        let span = span(source, partition, sort)?;
        let mut narrow = span.clone();
        for test in tests(branch, schema).filter(|_| branch.sorts().is_none()) {
            let other = self::span(source, partition, Some(test))?;
            narrow.lower = narrow.lower.max(other.lower);
            narrow.upper = match (narrow.upper, other.upper) {
                (Some(one), Some(two)) => Some(one.min(two)),
                (one, two) => one.or(two),
            };
        }
        let equal = schema.sort.is_empty() || matches!(sort, Some(Test::Equal(_)));
        Ok(Piece {
            partition: partition.scalar_bytes().unwrap_or_default(),
            span,
            narrow,
            names: branch.names.clone(),
            single: equal && source.index.is_none(),
        })
    }
}

/// The conditions of each part may test only what the index holds; nothing is fetched for a filter.
///
/// # Errors
/// Attributes that the index does not project, for the last part that tests any.
pub fn check_projected(source: &Source<'_>, pieces: &[Piece<'_>]) -> Result<(), Failure> {
    let Some((_, index)) = source.index else { return Ok(()) };
    for piece in pieces.iter().rev() {
        let mut names = Vec::with_capacity(piece.names.len());
        for name in &piece.names {
            insert(&mut names, *name, |one, two| one <= two);
        }
        let missing = select::unprojected(index, names.into_iter().map(|name| (name, false)));
        if !missing.is_empty() {
            return Err(select::unprojected_filter(index, &missing));
        }
    }
    Ok(())
}

/// Puts something in its place among a few others in order.
fn insert<T>(found: &mut Vec<T>, new: T, precedes: impl Fn(&T, &T) -> bool) {
    let place = found.iter().take_while(|other| precedes(other, &new)).count();
    found.insert(place, new);
}

/// # Errors
/// Keys of several attributes of a kind.
fn check_attributes(schema: &KeySchema) -> Result<(), Failure> {
    if schema.partition.len() > 1 || schema.sort.len() > 1 {
        return Err(Failure::validation(
            "PartiQL statements cannot be executed on tables with multi-attribute HASH keys or multi-attribute \
             RANGE keys.",
        ));
    }
    Ok(())
}

#[cold]
fn too_many() -> Failure {
    Failure::validation("Too many decomposed read operations for a given query.")
}

/// The tests of the sort key that a part of it can be found by.
fn tests<'b, 'a>(
    branch: &'b Branch<'a>,
    schema: &'b KeySchema,
) -> impl Iterator<Item = Test<'a>> + use<'b, 'a> {
    let ty = schema.sort.first().map(|attribute| attribute.ty.name());
    branch.sort.iter().filter_map(move |probe| match probe {
        Probe::Test(Test::BeginsWith(_)) if ty == Some("N") => None,
        Probe::Test(test) => Some(*test),
        Probe::In(_) => None,
    })
}

fn check_types<'a>(
    attributes: &[KeyAttribute],
    mut values: impl Iterator<Item = Raw<'a>>,
) -> Result<(), Failure> {
    let Some(attribute) = attributes.first() else { return Ok(()) };
    if values.any(|value| value.ty() != attribute.ty.ty()) {
        let text = "Key attribute's data type should match its data type in table's schema: Key ";
        return Err(Failure::validation(text.to_owned() + &attribute.name));
    }
    Ok(())
}

fn span(source: &Source<'_>, partition: Raw<'_>, sort: Option<Test<'_>>) -> Result<Span, Failure> {
    let schema = source.key();
    let mut conditions = KeyConditions::default();
    let partition = schema.partition.first().map(|attribute| (attribute, Test::Equal(partition)));
    let sort = schema.sort.first().zip(sort);
    for (attribute, test) in partition.into_iter().chain(sort) {
        conditions.add(attribute.name.as_bytes(), test)?;
    }
    Ok(query::span(source, &query::resolved(source, &conditions)?))
}

fn is_empty(span: &Span) -> bool {
    span.upper.as_ref().is_some_and(|upper| *upper <= span.lower)
}

/// Whether two parts have a key in common; neither is empty, and in one partition the first one begins first.
fn meet(one: &Piece<'_>, two: &Piece<'_>) -> bool {
    one.partition == two.partition && one.narrow.upper.as_ref().is_none_or(|upper| two.narrow.lower < *upper)
}

/// Parts that have keys in common, made one.
fn merged(pieces: Vec<Piece<'_>>) -> Vec<Piece<'_>> {
    let mut found: Vec<Piece<'_>> = Vec::with_capacity(pieces.len());
    for mut piece in pieces {
        match found.last_mut() {
            Some(last) if last.partition == piece.partition => {
                last.span.lower = piece.span.lower.min(core::mem::take(&mut last.span.lower));
                last.span.upper = match (last.span.upper.take(), piece.span.upper) {
                    (Some(one), Some(two)) => Some(one.max(two)),
                    _ => None,
                };
                last.names.append(&mut piece.names);
                last.single = false;
            }
            _ => found.push(piece),
        }
    }
    found
}
