//! From what is asked to the plan that answers it. Pure.
//!
//! One statement for each to-many edge and one for each `totalCount`, whatever the number of rows. To-one edges are
//! joined to the statement of their parent; only columns that are asked are selected.

use std::sync::atomic::{AtomicBool, AtomicUsize};

use sea_orm::DbBackend;

use super::consensus;
use super::filter::meaningful;
use super::groups;
use super::plan::{Fields, Lead, Plan, RootPlan, RowsPlan, json_name, json_text};
use super::rows::root_connection;
use super::search;
use super::select::Select;
use super::selection::{Question, Refetch, Root, Selection};
use super::sql::Decode;
use super::walk;

/// The plan of a selection on this database.
pub fn plan(selection: &Selection, backend: DbBackend) -> Plan {
    let roots: Vec<_> =
        selection.roots.iter().map(|(name, root)| (json_name(name), root_plan(root, backend))).collect();
    let walks = roots.iter().any(|(_, root)| root.walks());
    // The network answers for as long as it takes, which no count of SQLite's sees.
    Plan { roots, walks, slow: AtomicBool::new(walks), answer_bytes: AtomicUsize::new(0) }
}

fn root_plan(root: &Root, backend: DbBackend) -> RootPlan {
    match root {
        Root::Constant(text) => RootPlan::Text(json_text(text)),
        Root::Elsewhere => RootPlan::Elsewhere,
        Root::One { node, filter, object } => {
            let mut select = Select::new(backend);
            let mut scope = select.writer.table(*node);
            let passes = meaningful(select.writer.passes(&mut scope, filter));
            select.found_again(&scope, &passes);
            let fields = select.object(&mut scope, object);
            let sql = format!("SELECT {} FROM {} LIMIT 1", select.list(), scope.body(&passes));
            RootPlan::One(select.finish(sql, Lead::default(), &[]), fields)
        }
        Root::Refetch { order, nodes, single } => {
            let mut first = 0;
            let refetch = |node: &Refetch| {
                let plan = refetch(node, first, backend);
                first += node.lists.len();
                plan
            };
            RootPlan::Refetch { order: *order, nodes: nodes.iter().map(refetch).collect(), single: *single }
        }
        Root::Many { node, connection } => {
            RootPlan::Connection(root_connection(connection, backend, &|writer| writer.table(*node)))
        }
        Root::Groups { node, groups } => RootPlan::Connection(groups::plan(*node, groups, backend)),
        Root::Search(found) => RootPlan::Connection(search::plan(found, backend)),
        Root::Consensus(asked) => RootPlan::Connection(consensus::plan(asked, backend)),
        Root::Walk(walk) => {
            let single = matches!(walk.question, Question::Path { .. });
            RootPlan::Walk { connection: walk::connection(walk, backend), single }
        }
    }
}

/// The rows of a node that lists ask for; `first` is the number of its first list.
fn refetch(asked: &Refetch, first: usize, backend: DbBackend) -> (RowsPlan, Fields) {
    let mut select = Select::new(backend);
    let mut scope = select.writer.table(asked.node);
    let fields = select.object(&mut scope, &asked.object);
    let (scope, list, place) = select.writer.listed(scope, &asked.lists, first);
    let lead = Lead {
        parent: Some(select.add(list, Decode::Wide)),
        number: Some(select.add(place, Decode::Wide)),
        ..Lead::default()
    };
    let sql = format!("SELECT {} FROM {}", select.list(), scope.body(&[]));
    (select.finish(sql, lead, &[]), fields)
}
