//! The ways in which a condition can be true, as far as they differ in the key.
//!
//! OR and AND are taken apart where they concern key attributes; everything else stays whole, for it is a filter.

use super::probe::{Probe, probe};
use crate::expression::ast::{Ast, Comparator, Node, NodeId};
use crate::expression::key_condition::Test;
use crate::model::Raw;

/// Branches that a condition may have before it is too much of everything.
const MOST: usize = 1_000;

/// One way in which the condition can be true: all of its demands hold.
#[derive(Clone, Debug, Default)]
pub struct Branch<'a> {
    /// Equality with one of some values, each time the partition key is tested.
    pub partition: Vec<Vec<Raw<'a>>>,
    /// Tests of the sort key.
    pub sort: Vec<Probe<'a>>,
    /// The attributes of all other demands.
    pub names: Vec<&'a [u8]>,
    /// Whether the sort key is tested for being something else.
    pub negated: bool,
}

/// The branches of a condition.
#[derive(Debug)]
pub struct Branches<'s, 'a> {
    ast: &'s Ast<'a>,
    partition: &'s [u8],
    sort: Option<&'s [u8]>,
}

impl<'s, 'a> Branches<'s, 'a> {
    /// Takes a condition apart by two key attributes; `None` stands for too many branches.
    #[must_use]
    pub fn of(
        ast: &'s Ast<'a>,
        root: NodeId,
        partition: &'s [u8],
        sort: Option<&'s [u8]>,
    ) -> Option<Vec<Branch<'a>>> {
        Branches { ast, partition, sort }.at(root)
    }

    /// Recursion is bounded by the limit on operators.
    fn at(&self, id: NodeId) -> Option<Vec<Branch<'a>>> {
        let found = match self.ast.node(id) {
            Node::And(left, right) => {
                let (left, right) = (self.at(left)?, self.at(right)?);
                if left.len() * right.len() > MOST {
                    return None;
                }
                let joined = left.iter().flat_map(|one| right.iter().map(|two| one.and(two)));
                joined.collect()
            }
            Node::Or(left, right) if self.concerns_key(id) => {
                let mut found = self.at(left)?;
                found.extend(self.at(right)?);
                found
            }
            node => vec![self.leaf(id, node)],
        };
        if found.len() > MOST { None } else { Some(found) }
    }

    fn leaf(&self, id: NodeId, node: Node<'a>) -> Branch<'a> {
        let mut branch = Branch::default();
        match probe(self.ast, node) {
            Some((name, Probe::Test(Test::Equal(value)))) if name == self.partition => {
                branch.partition.push(vec![value]);
            }
            Some((name, Probe::In(values))) if name == self.partition => branch.partition.push(values),
            Some((name, test)) if self.sort == Some(name) => branch.sort.push(test),
            _ => {
                branch.names = self.names(id);
                let negates = matches!(node, Node::Not(_) | Node::Compare(Comparator::NotEqual, ..));
                branch.negated = negates && branch.names.iter().any(|name| self.sort == Some(*name));
            }
        }
        branch
    }

    fn concerns_key(&self, id: NodeId) -> bool {
        self.names(id).into_iter().any(|name| name == self.partition || self.sort == Some(name))
    }

    /// The attributes that a part of the condition names.
    fn names(&self, id: NodeId) -> Vec<&'a [u8]> {
        let mut found = Vec::new();
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            match self.ast.node(id) {
                Node::Path(path) => found.extend(self.ast.attribute(path).map(|(name, _)| name)),
                Node::Not(inner) => open.push(inner),
                Node::And(left, right)
                | Node::Or(left, right)
                | Node::Compare(_, left, right)
                | Node::Arithmetic(_, left, right) => open.extend([left, right]),
                Node::Call { operands, .. } | Node::Between(operands) | Node::In(operands) => {
                    open.extend(self.ast.list(operands));
                }
                Node::Token(_) | Node::Value(_) | Node::Constant(_) => {}
            }
        }
        found
    }
}

impl<'a> Branch<'a> {
    fn and(&self, other: &Self) -> Self {
        let mut both = self.clone();
        both.partition.extend(other.partition.iter().cloned());
        both.sort.extend(other.sort.iter().cloned());
        both.names.extend(&other.names);
        both.negated |= other.negated;
        both
    }

    /// The values of the partition key that the branch can be true for, if it names them once.
    #[must_use]
    pub fn partitions(&self) -> Option<&[Raw<'a>]> {
        let (first, rest) = self.partition.split_first()?;
        let same = rest.is_empty() || first.len() == 1 && rest.iter().all(|other| other == first);
        same.then_some(first)
    }

    /// The values of the sort key that the branch can be true for, if it names them by equality.
    #[must_use]
    pub fn sorts(&self) -> Option<Vec<Raw<'a>>> {
        let equal = self.sort.iter().find_map(|probe| match probe {
            Probe::Test(Test::Equal(value)) => Some(vec![*value]),
            _ => None,
        });
        equal.or_else(|| {
            self.sort.iter().find_map(|probe| match probe {
                Probe::In(values) => Some(values.clone()),
                Probe::Test(_) => None,
            })
        })
    }

    /// Whether the branch demands nothing but one value of each key attribute that is tested.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        let sorts = self.sort.iter().map(|probe| match probe {
            Probe::Test(Test::Equal(value)) => Some(*value),
            Probe::In(values) => only(values),
            Probe::Test(_) => None,
        });
        let sorts: Vec<_> = sorts.collect();
        let partitions: Vec<_> = self.partition.iter().map(|values| only(values)).collect();
        let one = |values: &[Option<Raw<'a>>]| match values.split_first() {
            Some((first, rest)) => first.is_some() && rest.iter().all(|other| other == first),
            None => true,
        };
        self.names.is_empty() && one(&partitions) && one(&sorts)
    }
}

/// The value of a list of one.
fn only<'a>(values: &[Raw<'a>]) -> Option<Raw<'a>> {
    match values {
        [value] => Some(*value),
        _ => None,
    }
}
