//! Values that a condition binds an attribute to in a roundabout way, as `a >= 1 AND a <= 1` or `NOT a <> 1` do.

use super::statement::Statement;
use crate::expression::ast::{Ast, Comparator, Node, NodeId};
use crate::model::Raw;

/// What a condition says of an attribute, under AND, OR and NOT alike.
#[derive(Default)]
struct Bounds<'a> {
    equal: Vec<Raw<'a>>,
    /// It is this or more.
    low: Vec<Raw<'a>>,
    /// It is this or less.
    high: Vec<Raw<'a>>,
}

/// The values of an attribute that a condition names by equality, or as both ends of a range. It may be true for others, too.
#[must_use]
pub fn pinned<'a>(statement: &Statement<'a>, attribute: &[u8]) -> Vec<Raw<'a>> {
    let mut bounds = Bounds::default();
    let Some((ast, root)) = &statement.condition else { return Vec::new() };
    let mut open = vec![(*root, false)];
    while let Some((id, negated)) = open.pop() {
        match ast.node(id) {
            Node::And(left, right) | Node::Or(left, right) => {
                open.extend([(left, negated), (right, negated)])
            }
            Node::Not(inner) => open.push((inner, !negated)),
            node => bounds.add(ast, node, attribute, negated),
        }
    }
    let Bounds { mut equal, low, high } = bounds;
    equal.extend(low.into_iter().filter(|value| high.contains(value)));
    equal
}

impl<'a> Bounds<'a> {
    fn add(&mut self, ast: &Ast<'a>, node: Node<'a>, attribute: &[u8], negated: bool) {
        let is_it = |id: NodeId| match ast.node(id) {
            Node::Path(path) => ast.attribute(path).is_some_and(|(name, below)| !below && name == attribute),
            _ => false,
        };
        let value = |id: NodeId| match ast.node(id) {
            Node::Value(value) => Some(value),
            _ => None,
        };
        match node {
            Node::Compare(comparator, left, right) => {
                let (comparator, value) = match (is_it(left), is_it(right)) {
                    (true, false) => (comparator, value(right)),
                    (false, true) => (comparator.reversed(), value(left)),
                    _ => return,
                };
                match (comparator, negated) {
                    (Comparator::Equal, false) | (Comparator::NotEqual, true) => self.equal.extend(value),
                    (Comparator::GreaterEqual, false) | (Comparator::Less, true) => self.low.extend(value),
                    (Comparator::LessEqual, false) | (Comparator::Greater, true) => self.high.extend(value),
                    _ => {}
                }
            }
            Node::Between(operands) if !negated => {
                if let [tested, low, high] = ast.list(operands)
                    && is_it(*tested)
                {
                    self.low.extend(value(*low));
                    self.high.extend(value(*high));
                }
            }
            Node::In(operands) if !negated => {
                if let Some((tested, candidates)) = ast.list(operands).split_first()
                    && is_it(*tested)
                {
                    self.equal.extend(candidates.iter().filter_map(|id| value(*id)));
                }
            }
            _ => {}
        }
    }
}
