//! Takes in a batch: records to rows, nodes before what refers to them.

use std::collections::{HashMap, HashSet};

use entity::*;
use sea_orm::{ActiveModelBehavior, ActiveModelTrait, DatabaseTransaction, IntoActiveModel, prelude::DateTimeUtc};

use super::{
    Error, Report,
    claims::settle,
    identity::Verdict,
    ids::Ids,
    key::Row,
    ledger::{self, Ledger, RowOf},
    memory::{Memory, Said},
    mentioned::mentioned,
    possible,
    record::{Batch, Fact, Key, Missing, Node},
    upsert::{State, Twice, upsert},
};

pub async fn absorb(
    tx: &DatabaseTransaction,
    batch: &Batch,
    time: DateTimeUtc,
    memory: &mut Memory,
) -> Result<Report, Error> {
    possible::check(batch)?;
    let mut ids = Ids::default();
    let ledger = Ledger::open(tx, &mut ids, &batch.sources).await?;
    let mut intake = Intake::new(tx, ledger, ids, batch.missing);
    // People who write facts by hand are told of what they say twice.
    let remembers = batch.missing == Missing::LeftOut;
    if remembers {
        memory.check(tx).await?;
        intake.said = memory.said(batch);
    }
    intake.mention(batch);
    possible::check_nodes(&batch.who, &intake.mentioned)?;
    intake.recognise(batch, memory).await?;
    intake.films(batch).await?;
    intake.soundtracks(batch).await?;
    intake.artists(batch).await?;
    intake.songs(batch).await?;
    intake.recordings(batch).await?;
    intake.credits(batch).await?;
    intake.albums(batch).await?;
    intake.uses(batch).await?;
    intake.lists(batch).await?;
    intake.names(batch).await?;
    intake.review(&batch.who).await?;
    let (said, known) = (std::mem::take(&mut intake.said), std::mem::take(&mut intake.known));
    let report = intake.close(&batch.who, time).await?;
    match remembers && report.merged == 0 {
        true => memory.keep(tx, batch, &said, |node| known.get(node).copied()).await?,
        // Rows that are part of others now are remembered under their old ids.
        false => *memory = Memory::default(),
    }
    Ok(report)
}

/// A batch that is being taken in.
pub(super) struct Intake<'a> {
    pub tx: &'a DatabaseTransaction,
    pub ledger: Ledger,
    pub ids: Ids,
    pub missing: Missing,
    /// What people will be asked: which row, which candidate, and why.
    pub doubts: Vec<(ReviewQuestion, RowOf, i64, Verdict)>,
    /// What the batch says of its nodes, and which of that was said before.
    pub said: Said,
    /// All nodes that the batch speaks of, each once and in order.
    pub mentioned: Vec<Node>,
    /// The external ids that the batch gives them.
    pub ids_of: HashMap<Node, HashSet<(IdentifierScheme, String)>>,
    /// Those whose rows an earlier batch has found, with the ids by which they are called.
    pub remembered: HashSet<Node>,
    known: HashMap<Node, i64>,
}

impl<'a> Intake<'a> {
    pub fn new(tx: &'a DatabaseTransaction, ledger: Ledger, ids: Ids, missing: Missing) -> Self {
        Self {
            tx,
            ledger,
            ids,
            missing,
            doubts: Vec::new(),
            said: Said::default(),
            mentioned: Vec::new(),
            ids_of: HashMap::new(),
            remembered: HashSet::new(),
            known: HashMap::new(),
        }
    }

    /// Notes of which nodes the batch speaks, and which ids it gives them.
    fn mention(&mut self, batch: &Batch) {
        self.mentioned = mentioned(batch).into_iter().collect();
        self.mentioned.sort_unstable();
        for node in &self.mentioned {
            if let Some(id) = node.id() {
                self.ids_of.entry(node.clone()).or_default().insert((id.scheme, id.value.clone()));
            }
        }
        for Fact { record, .. } in &batch.identifiers {
            self.ids_of.entry(record.of.clone()).or_default().insert((record.scheme, record.value.clone()));
        }
    }

    /// The external ids that the batch gives a node.
    pub fn ids_of(&self, node: &Node) -> HashSet<(IdentifierScheme, String)> {
        self.ids_of.get(node).cloned().unwrap_or_default()
    }

    /// Whether all that the batch says of the node was said before, and has become of it what it will. Counted once.
    pub fn said_before(&mut self, node: &Node) -> bool {
        let again = self.said.again(node);
        if again {
            self.ledger.report.unchanged += 1;
        }
        again
    }

    /// Writes what the books say.
    pub async fn close(self, who: &str, time: DateTimeUtc) -> Result<Report, Error> {
        let Self { tx, ledger, mut ids, .. } = self;
        let report = ledger.close(tx, &mut ids, who, time).await?;
        ids.close(tx).await?;
        Ok(report)
    }

    /// Brings the rows of these facts into their table and notes what proves them. The ids are in the same order.
    pub async fn write<E: Row, R>(&mut self, facts: &[&Fact<R>], rows: Vec<E::ActiveModel>) -> Result<Vec<i64>, Error>
    where
        E::Model: IntoActiveModel<E::ActiveModel>,
        E::ActiveModel: ActiveModelBehavior + ActiveModelTrait<Entity = E> + Send,
    {
        let origin = |place: usize| facts[place].origin.clone();
        let twice = self.twice();
        let brought = upsert::<E>(self.tx, &mut self.ids, rows.clone(), twice)
            .await
            .map_err(|error| ledger::named(error, origin))?;
        let mut ids = Vec::with_capacity(brought.len());
        for ((fact, wanted), brought) in facts.iter().zip(&rows).zip(brought) {
            ids.push(brought.id);
            let change = match brought.state {
                State::New => Some(ChangeKind::Created),
                State::There(model) => settle::<E>(self.tx, &mut self.ledger, model, wanted, &fact.evidence)
                    .await?
                    .then_some(ChangeKind::Corrected),
                State::Again => None,
            };
            if let Some(subject) = E::SUBJECT {
                self.ledger.row((subject, brought.id), change);
                self.ledger.proves((subject, brought.id), &fact.origin, &fact.evidence)?;
            }
        }
        Ok(ids)
    }

    /// What becomes of a fact that is told twice: people who write facts by hand have made a slip, dumps repeat themselves.
    pub fn twice(&self) -> Twice {
        match self.missing {
            Missing::Refused => Twice::Refused,
            Missing::LeftOut => Twice::Once,
        }
    }

    /// From here on the node is known by this id.
    pub fn know(&mut self, node: Node, id: i64) {
        self.known.insert(node, id);
    }

    pub fn known(&self, node: &Node) -> Option<i64> {
        self.known.get(node).copied()
    }

    /// A row became part of another.
    pub fn moved(&mut self, subject: Subject, gone: i64, keep: i64) {
        let of = self.known.iter_mut().filter(|(node, id)| node.subject() == subject && **id == gone);
        of.for_each(|(_, id)| *id = keep);
    }

    /// The row that a fact refers to. `None` if there is none and the batch leaves such facts out.
    pub fn find(&mut self, node: Node, origin: &str) -> Result<Option<i64>, Error> {
        match (self.known(&node), self.missing) {
            (Some(id), _) => Ok(Some(id)),
            (None, Missing::Refused) => Err(Error::Dangling { origin: origin.to_owned(), node }),
            (None, Missing::LeftOut) => Ok(None),
        }
    }

    /// As [`find`](Self::find) for something without which the whole fact falls away.
    fn needs(&mut self, node: Node, origin: &str) -> Result<Option<i64>, Error> {
        let found = self.find(node, origin)?;
        if found.is_none() {
            self.ledger.report.left_out += 1;
        }
        Ok(found)
    }

    pub fn film(&mut self, key: &Key, origin: &str) -> Result<Option<FilmId>, Error> {
        Ok(self.needs(Node::Film(key.clone()), origin)?.map(FilmId))
    }

    pub fn artist(&mut self, key: &Key, origin: &str) -> Result<Option<ArtistId>, Error> {
        Ok(self.needs(Node::Artist(key.clone()), origin)?.map(ArtistId))
    }

    pub fn song(&mut self, key: &Key, origin: &str) -> Result<Option<SongId>, Error> {
        Ok(self.needs(Node::Song(key.clone()), origin)?.map(SongId))
    }

    pub fn soundtrack(&mut self, key: &Key, origin: &str) -> Result<Option<SoundtrackId>, Error> {
        Ok(self.needs(Node::Soundtrack(key.clone()), origin)?.map(SoundtrackId))
    }

    pub fn series(&mut self, key: &Option<Key>, origin: &str) -> Result<Option<FilmSeriesId>, Error> {
        match key {
            Some(key) => Ok(self.find(Node::FilmSeries(key.clone()), origin)?.map(FilmSeriesId)),
            None => Ok(None),
        }
    }
}
