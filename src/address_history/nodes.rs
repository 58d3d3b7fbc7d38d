//! The things that addresses name: pages and their sections. A thing keeps its number while it is edited, renamed and
//! moved, and knows which thing it became part of.

use serde::{Deserialize, Serialize};

/// A page or a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(super) struct NodeId(u32);

/// What became of a page or a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum NodeState {
    /// It exists.
    Alive,
    /// It became part of another one.
    Merged(NodeId),
    /// It was removed.
    Removed,
}

/// All pages and sections that ever existed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Nodes(Vec<NodeState>);

impl Nodes {
    /// A new page or section.
    pub fn add(&mut self) -> NodeId {
        self.0.push(NodeState::Alive);
        NodeId(u32::try_from(self.0.len() - 1).expect("fewer than 2^32 sections"))
    }

    pub fn set(&mut self, node: NodeId, state: NodeState) {
        self.0[node.0 as usize] = state;
    }

    /// A node, and those that it became part of.
    pub fn chain(&self, node: NodeId) -> impl Iterator<Item = NodeId> {
        let next = |node: &NodeId| match self.0.get(node.0 as usize)? {
            NodeState::Merged(into) => Some(*into),
            NodeState::Alive | NodeState::Removed => None,
        };
        std::iter::successors(Some(node), next).take(self.0.len())
    }

    /// The page or section that a node is, or is part of, now; `None` if it was removed.
    pub fn now(&self, node: NodeId) -> Option<NodeId> {
        let mut node = node;
        // A node is merged into one that is alive, so that there are no circles; the limit is for damaged files.
        for _ in 0..self.0.len() {
            match self.0.get(node.0 as usize)? {
                NodeState::Alive => return Some(node),
                NodeState::Merged(into) => node = *into,
                NodeState::Removed => return None,
            }
        }
        None
    }
}
