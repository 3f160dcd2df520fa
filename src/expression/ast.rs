//! The syntax tree all kinds of expressions share.
//!
//! Nodes live in one vector and name each other by position, operands before what uses them, so a tree costs a few
//! allocations whatever its size, and checks run over it in text order without recursion. The constructors are for
//! the parser and for whoever lowers another notation (legacy parameters, PartiQL) to the same evaluation.

use crate::model::Raw;
use core::cmp::Ordering;

/// A node's place in its [`Ast`].
pub type NodeId = u32;

/// One step of a document path. Ordered: names by bytes, as in canonical maps; then indexes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step<'a> {
    /// Into a map, by name.
    Name(&'a [u8]),
    /// Into a list, by zero-based index.
    Index(u32),
}

/// A document path: a run of the tree's steps.
#[derive(Clone, Copy, Debug)]
pub struct Path {
    first: u32,
    count: u32,
}

/// A run of operand nodes.
#[derive(Clone, Copy, Debug)]
pub struct Operands {
    first: u32,
    count: u32,
}

/// The comparison operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparator {
    /// `=`
    Equal,
    /// `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
}

impl Comparator {
    /// As written in expressions.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "<>",
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
        }
    }

    /// The comparator that means the same with its operands exchanged.
    #[must_use]
    pub const fn reversed(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::LessEqual => Self::GreaterEqual,
            Self::Greater => Self::Less,
            Self::GreaterEqual => Self::LessEqual,
            other => other,
        }
    }

    /// Whether an ordering satisfies the comparator.
    #[must_use]
    pub const fn accepts(self, ordering: Ordering) -> bool {
        match self {
            Self::Equal => ordering.is_eq(),
            Self::NotEqual => ordering.is_ne(),
            Self::Less => ordering.is_lt(),
            Self::LessEqual => ordering.is_le(),
            Self::Greater => ordering.is_gt(),
            Self::GreaterEqual => ordering.is_ge(),
        }
    }
}

/// `+` and `-` of update expressions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arithmetic {
    /// `+`
    Plus,
    /// `-`
    Minus,
}

impl Arithmetic {
    /// As written in expressions.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Plus => "+",
            Self::Minus => "-",
        }
    }
}

/// The functions of conditions and updates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// `attribute_exists(path)`
    AttributeExists,
    /// `attribute_not_exists(path)`
    AttributeNotExists,
    /// `attribute_type(path, type)`
    AttributeType,
    /// `begins_with(operand, prefix)`
    BeginsWith,
    /// `contains(operand, operand)`
    Contains,
    /// `size(operand)`
    Size,
    /// `if_not_exists(path, operand)`
    IfNotExists,
    /// `list_append(list, list)`
    ListAppend,
    /// A name that is no function; the parser has noted it.
    Unknown,
}

impl Function {
    const ALL: [Self; 8] = [
        Self::AttributeExists,
        Self::AttributeNotExists,
        Self::AttributeType,
        Self::BeginsWith,
        Self::Contains,
        Self::Size,
        Self::IfNotExists,
        Self::ListAppend,
    ];

    /// As written in expressions; function names are case-sensitive.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::AttributeExists => "attribute_exists",
            Self::AttributeNotExists => "attribute_not_exists",
            Self::AttributeType => "attribute_type",
            Self::BeginsWith => "begins_with",
            Self::Contains => "contains",
            Self::Size => "size",
            Self::IfNotExists => "if_not_exists",
            Self::ListAppend => "list_append",
            Self::Unknown => "",
        }
    }

    /// The function of a name.
    #[must_use]
    pub fn from_text(name: &str) -> Self {
        Self::ALL.into_iter().find(|function| function.text() == name).unwrap_or(Self::Unknown)
    }

    /// How many operands it takes.
    #[must_use]
    pub const fn operands(self) -> usize {
        match self {
            Self::AttributeExists | Self::AttributeNotExists | Self::Size => 1,
            _ => 2,
        }
    }

    /// Whether it belongs to update expressions; the others belong to conditions.
    #[must_use]
    pub const fn updates(self) -> bool {
        matches!(self, Self::IfNotExists | Self::ListAppend)
    }
}

/// One node. Conditions and operands are told apart by the parser, not by types.
#[derive(Clone, Copy, Debug)]
pub enum Node<'a> {
    /// A document path operand.
    Path(Path),
    /// A `:value` not looked up yet; gone once an expression is parsed.
    Token(&'a str),
    /// A literal operand.
    Value(Raw<'a>),
    /// A function, as operand or as condition.
    Call {
        /// Which.
        function: Function,
        /// Of the number the function takes.
        operands: Operands,
        /// Whether it stands as a condition.
        condition: bool,
    },
    /// `a = b` and the like.
    Compare(Comparator, NodeId, NodeId),
    /// `a BETWEEN b AND c`: three operands.
    Between(Operands),
    /// `a IN (b, c)`: the tested operand first.
    In(Operands),
    /// `NOT a`
    Not(NodeId),
    /// `a AND b`
    And(NodeId, NodeId),
    /// `a OR b`
    Or(NodeId, NodeId),
    /// `a + b`, `a - b`
    Arithmetic(Arithmetic, NodeId, NodeId),
    /// A condition that is always true or always false.
    Constant(bool),
}

/// A syntax tree, or several roots over one store of nodes.
#[derive(Clone, Debug, Default)]
pub struct Ast<'a> {
    nodes: Vec<Node<'a>>,
    steps: Vec<Step<'a>>,
    operands: Vec<NodeId>,
}

impl<'a> Ast<'a> {
    /// An empty tree.
    #[must_use]
    pub const fn new() -> Self {
        Self { nodes: Vec::new(), steps: Vec::new(), operands: Vec::new() }
    }

    /// Adds a node whose operands were added before.
    pub fn push(&mut self, node: Node<'a>) -> NodeId {
        self.nodes.push(node);
        (self.nodes.len() - 1) as NodeId
    }

    /// Adds a step to the path that is being built.
    pub fn step(&mut self, step: Step<'a>) {
        self.steps.push(step);
    }

    /// How many steps there are: the start of the next path.
    #[must_use]
    pub fn steps_so_far(&self) -> u32 {
        self.steps.len() as u32
    }

    /// The path of all steps since `first`.
    #[must_use]
    pub fn path_since(&self, first: u32) -> Path {
        Path { first, count: self.steps_so_far().saturating_sub(first) }
    }

    /// Adds a path of resolved steps.
    pub fn path(&mut self, steps: &[Step<'a>]) -> Path {
        let first = self.steps_so_far();
        self.steps.extend_from_slice(steps);
        self.path_since(first)
    }

    /// Adds a run of operands.
    pub fn operands(&mut self, nodes: impl IntoIterator<Item = NodeId>) -> Operands {
        let first = self.operands.len();
        self.operands.extend(nodes);
        Operands { first: first as u32, count: (self.operands.len() - first) as u32 }
    }

    /// Adds a function that stands as a condition.
    pub fn call(&mut self, function: Function, nodes: &[NodeId]) -> NodeId {
        let operands = self.operands(nodes.iter().copied());
        self.push(Node::Call { function, operands, condition: true })
    }

    /// All nodes, operands before what uses them, otherwise in text order.
    #[must_use]
    pub fn nodes(&self) -> &[Node<'a>] {
        &self.nodes
    }

    /// A node. A place that does not exist reads as the condition that is false.
    #[must_use]
    pub fn node(&self, id: NodeId) -> Node<'a> {
        self.nodes.get(id as usize).copied().unwrap_or(Node::Constant(false))
    }

    /// The nodes of a run of operands.
    #[must_use]
    pub fn list(&self, operands: Operands) -> &[NodeId] {
        let first = operands.first as usize;
        self.operands.get(first..first + operands.count as usize).unwrap_or_default()
    }

    /// The steps of a path.
    #[must_use]
    pub fn steps(&self, path: Path) -> &[Step<'a>] {
        let first = path.first as usize;
        self.steps.get(first..first + path.count as usize).unwrap_or_default()
    }

    /// The top-level attributes that operands name, in text order, each with whether the path goes on below it.
    pub fn attributes(&self) -> impl Iterator<Item = (&'a [u8], bool)> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Path(path) => self.attribute(*path),
            _ => None,
        })
    }

    /// A path's top-level attribute, and whether the path goes on below it.
    #[must_use]
    pub fn attribute(&self, path: Path) -> Option<(&'a [u8], bool)> {
        match self.steps(path) {
            [Step::Name(name), rest @ ..] => Some((name, !rest.is_empty())),
            _ => None,
        }
    }

    pub(super) fn steps_mut(&mut self, path: Path) -> &mut [Step<'a>] {
        let first = path.first as usize;
        self.steps.get_mut(first..first + path.count as usize).unwrap_or_default()
    }

    pub(super) fn replace(&mut self, id: NodeId, node: Node<'a>) {
        if let Some(place) = self.nodes.get_mut(id as usize) {
            *place = node;
        }
    }
}
