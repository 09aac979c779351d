//! Batches made from a side file, in the order of some number: what the catalogue has taken in is not made again.

use std::collections::VecDeque;

use super::{Error, Run, stage::Stage};
use crate::catalogue::record::Batch;

/// How far delivery has come.
#[derive(Debug)]
pub struct Deliveries {
    /// The highest number that is delivered.
    last: u64,
    /// How many things with a number that are.
    count: u64,
    /// How many batches the catalogue had taken in before.
    before: u64,
    delivered: u64,
    /// `last` and `count` after each batch that the catalogue has not been seen to take in.
    under_way: VecDeque<(u64, u64)>,
}

impl Deliveries {
    /// Goes on where an import was broken off.
    pub fn begin(run: &Run, stage: &Stage) -> Result<Self, Error> {
        let (last, count) = (stage.reached("delivered up to")?, stage.reached("delivered")?);
        Ok(Self { last, count, before: run.absorbed(), delivered: 0, under_way: VecDeque::new() })
    }

    pub fn last(&self) -> u64 {
        self.last
    }

    /// Delivers a batch of so many things, of which `last` is the number of the last one.
    pub fn deliver(
        &mut self,
        run: &mut Run,
        stage: &Stage,
        batch: Batch,
        last: u64,
        count: usize,
    ) -> Result<(), Error> {
        run.deliver(batch)?;
        self.delivered += 1;
        self.last = last;
        self.count += count as u64;
        self.under_way.push_back((self.last, self.count));
        run.progress.at(self.count, self.count);
        self.note(run, stage)
    }

    /// Waits until the catalogue has taken in everything.
    pub fn end(mut self, run: &mut Run, stage: &Stage) -> Result<(), Error> {
        run.drain(self.before + self.delivered)?;
        self.note(run, stage)
    }

    /// Notes what the catalogue has taken in meanwhile.
    fn note(&mut self, run: &mut Run, stage: &Stage) -> Result<(), Error> {
        let absorbed = run.absorbed() - self.before;
        let waiting = (self.delivered - absorbed.min(self.delivered)) as usize;
        let mut reached = None;
        while self.under_way.len() > waiting {
            reached = self.under_way.pop_front();
        }
        if let Some((last, count)) = reached {
            stage.reach("delivered", count)?;
            run.checkpoint(stage, "delivered up to", last)?;
        }
        Ok(())
    }
}
