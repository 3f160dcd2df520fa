//! The parser of conditions, operands and set values: a stack machine.
//!
//! Operator precedence with an explicit stack of open constructs, so that no nesting whatever can overflow the
//! program's stack: four thousand parentheses cost four thousand small frames, and fail with the service's own text.
//! Grammar, from loose to tight: OR, AND, NOT, then comparison, BETWEEN, IN and functions over operands. Parentheses
//! may hold a condition or an operand; which one shows only at what follows.
//!
//! What the service reports after the whole text has parsed is gathered in [`Findings`].

use super::ast::{Arithmetic, Ast, Comparator, Function, Node, NodeId, Operands, Path, Step};
use super::cursor::Cursor;
use super::findings::Findings;
use super::lexer::TokenKind as T;
use super::steps;
use crate::model::Failure;

/// What a value on the stack is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Operand,
    Call(Function),
    Condition,
    Arithmetic,
}

#[derive(Clone, Copy)]
struct Value {
    node: NodeId,
    sort: Sort,
    /// Directly inside parentheses, so that another pair around it is redundant.
    parenthesised: bool,
}

/// A construct that has begun and waits for its last part.
#[derive(Clone, Copy)]
enum Frame {
    /// `operand`: a condition or a sum can no longer stand here.
    Paren {
        operand: bool,
    },
    Call {
        function: Function,
        base: usize,
    },
    In {
        base: usize,
    },
    Compare(Comparator),
    BetweenLower,
    BetweenUpper,
    Not,
    And,
    Or,
    Arithmetic(Arithmetic),
}

/// Parses a condition up to the end of the text.
///
/// # Errors
/// Syntax errors and redundant parentheses.
pub(super) fn condition<'a>(
    cursor: &mut Cursor<'a>,
    ast: &mut Ast<'a>,
    findings: &mut Findings<'a>,
) -> Result<NodeId, Failure> {
    let mut machine = Machine { cursor, ast, findings, frames: Vec::new(), values: Vec::new(), sums: false };
    machine.run()?;
    match machine.cursor.at() {
        T::End => machine.as_condition(),
        _ => Err(machine.cursor.syntax_error()),
    }
}

/// Parses the right side of a SET action; the cursor stops behind it.
///
/// # Errors
/// Syntax errors and redundant parentheses.
pub(super) fn set_value<'a>(
    cursor: &mut Cursor<'a>,
    ast: &mut Ast<'a>,
    findings: &mut Findings<'a>,
) -> Result<NodeId, Failure> {
    let mut machine = Machine { cursor, ast, findings, frames: Vec::new(), values: Vec::new(), sums: true };
    machine.run()?;
    machine.top().map(|value| value.node)
}

struct Machine<'m, 'a> {
    cursor: &'m mut Cursor<'a>,
    ast: &'m mut Ast<'a>,
    findings: &'m mut Findings<'a>,
    frames: Vec<Frame>,
    values: Vec<Value>,
    /// Parses the value of an update: sums instead of conditions.
    sums: bool,
}

impl Machine<'_, '_> {
    /// Runs until a token can neither continue nor close anything; then nothing is open and one value is left.
    fn run(&mut self) -> Result<(), Failure> {
        self.operand()?;
        loop {
            let at = self.cursor.at();
            match at {
                T::Close if !self.frames.is_empty() => self.close()?,
                T::Comma if matches!(self.frames.last(), Some(Frame::Call { .. } | Frame::In { .. })) => {
                    self.cursor.advance();
                    self.operand()?;
                }
                T::Plus | T::Minus if self.sums => self.arithmetic(at)?,
                T::And | T::Or if !self.sums => self.junction(at)?,
                T::In | T::Between if !self.sums => self.begin_test(at)?,
                T::Equal | T::NotEqual | T::Less | T::LessEqual | T::Greater | T::GreaterEqual
                    if !self.sums =>
                {
                    self.begin_test(at)?;
                }
                _ => break,
            }
        }
        self.settle()?;
        if self.frames.is_empty() { Ok(()) } else { Err(self.cursor.syntax_error()) }
    }

    /// Whether a whole condition (or a sum) may begin or end here, not only an operand.
    fn is_open(&self) -> bool {
        match self.frames.last() {
            None | Some(Frame::And | Frame::Or | Frame::Not) => true,
            Some(Frame::Paren { operand }) => !operand,
            Some(_) => false,
        }
    }

    /// Everything up to and with the next path, value or closed-off prefix.
    fn operand(&mut self) -> Result<(), Failure> {
        loop {
            match self.cursor.at() {
                T::Open => {
                    let operand = !self.is_open();
                    self.frames.push(Frame::Paren { operand });
                    self.cursor.advance();
                }
                T::Not if self.is_open() && !self.sums => {
                    self.push_operator(Frame::Not);
                }
                T::Value => {
                    let node = self.ast.push(Node::Token(self.cursor.text()));
                    self.cursor.advance();
                    self.push(node, Sort::Operand);
                    return Ok(());
                }
                T::Name => {
                    let path = steps::path(self.cursor, self.ast, self.findings)?;
                    self.push_path(path);
                    return Ok(());
                }
                T::Identifier => {
                    if self.identifier()? {
                        return Ok(());
                    }
                }
                _ => return Err(self.cursor.syntax_error()),
            }
        }
    }

    /// A path, or the head of a call: then an operand still has to follow.
    fn identifier(&mut self) -> Result<bool, Failure> {
        let text = self.cursor.text();
        self.cursor.advance();
        if self.cursor.at() == T::Open {
            let mut function = Function::from_text(text);
            if function == Function::Unknown || function.updates() != self.sums {
                self.findings.function.get_or_insert(text);
                function = Function::Unknown;
            }
            let base = self.values.len();
            self.push_operator(Frame::Call { function, base });
            return Ok(false);
        }
        steps::note_reserved(self.findings, text);
        let first = self.ast.steps_so_far();
        self.ast.step(Step::Name(text.as_bytes()));
        let path = steps::rest_of_path(self.cursor, self.ast, self.findings, first)?;
        self.push_path(path);
        Ok(true)
    }

    fn push_path(&mut self, path: Path) {
        let node = self.ast.push(Node::Path(path));
        self.push(node, Sort::Operand);
    }

    fn push(&mut self, node: NodeId, sort: Sort) {
        self.values.push(Value { node, sort, parenthesised: false });
    }

    /// Opens an operator's or function's frame and steps over the token.
    fn push_operator(&mut self, frame: Frame) {
        self.findings.operators += 1;
        self.frames.push(frame);
        self.cursor.advance();
    }

    fn top(&mut self) -> Result<Value, Failure> {
        self.values.last().copied().ok_or_else(|| self.cursor.syntax_error())
    }

    fn pop(&mut self) -> Result<Value, Failure> {
        self.values.pop().ok_or_else(|| self.cursor.syntax_error())
    }

    /// Takes the value before the cursor as an operand of an operator or function; only `size` may stand there.
    fn pop_operand(&mut self) -> Result<NodeId, Failure> {
        let value = self.pop()?;
        self.note_use(value.sort);
        Ok(value.node)
    }

    fn note_use(&mut self, sort: Sort) {
        if let Sort::Call(function) = sort
            && !matches!(function, Function::Size | Function::IfNotExists | Function::Unknown)
        {
            self.findings.misused.get_or_insert(function.text());
        }
    }

    fn is_operand(value: Value) -> bool {
        matches!(value.sort, Sort::Operand | Sort::Call(_))
    }

    /// A comparator, BETWEEN or IN behind its first operand.
    fn begin_test(&mut self, at: T) -> Result<(), Failure> {
        let value = self.top()?;
        if !self.is_open() || !Self::is_operand(value) {
            return Err(self.cursor.syntax_error());
        }
        let frame = match at {
            T::Between => Frame::BetweenLower,
            T::In => Frame::In { base: self.values.len() - 1 },
            T::Equal => Frame::Compare(Comparator::Equal),
            T::NotEqual => Frame::Compare(Comparator::NotEqual),
            T::Less => Frame::Compare(Comparator::Less),
            T::LessEqual => Frame::Compare(Comparator::LessEqual),
            T::Greater => Frame::Compare(Comparator::Greater),
            _ => Frame::Compare(Comparator::GreaterEqual),
        };
        self.push_operator(frame);
        if at == T::In {
            self.cursor.expect(T::Open)?;
        }
        self.operand()
    }

    /// AND between the bounds of a BETWEEN, or AND and OR between conditions.
    fn junction(&mut self, at: T) -> Result<(), Failure> {
        if at == T::And
            && let Some(frame @ Frame::BetweenLower) = self.frames.last_mut()
        {
            *frame = Frame::BetweenUpper;
            self.cursor.advance();
            return self.operand();
        }
        self.settle_test()?;
        if !self.is_open() {
            return Err(self.cursor.syntax_error());
        }
        self.as_condition()?;
        self.settle_negations()?;
        let frame = if at == T::And { Frame::And } else { Frame::Or };
        while let Some(before @ (Frame::And | Frame::Or)) = self.frames.last().copied() {
            if at == T::And && matches!(before, Frame::Or) {
                break;
            }
            self.join(before)?;
        }
        self.push_operator(frame);
        self.operand()
    }

    fn arithmetic(&mut self, at: T) -> Result<(), Failure> {
        let value = self.top()?;
        if !self.is_open() || !Self::is_operand(value) {
            return Err(self.cursor.syntax_error());
        }
        let operator = if at == T::Plus { Arithmetic::Plus } else { Arithmetic::Minus };
        self.push_operator(Frame::Arithmetic(operator));
        self.operand()
    }

    /// Finishes a comparison, BETWEEN or sum whose last operand stands before the cursor.
    fn settle_test(&mut self) -> Result<(), Failure> {
        let (node, sort) = match self.frames.last().copied() {
            Some(Frame::Compare(comparator)) => {
                let right = self.pop()?;
                let left = self.pop_operand()?;
                self.note_use(right.sort);
                (Node::Compare(comparator, left, right.node), Sort::Condition)
            }
            Some(Frame::Arithmetic(operator)) => {
                let right = self.pop()?;
                let left = self.pop_operand()?;
                self.note_use(right.sort);
                (Node::Arithmetic(operator, left, right.node), Sort::Arithmetic)
            }
            Some(Frame::BetweenUpper) => {
                let base = self.values.len().saturating_sub(3);
                (Node::Between(self.take_operands(base)), Sort::Condition)
            }
            _ => return Ok(()),
        };
        self.frames.pop();
        let node = self.ast.push(node);
        self.push(node, sort);
        Ok(())
    }

    fn take_operands(&mut self, base: usize) -> Operands {
        let mut at = base;
        while let Some(value) = self.values.get(at).copied() {
            self.note_use(value.sort);
            at += 1;
        }
        let taken = self.values.get(base..).unwrap_or_default();
        let operands = self.ast.operands(taken.iter().map(|value| value.node));
        self.values.truncate(base);
        operands
    }

    /// Makes the value before the cursor a condition: a function, or something already made of operators.
    fn as_condition(&mut self) -> Result<NodeId, Failure> {
        let value = self.top()?;
        match value.sort {
            Sort::Condition => {}
            Sort::Call(function) => {
                if function == Function::Size {
                    self.findings.misused.get_or_insert(function.text());
                }
                if let Node::Call { function, operands, .. } = self.ast.node(value.node) {
                    self.ast.replace(value.node, Node::Call { function, operands, condition: true });
                }
                if let Some(value) = self.values.last_mut() {
                    value.sort = Sort::Condition;
                }
            }
            Sort::Operand | Sort::Arithmetic => return Err(self.cursor.syntax_error()),
        }
        Ok(value.node)
    }

    fn settle_negations(&mut self) -> Result<(), Failure> {
        while let Some(Frame::Not) = self.frames.last() {
            self.as_condition()?;
            let value = self.pop()?;
            self.frames.pop();
            let node = self.ast.push(Node::Not(value.node));
            self.push(node, Sort::Condition);
        }
        Ok(())
    }

    fn join(&mut self, frame: Frame) -> Result<(), Failure> {
        let right = self.pop()?.node;
        let left = self.pop()?.node;
        self.frames.pop();
        let node = self.ast.push(match frame {
            Frame::And => Node::And(left, right),
            _ => Node::Or(left, right),
        });
        self.push(node, Sort::Condition);
        Ok(())
    }

    /// Finishes everything that ends where a parenthesis or the text ends.
    fn settle(&mut self) -> Result<(), Failure> {
        self.settle_test()?;
        self.settle_negations()?;
        while let Some(frame @ (Frame::And | Frame::Or)) = self.frames.last().copied() {
            self.as_condition()?;
            self.join(frame)?;
        }
        Ok(())
    }

    fn close(&mut self) -> Result<(), Failure> {
        self.settle()?;
        let (node, sort) = match self.frames.last().copied() {
            Some(Frame::Paren { .. }) => {
                let value = self.pop()?;
                if value.parenthesised {
                    return Err(self.cursor.kind.refuse(&["The expression has redundant parentheses;"]));
                }
                self.values.push(Value { parenthesised: true, ..value });
                self.frames.pop();
                self.cursor.advance();
                return Ok(());
            }
            Some(Frame::Call { function, base }) => {
                let operands = self.take_operands(base);
                (Node::Call { function, operands, condition: false }, Sort::Call(function))
            }
            Some(Frame::In { base }) => (Node::In(self.take_operands(base)), Sort::Condition),
            _ => return Err(self.cursor.syntax_error()),
        };
        self.frames.pop();
        self.cursor.advance();
        let node = self.ast.push(node);
        self.push(node, sort);
        Ok(())
    }
}
